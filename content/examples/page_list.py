"""Examples of the list of the pages below."""

from content.guide.document import Block

RULES = (
    "On a page that has pages below it. Here in the gallery it lists the pages at the top.",
    "Words come from each page's title and its description for search engines.",
    "A page that is not published is not listed.",
)

EXAMPLES: list[Block] = [
    Block("page-list"),
    Block("page-list", {}, "<p>Ask us for any of these on paper.</p>"),
]
