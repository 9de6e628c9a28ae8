"""The page on which a draft is handed on: sent for review, signed, sent back; and from which it is published."""

from collections.abc import Callable
from typing import Any

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from content.page.versions import page_versions
from content.publishing.fingerprint import READ, fingerprint
from content.publishing.kept import kept_problems
from content.signoff.comments import open_comments
from content.signoff.forms import BackForm, NoteForm, PlanForm, SendForm
from content.signoff.handover import (
    ChangedMeanwhileError,
    confirm_what_was_read,
    send,
    send_back,
    sign_what_was_read,
    state_of,
)
from content.signoff.models import Kind, Schedule, Signature, SignoffRules
from content.signoff.notes import note_of, write_note
from content.signoff.schedule import cancel, in_words, may_be_planned, plan
from content.signoff.signatures import MAY_PUBLISH, findings_of, good_until, reviewer_of, why_not, why_not_by, withdraw
from content.signoff.translations import translator_of
from content.signoff.unchanged import correction, why_not_confirm
from content.staff.login.factors import has_app, recovery_codes_left
from content.staff.login.passkeys import can_use_a_passkey
from content.staff.login.sessions import took_second_step, use_second_step
from content.staff.login.views import CodeForm
from ketaguide.words import Words

OTHER_WORDS = _("This text was changed after you opened it. Here is what it says now: read it, then go on.")


@never_cache
@require_safe
def sign_off(request: HttpRequest, version: int) -> HttpResponse:
    """Where a text is on its way, and what this person can do next."""
    return _page(request, version_of(request, version))


@require_POST
def send_for_review(request: HttpRequest, version: int) -> HttpResponse:
    text = version_of(request, version)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, text, send_form=form)
    send(text, request.user, form.cleaned_data["to"], form.cleaned_data["note"])
    messages.success(
        request, format_lazy(_("Sent for review: “{title}”. You can go on with something else."), title=text.content)
    )
    return redirect("admin:index")


@require_POST
@sensitive_post_parameters("code")
def sign_text(request: HttpRequest, version: int) -> HttpResponse:
    return _put_name(request, version_of(request, version), sign_what_was_read, _("Signed as {name}."))


@require_POST
@sensitive_post_parameters("code")
def confirm_meaning(request: HttpRequest, version: int) -> HttpResponse:
    said = _("Confirmed: the meaning is unchanged. The text still counts as checked by {name}.")
    return _put_name(request, version_of(request, version), confirm_what_was_read, said)


def _put_name(
    request: HttpRequest, text: Version, act: Callable[[Version, Any, str], Signature], said: Promise
) -> HttpResponse:
    """Sign or confirm what was read, after the second step where the clinic asks for it again."""
    read = request.POST.get(READ, "")
    if not read or read != fingerprint(text.content):
        return _read_again(request, text)
    if SignoffRules.current().second_factor_again and not use_second_step(request):
        form = CodeForm(request.POST, user=request.user, request=request)
        if not form.is_valid():
            return _page(request, text, code_form=form)
        form.attempt.succeed()
    try:
        signature = act(text, request.user, read)
    except ChangedMeanwhileError:
        return _read_again(request, text)
    messages.success(request, format_lazy(said, name=signature.signed_name))
    return _back(text, read)


@require_POST
def note_for_readers(request: HttpRequest, version: int) -> HttpResponse:
    text = version_of(request, version)
    form = NoteForm(request.POST, language=text.content.language)
    if not form.is_valid():
        return _page(request, text, note_form=form)
    was_read = request.POST.get(READ) == fingerprint(text.content)
    write_note(text, form.cleaned_data["note"], request.user)
    messages.success(
        request, _("Saved. Readers are told when the text is published.") if form.cleaned_data["note"] else _("Saved.")
    )
    return _back(text, fingerprint(text.content) if was_read else "")


@require_POST
def plan_text(request: HttpRequest, version: int) -> HttpResponse:
    """Publish a draft, or take the public text down, at a time."""
    text = version_of(request, version)
    form = PlanForm(request.POST)
    action = Schedule.Action.PUBLISH if text.state == DRAFT else Schedule.Action.TAKE_DOWN
    if form.is_valid():
        try:
            planned = plan(text, action, form.when(), request.user, request.POST.get(READ, ""))
        except ChangedMeanwhileError:
            return _read_again(request, text)
        except ValidationError as error:
            form.add_error(None, error)
        except ConditionFailed as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                format_lazy(
                    _("Planned: it is published on {when}.")
                    if action == Schedule.Action.PUBLISH
                    else _("Planned: it is taken down on {when}."),
                    when=in_words(planned.when),
                ),
            )
            return _back(text, request.POST[READ])
    return _page(request, text, plan_form=form)


@require_POST
def cancel_plan(request: HttpRequest, version: int) -> HttpResponse:
    text = version_of(request, version)
    cancel(text, request.user)
    messages.success(request, _("Cancelled: nothing happens by itself."))
    return _back(text, request.POST.get(READ, ""))


@require_POST
def send_text_back(request: HttpRequest, version: int) -> HttpResponse:
    text = version_of(request, version)
    form = BackForm(request.POST)
    if not form.is_valid():
        return _page(request, text, back_form=form)
    try:
        send_back(text, request.user, request.POST.get(READ, ""), form.cleaned_data["comment"])
    except ChangedMeanwhileError:
        return _read_again(request, text)
    messages.success(request, format_lazy(_("Sent back: “{title}”."), title=text.content))
    return redirect("admin:index")


@require_POST
def take_off(request: HttpRequest, version: int, signature: int) -> HttpResponse:
    text = version_of(request, version)
    given = get_object_or_404(Signature, pk=signature, page=text.content.page_id, withdrawn=None)
    withdraw(given, request.user)
    messages.success(request, format_lazy(_("The signature of {name} is off."), name=given.signed_name))
    return _back(text, request.POST.get(READ, ""))


def version_of(request: HttpRequest, number: int) -> Version:
    """The version of a page with this number. Raises PermissionDenied and Http404."""
    if not request.user.has_perm("cms.change_page"):
        raise PermissionDenied(_("You do not have permission to change pages."))
    return get_object_or_404(page_versions(), pk=number)


def _no_second_step(request: HttpRequest) -> Words:
    """Why somebody cannot sign where the clinic asks for the second step again; empty where they can."""
    user = request.user
    if not SignoffRules.current().second_factor_again or has_app(user) or recovery_codes_left(user):
        return ""
    if can_use_a_passkey(request):
        return ""
    return _(
        "Your clinic asks for the second step when somebody signs. Set up two-step log in first, under your name at the top."
    )


def _second_step(request: HttpRequest, version: Version, read: str) -> dict[str, Any]:
    """What the page needs to ask for the second step again, where the clinic wants that: a code, or a passkey."""
    if not SignoffRules.current().second_factor_again:
        return {}
    here = reverse("sign_off", args=[version.pk], query={READ: read})
    may_use = can_use_a_passkey(request)
    return {
        "second_step_taken": took_second_step(request),
        "code_form": CodeForm(user=request.user, request=request),
        "passkey_url": reverse("second_step_again", query={"next": here}) if may_use else "",
    }


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
    translation = translator_of(content) if content.language != settings.LANGUAGE_CODE else None
    signature = translation if reviewer and reviewer.kind == Kind.TRANSLATOR else state.signature or translation
    may_sign = is_shown and reviewer is not None and not (signature and signature.kind == reviewer.kind)
    found = correction(content) if may_sign and reviewer and reviewer.kind == Kind.CLINICIAN else None
    may_confirm = found is not None and not (why_not_confirm(version, user) or _no_second_step(request))
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
        and not (state.is_waiting or (state.signature and state.signature.kind == Kind.CLINICIAN))
        and version.check_modify.as_bool(user),
        "may_sign": may_sign,
        "signature": signature,
        "translation": translation,
        "may_send_back": state.is_waiting and user.has_perm("cms.publish_page"),
        "may_withdraw": signature is not None
        and (signature.reviewer == reviewer is not None or user.has_perm("signoff.change_reviewer")),
        "may_publish": version.state == DRAFT and state.signature and user.has_perm("cms.publish_page"),
        "hindrance": (
            why_not(content, reviewer) or why_not_by(version, user, Kind(reviewer.kind)) or _no_second_step(request)
        )
        if reviewer
        else "",
        "correction": found if may_confirm else None,
        **_second_step(request, version, read),
        "comments": open_comments([version]).get(version.pk, 0),
        "note": note_of(version),
        "may_note": version.state == DRAFT and version.check_modify.as_bool(user),
        "note_form": NoteForm({"note": note_of(version)}, language=content.language),
        "may_plan": is_shown and not state.scheduled and user.has_perm(MAY_PUBLISH) and may_be_planned(version),
        "planned": in_words(state.scheduled.when) if state.scheduled else "",
        "plan_form": PlanForm(),
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
