"""Examples of a picture. Both need a file of the name IMAGE in the media library."""

from content.guide.document import Block

IMAGE = "treatment-room.png"

EXAMPLES: list[Block] = [
    Block(
        "figure",
        {"image": IMAGE, "alt": "A chair beside a drip stand and a window", "size": "medium"},
        "<p>One of our rooms.</p>",
    ),
    Block("figure", {"image": IMAGE, "decorative": "true", "size": "small"}),
]
