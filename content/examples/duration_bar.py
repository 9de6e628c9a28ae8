"""Examples of how long things last: single lengths, and a range."""

from content.guide.document import Block

RULES = (
    "A bullet list. Each label in bold holds one length of time, such as “7 days” or “2 to 4 hours”.",
    "Only lengths that readers may look at together: days beside years make a line that nobody can see.",
    "Say in the text who was counted and that studies differ.",
)

EXAMPLES: list[Block] = [
    Block(
        "duration-bar",
        {"heading": "How long did it last?"},
        "<ul><li><strong>Half by 18 days.</strong> In one study half had relapsed by then.</li>"
        "<li><strong>Checked for 8 weeks.</strong> In another, 60 of 100 were still well.</li></ul>",
    ),
    Block(
        "duration-bar",
        {},
        "<ul><li><strong>Gone in 2 to 4 hours:</strong> mind effects</li><li><strong>1 day:</strong> rest at home</li></ul>",
    ),
]
