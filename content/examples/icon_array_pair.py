"""Examples of a picture of 100 people: with a comparison group, with real counts, and without a comparison."""

from content.guide.document import Block

RULES = (
    "Only for a number that has a finding. The finding holds the words, the people, the time, the limits and the sources.",
    "Never one picture alone where another study found something else: put that one beside it.",
    "Two pictures on a page share one grid of 100, so readers may compare them.",
)

EXAMPLES: list[Block] = [
    Block("icon-array-pair", {"finding": "depression-response-one-day"}),
    Block("icon-array-pair", {"finding": "ptsd-response-small-trial"}, "<p>Read it beside the larger trial.</p>"),
    Block("icon-array-pair", {"finding": "depression-clinic-response"}),
]
