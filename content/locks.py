"""Whoever opens a draft holds it until it is published, discarded, or taken by somebody who may publish."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from cms.models import PageContent
from cms.utils.permissions import get_current_user
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.template.loader import render_to_string
from djangocms_versioning import versionables
from djangocms_versioning.helpers import create_version_lock, replace_admin_for_models
from djangocms_versioning.models import Version

EDIT_VIEWS = {"cms_placeholder_edit_plugin", "cms_placeholder_add_plugin"}


class HoldsOpenedDraft:
    """Part of the admin of page versions: djangocms-versioning 2.8.0 does not lock a free draft that is opened from
    the published page.
    """

    def _get_edit_redirect_version(self, request, version):
        opened = super()._get_edit_redirect_version(request, version)  # type: ignore[misc]
        return create_version_lock(opened, request.user) if opened else opened


class RefusedEditMiddleware:
    """Say why a change of a text was refused, where the editor shows it: django CMS answers with a bare sentence, and
    djangocms-text 1.0.2 looks for a description in a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        view = request.resolver_match.url_name if request.resolver_match else ""
        if response.status_code == HTTPStatus.FORBIDDEN and request.method == "POST" and view in EDIT_VIEWS:
            return HttpResponseForbidden(render_to_string("staff/edit_refused.html"))
        return response


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
    pre_save.connect(_before_version_save, sender=Version, dispatch_uid="guide_version_lock")
