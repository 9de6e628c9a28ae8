"""Examples of a text to open."""

from content.guide.document import Block

RULES = (
    "For what only some people need. Never for warnings.",
    "The line that people press says what they will find, as a question if it can.",
    "Everything inside is printed, open or not.",
)

EXAMPLES: list[Block] = [
    Block(
        "details",
        {"summary": "How is the dose worked out?"},
        "<p>By body weight.</p><table><thead><tr><th>Weight</th><th>Example</th></tr></thead>"
        "<tbody><tr><td>70 kg</td><td>35 mg</td></tr></tbody></table>",
    ),
    Block("details", {"summary": "What does “off-label” mean?"}, "<p>A use that is not on the medicine's label.</p>"),
]
