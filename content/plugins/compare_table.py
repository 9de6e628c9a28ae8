from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models.compare_table import CompareTable
from content.page.component_plugin import ComponentPlugin
from content.richtext.matrix import turned


class CompareTablePlugin(ComponentPlugin):
    model = CompareTable
    name = _("Table that compares")
    module = _("Text")
    guide_settings = ("heading",)

    def as_shown(self, body: str) -> str:
        return turned(body, escape(gettext("Choice")))

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["is_matrix"] = self.as_shown(instance.body) != instance.body
        start, end, rest = context["body"].partition(">")  # of the start tag of the table
        caption = f"<caption>{escape(instance.heading)}</caption>"
        context["body"] = mark_safe(start + end + caption + rest)  # noqa: S308 - all are clean
        return context
