from django.utils.safestring import mark_safe

from content import richtext
from content.drawings import bar
from content.models import DurationBar
from content.models.duration_bar import length_in
from content.plugins.component import ComponentPlugin


class DurationBarPlugin(ComponentPlugin):
    model = DurationBar
    name = "How long it lasts"
    guide_settings = ("heading",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [richtext.split_label(item) for item in richtext.list_items(context["body"])]
        lengths = [length for label, _ in parts if (length := length_in(label))]
        longest = max(lengths, key=lambda length: length.end, default=None)
        context["scale_end"] = longest.words.rpartition(" to ")[2] if longest else ""
        context["bars"] = [
            {
                "label": label,
                "text": mark_safe(text),  # noqa: S308 - sanitized when it was saved
                "drawing": bar(length.start / longest.end, length.end / longest.end) if longest and length else "",
            }
            for (label, text), length in zip(parts, map(length_in, (label for label, _ in parts)), strict=True)
        ]
        return context
