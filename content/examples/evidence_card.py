"""Examples of the two-sided evidence card: numbers against numbers, and numbers against words."""

from content.guide.document import Block

RULES = (
    "Choose as the second finding the strongest one that points another way, not the weakest.",
    "Both findings are about the same condition.",
    "Where a number says too much by itself, show it here and not alone.",
)

EXAMPLES: list[Block] = [
    Block(
        "evidence-card",
        {
            "heading": "Is ketamine better than ECT?",
            "finding": "ect-response-outpatients",
            "contrary": "ect-remission-inpatients",
        },
        "<p>In both trials people knew their treatment.</p>",
    ),
    Block(
        "evidence-card",
        {"heading": "Does ketamine help PTSD?", "finding": "ptsd-response-small-trial", "contrary": "ptsd-large-trial"},
    ),
]
