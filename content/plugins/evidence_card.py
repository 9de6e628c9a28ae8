from content.evidence.sources import cite
from content.models import EvidenceCard
from content.plugins.component import ComponentPlugin


class EvidenceCardPlugin(ComponentPlugin):
    model = EvidenceCard
    name = "Two-sided evidence card"
    guide_settings = ("heading", "finding", "contrary")

    def render(self, context, instance, placeholder):
        sides = [
            {"finding": finding, "citation": cite(finding.references.all(), context["request"])}
            for finding in (instance.finding, instance.contrary)
        ]
        context = super().render(context, instance, placeholder)
        context["sides"] = sides
        return context
