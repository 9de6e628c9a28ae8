"""The page on which staff comment on the blocks of a draft, answer, and settle."""

from typing import TYPE_CHECKING

from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.signoff.comments import MAY_COMMENT, MAY_SETTLE, answer, blocks_of, settle, threads, write
from content.signoff.forms import AnswerForm, CommentForm
from content.signoff.models import Comment
from content.signoff.views import version_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@never_cache
@require_safe
def comments(request: HttpRequest, version: int) -> HttpResponse:
    """What was said about a version, and what this person can say."""
    return _page(request, version_of(request, version))


@require_POST
def write_comment(request: HttpRequest, version: int) -> HttpResponse:
    text = _draft(request, version)
    form = CommentForm(request.POST, blocks=blocks_of(text.content))
    if not form.is_valid():
        return _page(request, text, form)
    write(text, request.user, int(form.cleaned_data["block"]), form.cleaned_data["text"])
    return _done(request, text, _("Your comment is there. Staff see it, readers do not."))


@require_POST
def answer_comment(request: HttpRequest, version: int, comment: int) -> HttpResponse:
    text = _draft(request, version)
    given, form = _comment(text, comment), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was written. An answer has 1 to 1000 letters."))
        return redirect("comments", text.pk)
    answer(given, request.user, form.cleaned_data["text"])
    return _done(request, text, _("Answered."))


@require_POST
def settle_comment(request: HttpRequest, version: int, comment: int) -> HttpResponse:
    """Settle a comment; one that is settled is opened again."""
    text = _draft(request, version)
    given, is_settled = _comment(text, comment), request.POST.get("again") != "1"
    settle(given, request.user, is_settled)
    return _done(request, text, _("Settled.") if is_settled else _("Open again."))


def _comment(text: Version, number: int) -> Comment:
    return get_object_or_404(Comment.objects.select_related("version"), pk=number, version=text, to=None)


def _draft(request: HttpRequest, number: int) -> Version:
    text = version_of(request, number)
    if text.state != DRAFT:
        raise PermissionDenied(_("Only drafts are commented on."))
    return text


def _done(request: HttpRequest, text: Version, said: "_StrPromise") -> HttpResponse:
    messages.success(request, said)
    return redirect("comments", text.pk)


def _page(request: HttpRequest, text: Version, form: CommentForm | None = None) -> HttpResponse:
    content, is_draft = text.content, text.state == DRAFT
    may_edit = is_draft and text.check_modify.as_bool(request.user)
    context = {
        **admin.site.each_context(request),
        "title": format_lazy(_("Comments: {title}"), title=content.title),
        "version": text,
        "threads": threads(text),
        "form": form or CommentForm(blocks=blocks_of(content), initial={"block": request.GET.get("block", "")}),
        "may_comment": is_draft and request.user.has_perm(MAY_COMMENT),
        "may_settle": is_draft and request.user.has_perm(MAY_SETTLE),
        "preview_url": get_object_preview_url(content),
        "edit_url": get_object_edit_url(content, content.language) if may_edit else "",
    }
    return TemplateResponse(request, "staff/comments.html", context)
