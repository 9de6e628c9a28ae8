"""Draws the examples of the pattern gallery."""

from typing import Any

from cms.toolbar.utils import get_toolbar_from_request
from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def draw(context, plugin: Any) -> str:
    """A component that is not saved, as readers would get it."""
    renderer = get_toolbar_from_request(context["request"]).get_content_renderer()
    return renderer.render_plugin(plugin, context)
