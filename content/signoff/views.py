"""The page on which a draft is handed on: sent for review, signed, sent back; and from which it is published."""

from typing import Any

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from content.publishing.fingerprint import READ, fingerprint
from content.publishing.kept import kept_problems
from content.signoff.forms import BackForm, SendForm
from content.signoff.handover import (
    ChangedMeanwhileError,
    send,
    send_back,
    sign_what_was_read,
    state_of,
)
from content.signoff.models import Signature
from content.signoff.signatures import findings_of, good_until, reviewer_of, why_not, withdraw

OTHER_WORDS = "This text was changed after you opened it. Here is what it says now: read it, then go on."


@never_cache
@require_safe
def sign_off(request: HttpRequest, version: int) -> HttpResponse:
    """Where a text is on its way, and what this person can do next."""
    return _page(request, _version(request, version))


@require_POST
def send_for_review(request: HttpRequest, version: int) -> HttpResponse:
    text = _version(request, version)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, text, send_form=form)
    send(text, request.user, form.cleaned_data["to"], form.cleaned_data["note"])
    messages.success(request, f"Sent for review: “{text.content}”. You can go on with something else.")
    return redirect("admin:index")


@require_POST
def sign_text(request: HttpRequest, version: int) -> HttpResponse:
    text = _version(request, version)
    try:
        signature = sign_what_was_read(text, request.user, request.POST.get(READ, ""))
    except ChangedMeanwhileError:
        return _read_again(request, text)
    messages.success(request, f"Signed as {signature.signed_name}.")
    return _back(text, request.POST[READ])


@require_POST
def send_text_back(request: HttpRequest, version: int) -> HttpResponse:
    text = _version(request, version)
    form = BackForm(request.POST)
    if not form.is_valid():
        return _page(request, text, back_form=form)
    try:
        send_back(text, request.user, request.POST.get(READ, ""), form.cleaned_data["comment"])
    except ChangedMeanwhileError:
        return _read_again(request, text)
    messages.success(request, f"Sent back: “{text.content}”.")
    return redirect("admin:index")


@require_POST
def take_off(request: HttpRequest, version: int, signature: int) -> HttpResponse:
    text = _version(request, version)
    given = get_object_or_404(Signature, pk=signature, page=text.content.page_id, withdrawn=None)
    withdraw(given, request.user)
    messages.success(request, f"The signature of {given.signed_name} is off.")
    return _back(text, request.POST.get(READ, ""))


def _version(request: HttpRequest, number: int) -> Version:
    """The version of a page with this number. Raises PermissionDenied and Http404."""
    if not request.user.has_perm("cms.change_page"):
        raise PermissionDenied("You do not have permission to change pages.")
    kind = {"content_type__app_label": "cms", "content_type__model": "pagecontent"}
    return get_object_or_404(Version, pk=number, **kind)


def _read_again(request: HttpRequest, version: Version) -> HttpResponse:
    messages.error(request, OTHER_WORDS)
    return redirect(get_object_preview_url(version.content))


def _back(version: Version, read: str) -> HttpResponse:
    return redirect(reverse("sign_off", args=[version.pk], query={READ: read}))


def _page(request: HttpRequest, version: Version, **forms: Any) -> HttpResponse:
    content: PageContent = version.content
    state, user, reviewer = state_of(version), request.user, reviewer_of(request.user)
    read = request.POST.get(READ, request.GET.get(READ, ""))
    is_read = read == fingerprint(content)
    blocking = [problem for problem in kept_problems([content])[content.pk] if problem.blocks]
    is_shown = version.state in {DRAFT, PUBLISHED}
    context = {
        **admin.site.each_context(request),
        "title": content.title,
        "version": version,
        "state": state,
        "reviewer": reviewer,
        "read": read,
        "read_field": READ,
        "is_read": is_read,
        "preview_url": get_object_preview_url(content),
        "may_send": version.state == DRAFT
        and not (state.is_waiting or state.signature)
        and version.check_modify.as_bool(user),
        "may_sign": is_shown and reviewer is not None and not state.signature,
        "may_send_back": state.is_waiting and user.has_perm("cms.publish_page"),
        "may_withdraw": state.signature is not None
        and (state.signature.reviewer == reviewer is not None or user.has_perm("signoff.change_reviewer")),
        "may_publish": version.state == DRAFT and state.signature and user.has_perm("cms.publish_page"),
        "hindrance": why_not(content) if reviewer else "",
        "good_until": good_until(findings_of(content)),
        "blocking": blocking,
        "publish_url": reverse(
            "admin:djangocms_versioning_pagecontentversion_publish", args=[version.pk], query={READ: read}
        ),
        "send_form": SendForm(),
        "back_form": BackForm(),
        **forms,
    }
    return TemplateResponse(request, "staff/sign_off.html", context)
