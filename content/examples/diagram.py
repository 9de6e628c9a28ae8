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
    Block(
        "diagram",
        {"drawing": "deciding", "heading": "Four stops on the way to a choice"},
        "<ol><li>Check.</li><li>Compare.</li><li>Ask.</li><li>Choose: yes, not now, or no.</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "bring", "heading": "What to take along"},
        "<ol><li>Medicine list</li><li>Photo ID</li><li>Phone</li><li>Blanket</li><li>Questions</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "first-evening", "heading": "The first evening"},
        "<ol><li>An adult nearby</li><li>No driving</li><li>Light food</li><li>Phone close</li><li>To bed early</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "score-scale", "heading": "What scores mean when you start at 18"},
        "<ol><li>Start: 18</li><li>Clear change: 13</li><li>Response: 9</li><li>Remission: 4</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "dip", "heading": "Where your plan comes in"},
        "<ol><li>Book a follow-up.</li><li>Know your early signs.</li><li>Call your person.</li><li>Ask what comes next.</li></ol>",
    ),
    Block(
        "diagram",
        {"drawing": "reach", "heading": "Three ways to reach a person"},
        "<ol><li>Call.</li><li>Text.</li><li>Chat.</li></ol>",
    ),
]
