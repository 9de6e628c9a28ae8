"""Examples of the evidence ladder: one place on the line, and a range of places."""

from content.guide.document import Block

RULES = (
    "Each item: the condition in bold. How good the evidence is gets chosen below the text: against, unclear, weak, fair, strong.",
    "Say in the same item what the label is about and why, with a source.",
    "The words come first. The line only repeats them.",
    "The link to a page makes the whole row a link: one in each item.",
)

EXAMPLES: list[Block] = [
    Block(
        "evidence-ladder",
        {"heading": "How good is the evidence?", "levels": "Depression = fair; PTSD = against-unclear"},
        '<ul><li><strong>Depression:</strong> For a short-term lift. <a href="page:risks">Risks</a></li>'
        "<li><strong>PTSD:</strong> "
        '<guide-inline role="cite" value="abdallah2022"></guide-inline></li></ul>',
    ),
]
