"""Examples of the do list and the do-not list."""

from content.guide.document import Block

RULES = (
    "Write do-not items without “do not”: the page puts it before each one, so that a half-heard item cannot be turned round.",
    "Two lists, not one mixed list. One rule for each item.",
)

EXAMPLES: list[Block] = [
    Block(
        "do-dont-list", {"kind": "do"}, "<ul><li>bring a list of your medicines</li><li>wear loose sleeves</li></ul>"
    ),
    Block(
        "do-dont-list",
        {"kind": "dont", "heading": "For the rest of the day"},
        "<ul><li>drive</li><li>drink alcohol</li><li>sign a contract</li></ul>",
    ),
    Block("do-dont-list", {"kind": "dont"}, "<ul><li><strong>drive</strong> until the next morning</li></ul>"),
]
