"""Examples of steps."""

from content.guide.document import Block

RULES = (
    "Only for things that happen in an order.",
    "One step, one thing to do or to expect.",
)

EXAMPLES: list[Block] = [
    Block(
        "steps",
        {"heading": "The day of the infusion"},
        "<ol><li>You arrive and we check your blood pressure.</li><li>The drip starts.</li><li>Somebody takes you home.</li></ol>",
    ),
    Block(
        "steps",
        {},
        '<ol><li>Call <guide-inline role="fact" value="phone"></guide-inline>.</li><li>Ask for a visit.</li></ol>',
    ),
]
