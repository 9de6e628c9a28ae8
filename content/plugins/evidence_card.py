from content.evidence.sources import numbers_of
from content.models import EvidenceCard
from content.plugins.component import ComponentPlugin


class EvidenceCardPlugin(ComponentPlugin):
    model = EvidenceCard
    name = "Two-sided evidence card"
    guide_settings = ("heading", "finding", "contrary")

    def render(self, context, instance, placeholder):
        sides = [
            {"finding": finding, "numbers": numbers_of(finding, context["request"])}
            for finding in (instance.finding, instance.contrary)
        ]
        context = super().render(context, instance, placeholder)
        context["sides"] = sides
        return context
