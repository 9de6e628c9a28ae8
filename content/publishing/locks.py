"""Whoever opens a draft holds it until it is published, discarded, or taken by somebody who may publish."""

from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from cms.models import PageContent, Placeholder
from cms.models.fields import PlaceholderRelationField
from cms.utils.permissions import get_current_user
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from djangocms_versioning import versionables
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.helpers import create_version_lock, replace_admin_for_models
from djangocms_versioning.models import Version

from content.models import PageDetails

EDIT_VIEWS = {"cms_placeholder_edit_plugin", "cms_placeholder_add_plugin"}
#: In a session: the drafts that were held in it, the latest last.
HELD = "held_drafts"
LONGEST_HELD = 50

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class HoldsOpenedDraft:
    """Part of the admin of page versions: djangocms-versioning 2.8.0 does not lock a free draft that is opened from
    the published page.
    """

    def _get_edit_redirect_version(self, request, version):
        opened = super()._get_edit_redirect_version(request, version)  # type: ignore[misc]
        return create_version_lock(opened, request.user) if opened else opened


class DraftsMiddleware:
    """Whoever opens a free draft, or its settings, holds it from then on. And say why a change of a text was refused,
    where the editor shows it: django CMS answers with a bare sentence, and djangocms-text 1.0.2 looks for a
    description in a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(token)
        view = request.resolver_match.url_name if request.resolver_match else ""
        refused = response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
        if refused and request.method == "POST" and view in EDIT_VIEWS:
            return HttpResponse(render_to_string("staff/edit_refused.html"), status=response.status_code)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]) -> None:
        if request.method == "GET" and request.resolver_match and request.user.is_staff:
            version = _opened(request.resolver_match.url_name or "", args, kwargs)
            if version and version.check_modify.as_bool(request.user):
                # Of two people at once, one gets it.
                Version.objects.filter(pk=version.pk, locked_by=None).update(locked_by=request.user)
                version.refresh_from_db(fields=["locked_by"])
                _remember(request, version)


def _opened(view: str, args: tuple, kwargs: dict[str, Any]) -> Version | None:
    """The draft that these views open for a change."""
    if view == "cms_placeholder_render_object_edit":
        wanted = {"content_type_id": args[0], "object_id": args[1]}
    elif view in {"cms_pagecontent_change", "content_pagedetails_change"}:
        number = kwargs["object_id"]
        if view == "content_pagedetails_change" and number.isdecimal():
            number = PageDetails.objects.filter(pk=number).values_list("extended_object_id", flat=True).first()
        wanted = {"content_type__app_label": "cms", "content_type__model": "pagecontent", "object_id": number}
    else:
        return None
    if not str(wanted["object_id"]).isdecimal():
        return None
    return Version.objects.filter(**wanted, state=DRAFT).first()


def _remember(request: HttpRequest, version: Version) -> None:
    """Note in the session that this person holds the draft now."""
    held = request.session.get(HELD, [])
    if version.locked_by_id == request.user.pk and held[-1:] != [version.pk]:
        request.session[HELD] = [*(pk for pk in held if pk != version.pk), version.pk][-LONGEST_HELD:]


def _check_not_lost(version: Version, user: Any) -> None:
    """Whoever held a draft and lost it may have the old text in a window still: they open the draft again first."""
    request = _request.get()
    if request is None or request.method != "POST" or request.user != user or version.state != DRAFT:
        return
    _remember(request, version)
    if version.locked_by_id is None and version.pk in request.session.get(HELD, []):
        raise ConditionFailed("This draft was taken from you. Open it again before you change it.")


def _text_is_not_lost(placeholder: Placeholder, user: Any) -> bool:
    """The same for what placeholders hold, which has checks of its own."""
    if not isinstance(placeholder.source, PageContent):
        return True
    version = Version.objects.filter(content_type__model="pagecontent", object_id=placeholder.source.pk).first()
    return version is None or version.check_modify.as_bool(user)


def holder(version: Version) -> Any:
    """The person, other than the one who is asking, who holds the draft of the page of this version; None if nobody."""
    draft = version.get_latest_draft_version()
    user = get_current_user()
    return draft.locked_by if draft and user and not draft.is_unlocked_for_user(user) else None


def _before_version_save(sender, instance: Version, **kwargs) -> None:
    """A draft of an account that nobody can log in with, such as that of the guide files, is free for everybody."""
    if instance.locked_by and not instance.locked_by.is_active:
        instance.locked_by = None


def connect() -> None:
    """Put the rules in place. Called once, when the application starts."""
    replace_admin_for_models([(versionables.for_content(PageContent).version_model_proxy, HoldsOpenedDraft)])
    Version.check_modify += [_check_not_lost]
    PlaceholderRelationField.default_checks += [_text_is_not_lost]
    pre_save.connect(_before_version_save, sender=Version, dispatch_uid="guide_version_lock")
