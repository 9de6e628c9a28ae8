from typing import NamedTuple

from content.models.duration_bar import DurationBar, length_in
from content.page.component_plugin import ComponentPlugin
from content.page.drawings import bar
from content.richtext.reading import list_items, split_label


class Bar(NamedTuple):
    """A stretch of time: its label, what is said of it (HTML), and its drawing, empty where no length is known."""

    label: str
    text: str
    drawing: str


class DurationBarPlugin(ComponentPlugin):
    model = DurationBar
    name = "How long it lasts"
    guide_settings = ("heading",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [split_label(item) for item in list_items(context["body"])]
        lengths = [length for label, _ in parts if (length := length_in(label))]
        longest = max(lengths, key=lambda length: length.end, default=None)
        context["scale_end"] = longest.words.rpartition(" to ")[2] if longest else ""
        context["bars"] = tuple(
            Bar(
                label,
                text,  # sanitized when it was saved
                bar(length.start / longest.end, length.end / longest.end) if longest and length else "",
            )
            for (label, text), length in zip(parts, map(length_in, (label for label, _ in parts)), strict=True)
        )
        return context
