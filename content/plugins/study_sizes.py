from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.models.study_sizes import StudySizes
from content.page.component_plugin import ComponentPlugin
from content.page.drawings import dots
from content.richtext.reading import list_items, split_label

#: Above this many people in the largest study, a dot stands for ten.
MOST_DOTS = 500
#: Above this many, the drawing ends: it would fill the page.
MOST_DRAWN = 2000


class Study(NamedTuple):
    """A study: its label, how many took part in words, what is said of it (HTML, sanitized when it was saved), and dots."""

    label: str
    people: str
    text: str
    drawing: str


class StudySizesPlugin(ComponentPlugin):
    model = StudySizes
    name = _("Sizes of studies")
    module = _("Numbers and studies")
    guide_settings = ("heading", "people")
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [split_label(item) for item in list_items(context["body"])]
        people = [row["people"] if row else 0 for row in instance.rows()]
        per_dot = context["people_per_dot"] = people_per_dot(max(people, default=0))
        context["studies"] = tuple(
            Study(label, _in_words(number), text, dots(max(1, round(number / per_dot))) if number else "")
            for (label, text), number in zip(parts, people, strict=True)
        )
        return context


def _in_words(people: int) -> str:
    """“2,309 people”; empty where the number is not known."""
    if not people:
        return ""
    number = number_format(people, force_grouping=True)
    return ngettext("%(number)s person", "%(number)s people", people) % {"number": number}


def people_per_dot(most: int) -> int:
    """How many people a dot stands for when the largest study has so many: 1, 10, 100, …"""
    per_dot = 1 if most <= MOST_DOTS else 10
    while most / per_dot > MOST_DRAWN:
        per_dot *= 10
    return per_dot
