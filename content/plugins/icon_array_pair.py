from content.drawings import icon_array
from content.evidence.sources import cite
from content.models import IconArrayPair
from content.plugins.component import ComponentPlugin


class IconArrayPairPlugin(ComponentPlugin):
    model = IconArrayPair
    name = "Picture of 100 people"
    guide_settings = ("finding",)

    def render(self, context, instance, placeholder):
        citation = cite(
            instance.finding.references.all(), context["request"]
        )  # before those of the text, which stands below
        context = super().render(context, instance, placeholder)
        arrays = [{"side": side, "drawing": icon_array(side.yes)} for side in instance.finding.sides]
        context.update({"finding": instance.finding, "citation": citation, "arrays": arrays})
        return context
