"""Examples of the list of words explained."""

from content.guide.document import Block

RULES = (
    "Once, on the page of words explained.",
    "The words come from the glossary. Change them there.",
)

EXAMPLES: list[Block] = [
    Block("glossary-list"),
    Block("glossary-list", {}, "<p>Short meanings, not medical advice.</p>"),
]
