"""Examples of the tools that stay on the reader's device."""

from content.guide.document import Block

RULES = (
    "One on a page, and the page is about nothing else: its scripts make the page one that may reach nothing.",
    "Items are short, and hold no link. Without script they are a form on paper.",
    "A checklist never says that somebody may have the treatment.",
    "The words of questionnaires are fixed; the page names them in the order in which they are shown.",
)

EXAMPLES: list[Block] = [
    Block(
        "tool",
        {"kind": "questions", "heading": "Questions for my visit"},
        "<h3>About harm</h3><ul><li>Which risks are higher for me?</li><li>Who do I call at night?</li></ul>"
        "<h3>About money</h3><ul><li>What is the total cost?</li></ul>",
    ),
    Block(
        "tool",
        {"kind": "checklist", "heading": "What to do, and when"},
        '<h3>That morning</h3><ul><li>No solid food for at least <guide-inline role="fact" value="fasting-food">'
        "</guide-inline>.</li><li>Leave your car at home.</li></ul>",
    ),
    Block("tool", {"kind": "diary", "heading": "How I have been", "questionnaires": "phq-9, gad-7, pain"}, ""),
]
