"""Examples of the care card, one for each level of urgency."""

from content.guide.document import Block

RULES = (
    "Red is kept for emergencies: 911 and 988. Few on a page.",
    "The card says its level in words; do not repeat it in the heading.",
    "Start the heading with what to do, and end it so that every item completes the sentence.",
)

EXAMPLES: list[Block] = [
    Block(
        "care-card", {"level": "non-urgent", "heading": "Talk to us if you"}, "<ul><li>feel sick for a day</li></ul>"
    ),
    Block(
        "care-card",
        {"level": "urgent", "heading": "Call the clinic the same day if you"},
        "<ul><li>have pain when you urinate</li><li>still feel unreal the next morning</li></ul>",
    ),
    Block(
        "care-card",
        {"level": "emergency", "heading": "Call 911 now if you"},
        '<ul><li>cannot breathe well</li><li>have chest pain</li></ul><p><a href="tel:911">Call 911</a></p>',
    ),
]
