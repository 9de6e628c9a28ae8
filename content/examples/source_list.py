"""Examples of the list of all sources."""

from content.guide.document import Block

RULES = (
    "Once, on the page about the studies.",
    "The list comes from the references. Change them there.",
)

EXAMPLES: list[Block] = [
    Block("source-list", {"heading": "All sources"}),
    Block("source-list", {"heading": "Everything we read"}, "<p>Sorted by kind.</p>"),
]
