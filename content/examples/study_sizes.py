"""Examples of sizes of studies: small ones, and one so large that a dot stands for ten people."""

from content.guide.document import Block

RULES = (
    "A bullet list with a label in bold for each study. Its number of people is typed below the text, not in the label.",
    "Dots show how many people took part, not how many got better. Say in the text what the study found.",
    "When the largest study has more than 500 people, a dot stands for 10 in all of them.",
)

EXAMPLES: list[Block] = [
    Block(
        "study-sizes",
        {"heading": "How large were the trials?", "people": "Small trial = 30; Large trial = 158"},
        "<ul><li><strong>Small trial.</strong> It was positive.</li>"
        "<li><strong>Large trial.</strong> It found no effect.</li></ul>",
    ),
    Block(
        "study-sizes",
        {"people": "A review = 2309; One trial = 60"},
        "<ul><li><strong>A review:</strong> many trials</li><li><strong>One trial:</strong> the best known</li></ul>",
    ),
]
