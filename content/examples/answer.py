"""Examples of the answer."""

from content.guide.document import Block

RULES = (
    "First on the page, once.",
    "At most two sentences that answer the title. Whoever reads no further still knows what matters.",
    "A benefit and its limit stand in the same answer.",
)

EXAMPLES: list[Block] = [
    Block(
        "answer",
        html="<p>Ketamine is an anesthetic. Doctors also give it in low doses for depression, which the FDA has not approved.</p>",
    ),
    Block(
        "answer",
        html="<p>Plan a ride home. Questions? Call "
        '<guide-inline role="fact" value="phone"></guide-inline>.</p><p>More is in <a href="page:risks">Risks</a>.</p>',
    ),
]
