from content.drawings import icon_array
from content.evidence.sources import numbers_of
from content.models import IconArrayPair
from content.plugins.component import ComponentPlugin


class IconArrayPairPlugin(ComponentPlugin):
    model = IconArrayPair
    name = "Picture of 100 people"
    guide_settings = ("finding",)

    def render(self, context, instance, placeholder):
        numbers = numbers_of(instance.finding, context["request"])  # before those of the text, which stands below
        context = super().render(context, instance, placeholder)
        arrays = [{"side": side, "drawing": icon_array(side.yes)} for side in instance.finding.sides]
        context.update({"finding": instance.finding, "numbers": numbers, "arrays": arrays})
        return context
