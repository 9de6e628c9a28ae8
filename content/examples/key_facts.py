"""Examples of key facts."""

from content.guide.document import Block

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
