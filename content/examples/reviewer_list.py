"""Examples of the list of reviewers."""

from content.guide.document import Block

RULES = (
    "Once, on the page about the guide.",
    "The people come from the list of reviewers in the admin. Nobody is invented: while there is nobody, the list says so.",
)

EXAMPLES: list[Block] = [
    Block("reviewer-list", {"heading": "Who checks this guide?"}),
    Block("reviewer-list", {"heading": "Our reviewers"}, "<p>They read each page and its sources.</p>"),
]
