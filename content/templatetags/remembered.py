"""Parts of a page that take long to draw and that one value decides."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.translation import get_language

register = template.Library()


class RememberedNode(template.Node):
    """A part of a page that one value decides, drawn once for each value and language."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name
        self.drawn = lru_cache(maxsize=128)(self._draw)

    def render(self, context) -> str:
        return self.drawn(context.template, get_language(), context[self.name])

    def _draw(self, page: template.Template, language: str | None, value: Any) -> str:
        # A context of its own, so that nothing but the value can decide what it looks like.
        context = template.Context({self.name: value})
        with context.bind_template(page):
            return self.nodelist.render(context)


@register.tag
def remembered(parser, token):
    """Draw what is inside once for each value of a variable, which it alone may use: `{% remembered words %}...`.

    The value is compared as a whole, so it must be hashable: text, numbers, and tuples of these; and no text that is
    marked as safe HTML, which equals the same text that is not. For long lists, whose drawing takes longer than
    everything else on their page.
    """
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("remembered: expected {% remembered name %}")
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(nodelist, bits[1])
