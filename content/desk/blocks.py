"""The blocks of a draft as a list, for fingers and keyboards: up, down, copy, delete, add here, comment; undo and redo.

Every change is one of django CMS's own operations, asked from its own views: its permissions, the locks of versions, its signals,
and the door of `content/publishing/locks.py`, through which every change of a draft goes, hold as when a block is dragged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.admin.placeholderadmin import PlaceholderAdmin
from cms.models import CMSPlugin, PageContent, Placeholder
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.desk.picker import groups_of_blocks
from content.page.fetch import SLOT
from content.signoff.comments import MAY_COMMENT, blocks_of
from content.signoff.views import version_of
from content.undo import steps

#: What can be done with a block in the list; in its address, and the word in the query that says which was pressed.
UP, DOWN, COPY, DELETE, UNDO, REDO = "up", "down", "copy", "delete", "undo", "redo"


@dataclass(frozen=True)
class Row:
    """A block in the list; where it stands, and where a block behind it would stand, as django CMS counts."""

    pk: int
    label: str
    position: int
    behind: int
    is_first: bool
    is_last: bool
    #: Which of its buttons the keyboard comes back to.
    focus: str = ""


@never_cache
@require_safe
def blocks(request: HttpRequest, version: int) -> HttpResponse:
    """The list."""
    text = _draft(request, version)
    content = text.content
    context = {
        **admin.site.each_context(request),
        "title": format_lazy(_("Blocks: {title}"), title=content.title),
        "version": text,
        "rows": _rows(content, request.GET),
        **steps.next_steps(text, request.user)._asdict(),
        "done": request.GET.get("done", ""),
        "may_comment": request.user.has_perm(MAY_COMMENT),
        "edit_url": get_object_edit_url(content, content.language),
        "preview_url": get_object_preview_url(content),
    }
    return TemplateResponse(request, "staff/blocks.html", context)


@never_cache
@require_safe
def choose_block(request: HttpRequest, version: int) -> HttpResponse:
    """What can be added, with a picture and a sentence of each. `after` is the block behind which it goes."""
    text = _draft(request, version)
    content = text.content
    rows = {row.pk: row for row in _rows(content, QueryDict())}
    after = request.GET.get("after", "")
    behind = rows.get(int(after)) if after.isdecimal() else None
    asked = request.GET.get("q", "").strip()
    context = {
        **admin.site.each_context(request),
        "title": format_lazy(_("Add a block: {title}"), title=content.title),
        "version": text,
        "behind": behind,
        "position": behind.behind if behind else 1,
        "groups": groups_of_blocks(_place(content), asked),
        "asked": asked,
        "edit_url": get_object_edit_url(content, content.language),
    }
    return TemplateResponse(request, "staff/choose_block.html", context)


@require_POST
def move_block(request: HttpRequest, version: int, block: int, way: str) -> HttpResponse:
    """Move a block before the one above it, or behind the one below it."""
    text, plugin = _block(request, version, block)
    rows = _rows(text.content, QueryDict())
    at = next(number for number, row in enumerate(rows) if row.pk == plugin.pk)
    neighbor = at - 1 if way == UP else at + 1
    if 0 <= neighbor < len(rows):
        other = rows[neighbor]
        # django CMS counts a move down without what hangs below the block.
        below = plugin._get_descendants_count()
        target = other.position if way == UP else other.behind - 1 - below
        _admin()._move_plugin(_as_from_page(request, text), plugin, target_position=target)
    return _done(text, block, way)


@require_POST
def copy_block(request: HttpRequest, version: int, block: int) -> HttpResponse:
    """Put a copy of a block behind it, with all that stands in its lines and rows."""
    text, plugin = _block(request, version, block)
    behind = next(row.behind for row in _rows(text.content, QueryDict()) if row.pk == plugin.pk)
    asked = _as_from_page(request, text)
    copy = _admin()._paste_plugin(asked, plugin, plugin.language, plugin.placeholder, behind)
    return _done(text, copy.pk, COPY)


@require_POST
def delete_block(request: HttpRequest, version: int, block: int) -> HttpResponse:
    """Delete a block. It comes back with *Undo*."""
    text, plugin = _block(request, version, block)
    asked = _as_from_page(request, text)
    asked.POST = QueryDict("post=yes")  # django CMS asks for a confirmation; here it is Undo
    response = _admin().delete_plugin(asked, str(plugin.pk))
    return response if response.status_code >= 400 else _done(text, None, DELETE)


@require_POST
def undo_step(request: HttpRequest, version: int) -> HttpResponse:
    """Take back what this person changed last."""
    return _step(request, version, steps.undo, UNDO)


@require_POST
def redo_step(request: HttpRequest, version: int) -> HttpResponse:
    """Do again what this person took back last."""
    return _step(request, version, steps.redo, REDO)


def _step(request: HttpRequest, number: int, do: Callable[[Version, Any], Any], word: str) -> HttpResponse:
    text = _draft(request, number)
    try:
        step = do(text, request.user)
    except steps.CannotUndoError as error:
        messages.error(request, error.args[0])
        return _back(request, text, None, "")
    said = _("Taken back: {what}.") if word == UNDO else _("Done again: {what}.")
    messages.success(request, format_lazy(said, what=step.what))
    return _back(request, text, step.block, word)


def _back(request: HttpRequest, text: Version, block: int | None, word: str) -> HttpResponse:
    if request.POST.get("from") != "page":
        return _done(text, block, word)
    content = text.content
    return redirect(get_object_edit_url(content, content.language) + (f"#block-{block}" if block else ""))


def _done(text: Version, block: int | None, word: str) -> HttpResponse:
    query = {"done": word} | ({"block": block} if block else {})
    # Without a fragment, beside which browsers give no element the focus.
    return redirect(reverse("blocks", args=[text.pk], query=query))


def _draft(request: HttpRequest, number: int) -> Version:
    """The draft with this number. Raises PermissionDenied unless this person may change it, and Http404."""
    text = version_of(request, number)
    if text.state != DRAFT or not text.check_modify.as_bool(request.user):
        raise PermissionDenied(_("Only a draft is changed, by the person who holds it. Open the draft first."))
    return text


def _block(request: HttpRequest, number: int, block: int) -> tuple[Version, Any]:
    text = _draft(request, number)
    get_object_or_404(
        CMSPlugin, pk=block, parent=None, placeholder=_place(text.content), language=text.content.language
    )
    return text, _admin()._get_plugin_from_id(block)


def _place(content: PageContent) -> Placeholder:
    return get_object_or_404(content.get_placeholders(), slot=SLOT)


def _admin() -> PlaceholderAdmin:
    found: PlaceholderAdmin = admin.site._registry[Placeholder]  # type: ignore[assignment]
    return found


def _as_from_page(request: HttpRequest, text: Version) -> HttpRequest:
    """The request as the page in its editor sends it: django CMS tells its listeners only then."""
    query = QueryDict(mutable=True)
    query["cms_path"] = get_object_edit_url(text.content, text.content.language)
    request.GET = query  # type: ignore[assignment]
    return request


def _rows(content: PageContent, query: QueryDict) -> list[Row]:
    labels = list(blocks_of(content).items())
    places = dict(_place(content).get_plugins(content.language).values_list("pk", "position"))
    behind = [places[pk] for pk, _ in labels[1:]] + [max(places.values(), default=0) + 1]
    pressed = query.get("block", "")
    rows = []
    for number, (pk, label) in enumerate(labels):
        first, last = number == 0, number == len(labels) - 1
        focus = _focus(query.get("done", ""), first, last) if str(pk) == pressed else ""
        rows.append(Row(pk, label, places[pk], behind[number], first, last, focus))
    return rows


def _focus(done: str, is_first: bool, is_last: bool) -> str:
    """The button that was pressed; at the ends of the list, where it can do nothing, the other one."""
    ends = {UP: DOWN if is_first else UP, DOWN: UP if is_last else DOWN}
    return ends.get(done, COPY if done == COPY else "")
