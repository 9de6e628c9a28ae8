from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models.next_step import NextStep
from content.page.component_plugin import ComponentPlugin
from content.page.surroundings import surroundings


class NextStepPlugin(ComponentPlugin):
    model = NextStep
    name = _("Next step")
    module = _("Text")
    guide_settings = ("page", "label")
    has_heading = True

    def heading(self, instance) -> str:
        return gettext("Next step")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["url"] = surroundings(context["request"]).address(instance.page_id)
        return context
