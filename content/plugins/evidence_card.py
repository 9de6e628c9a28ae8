from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from content.evidence.shown import ShownFinding, shown
from content.evidence.sources import cite
from content.models.evidence_card import EvidenceCard
from content.page.component_plugin import ComponentPlugin


class Card(NamedTuple):
    """All that decides what the component looks like; `body` is HTML."""

    heading_id: str
    heading: str
    sides: tuple[ShownFinding, ...]
    body: str


class EvidenceCardPlugin(ComponentPlugin):
    model = EvidenceCard
    name = _("Two-sided evidence card")
    module = _("Numbers and studies")
    guide_settings = ("heading", "finding", "contrary")
    autocomplete_fields = ("finding", "contrary")

    def render(self, context, instance, placeholder):
        sides = tuple(
            shown(finding, cite(finding.references.all(), context["request"]))
            for finding in (instance.finding, instance.contrary)
        )
        context = super().render(context, instance, placeholder)
        context["card"] = Card(context["heading_id"], instance.heading, sides, context["body"])
        return context
