from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from content.evidence.models import Side
from content.evidence.shown import ShownFinding, shown
from content.evidence.sources import cite
from content.models.icon_array_pair import IconArrayPair
from content.page.component_plugin import ComponentPlugin
from content.page.drawings import icon_array, no_array
from content.profile import profile


class Array(NamedTuple):
    """One side of a finding, and its picture of 100 people."""

    side: Side
    drawing: str


class Pair(NamedTuple):
    """All that decides what the component looks like; `body` is HTML."""

    finding: ShownFinding
    arrays: tuple[Array, ...]
    #: The field beside a study without a comparison group, so that every picture has one size; empty for the others.
    nobody: str
    body: str


class IconArrayPairPlugin(ComponentPlugin):
    model = IconArrayPair
    name = _("Picture of 100 people")
    module = _("Numbers and studies")
    guide_settings = ("finding",)
    autocomplete_fields = ("finding",)

    def render(self, context, instance, placeholder):
        citation = cite(
            instance.finding.references.all(), context["request"]
        )  # before those of the text, which stands below
        context = super().render(context, instance, placeholder)
        finding = shown(instance.finding, citation)
        is_harm = instance.finding.condition not in profile().illnesses
        arrays = tuple(Array(side, icon_array(side.yes, striped=is_harm)) for side in finding.sides)
        context["pair"] = Pair(finding, arrays, no_array() if len(arrays) == 1 else "", context["body"])
        return context
