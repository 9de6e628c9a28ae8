"""Examples of a table that compares: numbers, which stay a table on a phone, and words, whose rows become cards there."""

from content.guide.document import Block

RULES = (
    "One table, a header row, no joined cells. The title says what is compared.",
    "At most four columns, but for a matrix of choices that asks a question in each row.",
    "On a phone each row becomes a card, or stays a row where there are two columns of short numbers.",
    "Treatments that are compared get the same rows.",
)

EXAMPLES: list[Block] = [
    Block(
        "compare-table",
        {"heading": "Dizziness over a course, out of 100 people"},
        "<table><thead><tr><th>Side effect</th><th>Ketamine</th><th>ECT</th></tr></thead><tbody>"
        '<tr><td>Dizziness <guide-inline role="cite" value="ekstrand2022"></guide-inline></td><td>69</td><td>24</td></tr>'
        "<tr><td>Headache</td><td>22</td><td>80</td></tr></tbody></table>",
    ),
    Block(
        "compare-table",
        {"heading": "Two more side effects over a course"},
        '<table><thead><tr><th>Side effect <guide-inline role="cite" value="ekstrand2022"></guide-inline></th>'
        "<th>After ketamine</th><th>After ECT</th></tr></thead><tbody>"
        "<tr><td>Anxiety</td><td>45 of 100 people</td><td>18 of 100 people</td></tr>"
        "<tr><td>Vomiting</td><td>2 of 100 people</td><td>7 of 100 people</td></tr></tbody></table>",
    ),
]
