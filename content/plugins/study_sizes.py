from typing import NamedTuple

from content.models.study_sizes import StudySizes, people_in
from content.page.component_plugin import ComponentPlugin
from content.page.drawings import dots
from content.richtext.reading import list_items, split_label

#: Above this many people in the largest study, a dot stands for ten.
MOST_DOTS = 500


class Study(NamedTuple):
    """A study: its label, what is said of it (HTML, sanitized when it was saved), and its people as dots."""

    label: str
    text: str
    drawing: str


class StudySizesPlugin(ComponentPlugin):
    model = StudySizes
    name = "Sizes of studies"
    guide_settings = ("heading",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [split_label(item) for item in list_items(context["body"])]
        people = [people_in(label) or 0 for label, _ in parts]
        context["people_per_dot"] = 10 if max(people, default=0) > MOST_DOTS else 1
        context["studies"] = tuple(
            Study(label, text, dots(max(1, round(number / context["people_per_dot"]))))
            for (label, text), number in zip(parts, people, strict=True)
        )
        return context
