from django.utils.html import escape
from django.utils.safestring import mark_safe

from content.models.compare_table import CompareTable
from content.page.component_plugin import ComponentPlugin


class CompareTablePlugin(ComponentPlugin):
    model = CompareTable
    name = "Table that compares"
    guide_settings = ("heading",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        caption = f"<table><caption>{escape(instance.heading)}</caption>"
        context["body"] = mark_safe(context["body"].replace("<table>", caption, 1))  # noqa: S308 - both are clean
        return context
