"""Blocks in which nobody has written yet, as a new page begins with them (`content/publishing/beginnings.py`)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from content.guide.document import Document
from content.page.component_plugin import component_plugins
from content.review import Problem
from content.review.problem import at

RULE = "unwritten"
UNWRITTEN = _("Nothing is written here yet. Write this block, or delete it.")


def unwritten(document: Document) -> Iterator[Problem]:
    """The blocks of a page that lack words which their forms ask for."""
    components = component_plugins()
    for block in document.blocks:
        plugin = components.get(block.name)
        if plugin and plugin.is_unwritten(block.html, block.settings):
            yield at(block, RULE, UNWRITTEN, str(plugin.name))
