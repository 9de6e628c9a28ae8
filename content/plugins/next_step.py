from django.utils.translation import gettext

from content.models.next_step import NextStep
from content.page.component_plugin import ComponentPlugin
from content.page.surroundings import surroundings


class NextStepPlugin(ComponentPlugin):
    model = NextStep
    name = "Next step"
    guide_settings = ("page", "label")
    has_heading = True

    def heading(self, instance) -> str:
        return gettext("Next step")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["url"] = surroundings(context["request"]).address(instance.page_id)
        return context
