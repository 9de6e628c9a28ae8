"""Examples of sizes of studies: small ones, and one so large that a dot stands for ten people."""

from content.guide.document import Block

RULES = (
    "A bullet list. Each label in bold holds one number of people, such as “30 people”.",
    "Dots show how many people took part, not how many got better. Say in the text what the study found.",
    "When the largest study has more than 500 people, a dot stands for 10 in all of them.",
)

EXAMPLES: list[Block] = [
    Block(
        "study-sizes",
        {"heading": "How large were the trials?"},
        "<ul><li><strong>Small trial, 30 people.</strong> It was positive.</li>"
        "<li><strong>Large trial, 158 people.</strong> It found no effect.</li></ul>",
    ),
    Block(
        "study-sizes",
        {},
        "<ul><li><strong>2,309 people:</strong> a review</li><li><strong>60 people:</strong> one trial</li></ul>",
    ),
]
