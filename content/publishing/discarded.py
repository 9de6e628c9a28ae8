"""A draft that somebody discards stays in the list of versions, archived, and *Revert* brings it back."""

from cms.models import PageContent
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from djangocms_versioning import versionables
from djangocms_versioning.helpers import replace_admin_for_models, version_list_url
from djangocms_versioning.models import Version

from content.publishing.locks import lock_page_of

SAID = _("The draft is archived. Nothing is lost: to have it back, choose Revert beside it here.")


class KeepsDiscarded:
    """Part of the admin of page versions: djangocms-versioning 2.8.0 deletes what is discarded, for good."""

    @transaction.atomic
    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version = lock_page_of(object_id)
        if not version or "discard" not in request.POST or not version.check_discard.as_bool(request.user):
            return super().discard_view(request, object_id)  # type: ignore[misc]
        version.archive(request.user)
        messages.success(request, SAID)
        return redirect(version_list_url(version.content))

    @transaction.atomic
    def revert_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page has one draft: the one that makes room is archived, whichever button was pressed, or none."""
        version = lock_page_of(object_id)
        if version and request.method == "POST" and version.get_latest_draft_version():
            request.POST = QueryDict("archive=1")  # type: ignore[assignment]
        return super().revert_view(request, object_id)  # type: ignore[misc]

    def _get_revert_link(self, obj: Version, request: HttpRequest, disabled: bool = False) -> str:
        """Where it cannot be pressed, it says why: the button of djangocms-versioning is merely gray."""
        link = super()._get_revert_link(obj, request, disabled)  # type: ignore[misc]
        allowed = obj.check_revert.as_bool(request.user)
        return link if allowed or not link else format_html('{} <span class="quiet">{}</span>', link, str(allowed))


def connect() -> None:
    """Put it into the admin. Called once, when the application starts."""
    replace_admin_for_models([(versionables.for_content(PageContent).version_model_proxy, KeepsDiscarded)])
