"""Examples of the questions at the end of a page."""

from content.guide.document import Block

RULES = (
    "At the end of a page on which something depends, three questions at most, above the next step.",
    "The questions test our words, not the reader: no score, no right or wrong.",
    "The answer says it in other words than the page, with the same numbers.",
)

EXAMPLES: list[Block] = [
    Block(
        "teach-back",
        {"heading": "Did we explain it?", "page": "my-questions"},
        '<h3>When may I drive again?</h3><p>Do not drive <guide-inline role="fact" value="driving-rule"></guide-inline>. '
        "Both must be true.</p><h3>What if I feel fine sooner?</h3><p>The rule stays. You may be slower than you feel.</p>",
    ),
]
