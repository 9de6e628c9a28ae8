"""Examples of the drawings, each with all its parts in words."""

from content.guide.document import Block

RULES = (
    "The list says everything that the drawing shows, one item for each part.",
    "The third frame of the synapse is a theory and is labeled so.",
    "No photographs of people.",
)

EXAMPLES: list[Block] = [
    Block(
        "diagram",
        {"drawing": "synapse", "heading": "Two nerve cells meet"},
        "<ol><li>A signal crosses.</li><li>Ketamine blocks the receptor.</li><li>New links may grow.</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "room", "heading": "A room for infusions"},
        "<ol><li>Chair</li><li>Drip</li><li>Cuff</li><li>Finger clip</li><li>Monitor</li><li>Rescue equipment</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "mind-effects", "heading": "When mind effects come and go"},
        "<ol><li>The drip starts.</li><li>Strongest.</li><li>Mostly gone.</li><li>All gone.</li></ol>",
    ),
]
