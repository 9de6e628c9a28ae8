"""Examples of a picture. They need a file of the name IMAGE in the media library."""

from content.guide.document import Block

IMAGE = "treatment-room.png"

RULES = (
    "Say in words what the picture shows, or tick “only decoration”: one of the two.",
    "No pictures of people who look like patients. No words inside a picture.",
    "A caption adds something; it does not repeat the words for the picture.",
)

EXAMPLES: list[Block] = [
    Block(
        "figure",
        {"image": IMAGE, "alt": "A chair beside a drip stand and a window", "size": "medium"},
        "<p>One of our rooms.</p>",
    ),
    Block("figure", {"image": IMAGE, "alt": "A chair beside a drip stand and a window", "size": "large"}),
    Block("figure", {"image": IMAGE, "decorative": "true", "size": "small"}),
]
