"""Examples of a timeline, with a clinic fact and without a heading."""

from content.guide.document import Block

RULES = (
    "A numbered list. Each item starts with its time in bold.",
    "Use clinic facts for the clinic's own times.",
    "For what the reader has to do, use steps.",
)

EXAMPLES: list[Block] = [
    Block(
        "timeline",
        {"heading": "The day at a glance"},
        '<ol><li><strong>Before you come:</strong> no solid food for <guide-inline role="fact" value="fasting-food">'
        "</guide-inline>.</li><li><strong>The drip:</strong> about 40 minutes.</li></ol>",
    ),
    Block("timeline", {}, "<ol><li><strong>Day 1</strong> Rest.</li><li><strong>Day 7</strong> We call you.</li></ol>"),
]
