"""Examples of the price table."""

from content.guide.document import Block

RULES = (
    "Only this clinic's prices. They come from the clinic facts.",
    "A price needs its date. Never “from” or “as low as”.",
)

EXAMPLES: list[Block] = [
    Block("price-table", {"heading": "Our prices"}),
    Block("price-table", {"heading": "What we charge"}, "<p>Ask what else you may have to pay.</p>"),
]
