from cms.models import PageContent

from content.models import PageList
from content.plugins.component import ComponentPlugin
from content.templatetags.guide import pages_below


class PageListPlugin(ComponentPlugin):
    model = PageList
    name = "List of the pages below"

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        shown = instance.placeholder.source
        context["pages"] = pages_below(context["request"], shown.page.path if isinstance(shown, PageContent) else "")
        return context
