from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from content.models.diagram import Diagram
from content.page.component_plugin import ComponentPlugin
from content.richtext.reading import list_items


class Shown(NamedTuple):
    """All that decides what a drawing looks like; `items` are the HTML of its parts in words."""

    drawing: str
    template: str
    heading: str
    items: tuple[str, ...]
    frames: bool


class DiagramPlugin(ComponentPlugin):
    model = Diagram
    name = _("Drawing")
    module = _("Text")
    guide_settings = ("drawing", "heading")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        items = list_items(context["body"])  # sanitized when it was saved
        frames = instance.drawing == Diagram.Drawing.SYNAPSE
        context["shown"] = Shown(instance.drawing, instance.template, instance.heading, items, frames)
        return context
