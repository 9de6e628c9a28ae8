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
    Block(
        "tool",
        {
            "kind": "day",
            "heading": "When is what?",
            "times": "Stop solid food = fasting-food before; Leave home = leave; Arrive = start; Home = chair-time after; "
            "Tonight = evening",
        },
        "<ol><li><strong>Stop solid food.</strong> From then on, no solid food.</li><li><strong>Leave home.</strong> Leave your car "
        "at home.</li><li><strong>Arrive.</strong> We check your health first.</li><li><strong>Home.</strong> An adult takes you."
        "</li><li><strong>Tonight.</strong> Rest.</li></ol>",
    ),
    Block(
        "tool",
        {
            "kind": "matters",
            "heading": "What matters to me?",
            "choices_page": "other-treatments",
            "table_rows": "Driving and work = What about driving and work?; Cost = none",
        },
        "<ul><li><strong>Driving and work.</strong> Days without a car.</li><li><strong>Cost.</strong> What I can pay.</li></ul>",
    ),
    Block("tool", {"kind": "sheet", "heading": "What do I bring?"}, ""),
    Block("tool", {"kind": "diary", "heading": "How I have been", "questionnaires": "phq-9, gad-7, pain"}, ""),
]
