from django.utils.translation import gettext_lazy as _

from content.models.page_list import PageList
from content.page.component_plugin import ComponentPlugin
from content.page.surroundings import surroundings


class PageListPlugin(ComponentPlugin):
    model = PageList
    name = _("List of the pages below")
    module = _("Lists that fill themselves")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["pages"] = surroundings(context["request"]).below
        return context
