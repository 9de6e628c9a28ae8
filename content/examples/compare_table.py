"""Examples of a table that compares: two columns, and more with a source."""

from content.guide.document import Block

RULES = (
    "One table, a header row, no joined cells. The title says what is compared.",
    "At most four columns. On a phone each row becomes a card.",
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
]
