from content.links import public_addresses
from content.models import NextStep
from content.plugins.component import ComponentPlugin


class NextStepPlugin(ComponentPlugin):
    model = NextStep
    name = "Next step"
    guide_settings = ("page", "label")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["url"] = public_addresses(context["request"]).get(instance.page_id, "")
        return context
