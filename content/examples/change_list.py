"""Examples of the list of changes."""

from content.guide.document import Block

RULES = (
    "Once, on the page that says what changed.",
    "Its entries are the notes for readers that are typed when a draft is sent or published. A corrected typing error has none.",
)

EXAMPLES: list[Block] = [
    Block("change-list", {"heading": "Latest changes"}),
    Block("change-list", {"heading": "What is new?"}, "<p>The newest change comes first.</p>"),
]
