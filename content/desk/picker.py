"""What staff can add to a page: each block with its group, a sentence, and a small picture."""

from dataclasses import dataclass
from itertools import groupby

from cms.models import Placeholder
from cms.plugin_pool import plugin_pool
from django.utils.translation import gettext_lazy as _

from content.page.component_plugin import RichTextPlugin

#: The groups in the order in which they are offered; others come behind.
ORDER = (_("Text"), _("What to do"), _("Numbers and studies"), _("Lists that fill themselves"), _("For readers to use"))


@dataclass(frozen=True)
class Choice:
    """A kind of block. `kind` is the name of its plugin, `picture` a template."""

    kind: str
    name: str
    group: str
    sentence: str
    picture: str
    example: str


def groups_of_blocks(place: Placeholder, asked: str = "") -> list[tuple[str, list[Choice]]]:
    """The blocks that may stand in a place, by group; where words are asked for, those that say all of them."""
    words = asked.casefold().split()
    offered = [
        _choice(plugin)
        for plugin in plugin_pool.get_all_plugins(place.slot, place.source)
        if issubclass(plugin, RichTextPlugin)
    ]
    found = [choice for choice in offered if all(word in _said(choice) for word in words)]
    found.sort(key=lambda choice: (_rank(choice.group), choice.group, choice.name))
    return [(group, list(choices)) for group, choices in groupby(found, key=lambda choice: choice.group)]


def _choice(plugin: type[RichTextPlugin]) -> Choice:
    return Choice(
        kind=plugin.__name__,
        name=str(plugin.name),
        group=str(plugin.module),
        sentence=plugin.sentence(),
        picture=f"staff/blocks/{plugin.stem()}.html",
        example=f"pattern-{plugin.stem().replace('_', '-')}",
    )


def _said(choice: Choice) -> str:
    return f"{choice.name} {choice.group} {choice.sentence}".casefold()


def _rank(group: str) -> int:
    order = list(map(str, ORDER))
    return order.index(group) if group in order else len(order)
