"""Whoever opens a draft holds it until it is published, discarded, or taken by somebody who may publish."""

from typing import Any

from cms.models import PageContent
from cms.utils.permissions import get_current_user
from django.db.models.signals import pre_save
from djangocms_versioning import versionables
from djangocms_versioning.helpers import create_version_lock, replace_admin_for_models
from djangocms_versioning.models import Version


class HoldsOpenedDraft:
    """Part of the admin of page versions: djangocms-versioning 2.8.0 does not lock a free draft that is opened from
    the published page.
    """

    def _get_edit_redirect_version(self, request, version):
        opened = super()._get_edit_redirect_version(request, version)  # type: ignore[misc]
        return create_version_lock(opened, request.user) if opened else opened


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
