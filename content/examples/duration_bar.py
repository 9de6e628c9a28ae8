"""Examples of how long things last: single lengths, and a range."""

from content.guide.document import Block

RULES = (
    "A bullet list with a label in bold for each length of time. The length is typed below the text, not in the label.",
    "Where somebody only looked at that time, say so: a mark is drawn, and no bar.",
    "Only lengths that readers may look at together: days beside years make a line that nobody can see.",
    "Say in the text who was counted and that studies differ.",
)

EXAMPLES: list[Block] = [
    Block(
        "duration-bar",
        {"heading": "How long did it last?", "lengths": "After a course = half 18 days; In records = checked 8 weeks"},
        "<ul><li><strong>After a course.</strong> In one study half had relapsed by then.</li>"
        "<li><strong>In records.</strong> In another, 60 of 100 were still well.</li></ul>",
    ),
    Block(
        "duration-bar",
        {"lengths": "Mind effects = 2-4 hours; Rest at home = about 1 day"},
        "<ul><li><strong>Mind effects:</strong> they fade</li><li><strong>Rest at home:</strong> with somebody</li></ul>",
    ),
]
