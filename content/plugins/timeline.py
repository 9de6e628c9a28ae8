from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from content.models.timeline import Timeline
from content.page.component_plugin import ComponentPlugin
from content.richtext.reading import list_items, split_label


class TimelinePlugin(ComponentPlugin):
    model = Timeline
    name = _("Timeline")
    module = _("What to do")
    guide_settings = ("heading",)
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [split_label(item) for item in list_items(context["body"])]
        context["points"] = [
            {"label": label, "text": mark_safe(text)}  # noqa: S308 - sanitized when it was saved
            for label, text in parts
        ]
        return context
