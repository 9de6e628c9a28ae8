from content.models import Diagram
from content.plugins.component import ComponentPlugin


class DiagramPlugin(ComponentPlugin):
    model = Diagram
    name = "Drawing"
    guide_settings = ("drawing", "heading")
    splits_items = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["frames"] = instance.drawing == Diagram.Drawing.SYNAPSE
        return context
