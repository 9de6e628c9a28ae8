"""Examples of key facts."""

from content.guide.document import Block

RULES = (
    "Start each fact with its label in bold.",
    "At most seven facts, each of one or two sentences.",
    "Facts about the clinic come from the register of clinic facts.",
)

EXAMPLES: list[Block] = [
    Block(
        "key-facts",
        {"heading": "Key facts"},
        "<ul><li><strong>Medicine:</strong> ketamine</li><li><strong>How:</strong> a slow drip into a vein</li>"
        "<li><strong>FDA:</strong> not approved for depression</li></ul>",
    ),
    Block(
        "key-facts",
        {"heading": "Before your first visit"},
        '<ul><li><strong>Phone:</strong> <guide-inline role="fact" value="phone"></guide-inline></li></ul>',
    ),
]
