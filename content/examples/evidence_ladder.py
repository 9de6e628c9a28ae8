"""Examples of the evidence ladder: one rung, and a range of rungs."""

from content.guide.document import Block

RULES = (
    "Each item: the condition in bold, then one of strong, moderate, limited, uncertain, negative.",
    "Say in the same item what the label is about and why, with a source.",
    "The words come first. The steps only repeat them.",
)

EXAMPLES: list[Block] = [
    Block(
        "evidence-ladder",
        {"heading": "How good is the evidence?"},
        "<ul><li><strong>Depression:</strong> moderate for a short-term lift.</li>"
        "<li><strong>PTSD:</strong> negative to uncertain. "
        '<guide-inline role="cite" value="abdallah2022"></guide-inline></li></ul>',
    ),
]
