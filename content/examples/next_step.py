"""Examples of the next step."""

from content.guide.document import Block

EXAMPLES: list[Block] = [
    Block("next-step", {"page": "risks", "label": "Read about the risks"}, "<p>Benefits are one half of the decision.</p>"),
    Block("next-step", {"page": "preparing", "label": "See how to prepare"}),
]
