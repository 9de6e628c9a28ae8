"""Examples of the next step."""

from content.guide.document import Block

RULES = (
    "One on a page, at its end.",
    "The words of the link say where it leads. Above it, one line that says why.",
    "While the page it leads to is not public, readers see the words without a link.",
)

#: The id of a page that no site has.
UNPUBLISHED = "not-published-yet"

EXAMPLES: list[Block] = [
    Block(
        "next-step", {"page": "risks", "label": "Read about the risks"}, "<p>Benefits are one half of the decision.</p>"
    ),
    Block("next-step", {"page": "preparing", "label": "See how to prepare"}),
    Block("next-step", {"page": UNPUBLISHED, "label": "Read about the next visit"}),
]
