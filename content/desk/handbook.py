"""The guide for editors, docs/editors.md, inside: staff read it where they work."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin

TITLE = gettext_noop("Guide for editors")
SOURCE = Path(settings.BASE_DIR, "docs", "editors.md")


class Handbook(NamedTuple):
    """Its text without its title, and its parts: the place and the words of each heading."""

    text: SafeString
    parts: list[tuple[str, str]]


@staff_member_required
@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """The guide for editors, in English as it is written."""
    context = {**admin.site.each_context(request), "title": _(TITLE), "handbook": _handbook()}
    return TemplateResponse(request, "staff/handbook.html", context)


@cache
def _handbook() -> Handbook:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").use(anchors_plugin, max_level=2)
    tokens = markdown.parse(SOURCE.read_text(encoding="utf-8").partition("\n")[2])
    opened = [(token, words) for token, words in pairwise(tokens) if token.type == "heading_open"]
    parts = [(str(token.attrGet("id")), words.content) for token, words in opened if token.tag == "h2"]
    text = markdown.renderer.render(tokens, markdown.options, {})
    return Handbook(mark_safe(text), parts)  # noqa: S308 - a file of this project, and no HTML in it is let through
