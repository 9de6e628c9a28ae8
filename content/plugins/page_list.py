from content.models import PageList
from content.plugins.component import ComponentPlugin
from content.surroundings import surroundings


class PageListPlugin(ComponentPlugin):
    model = PageList
    name = "List of the pages below"

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["pages"] = surroundings(context["request"]).below
        return context
