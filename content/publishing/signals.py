"""The script of one publish, from the button to the reader; and of everything else that changes what readers get.

django CMS and djangocms-versioning announce what they are about to do and what they have done. The order of the lines here
is the order in which things happen, all in one transaction: rules first; then the addresses as they were are noted and the
last copies of the pages concerned are forgotten; django CMS does its work; then old addresses get redirects, and a new
edition of the site begins, so that kept pages of older ones are not served any more.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from cms.models import Page, PageContent
from cms.operations import MOVE_PAGE
from cms.signals import post_obj_operation, pre_obj_operation
from cms.utils.permissions import get_current_user
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from djangocms_versioning.constants import OPERATION_PUBLISH, OPERATION_UNPUBLISH
from djangocms_versioning.models import Version
from djangocms_versioning.signals import post_version_operation, pre_version_operation
from filer.models import Image

from content.profile import always_needed
from content.publishing.addresses import addresses_may_change, forget_pages, public_addresses_of, settle
from content.publishing.kept import kept_problems
from content.publishing.languages import remember
from content.publishing.locks import lock_texts
from content.publishing.overruling import record_overruling, still_blocking
from content.publishing.rules import NEVER_DELETED, problems, refuse, unpublish_problems
from content.records.record import ProposableRecord, Record, keep_approval
from content.signoff.notes import tell
from content.signoff.records_then import remember_as_published
from content.undo.steps import purge
from ketaguide.delivery.edition import new_edition

# --- Publish and take down -------------------------------------------------------------------------------------------


def _check_publish(version: Version, user: object) -> None:
    """A condition of djangocms-versioning, which its buttons ask."""
    if not isinstance(version.content, PageContent):
        return
    if together := version.__dict__.get("published_with"):
        found = problems(version.content, together=together)
    else:
        found = kept_problems([version.content])[version.object_id]
    refuse(still_blocking(version, found))


def _check_unpublish(version: Version, user: object) -> None:
    """A condition of djangocms-versioning, which its buttons ask."""
    refuse(unpublish_problems(version.content) if isinstance(version.content, PageContent) else [])


def _before_version_operation(sender, operation, obj: Version, to_be_published=None, **kwargs) -> None:
    if not isinstance(obj.content, PageContent) or operation not in {OPERATION_PUBLISH, OPERATION_UNPUBLISH}:
        return
    page = obj.content.page
    # `version.publish()` called in code does not look at conditions, so the rules are asked here again, and anew.
    if operation == OPERATION_PUBLISH:
        lock_texts(page.pk)
        found = problems(obj.content, together=obj.__dict__.get("published_with", ()))
        refuse(still_blocking(obj, found))
        record_overruling(obj, found)
        obj._addresses_before = public_addresses_of(page)
    elif to_be_published is None:  # else a newer version replaces this one, and the page stays published
        _check_unpublish(obj, None)
    forget_pages(page)


def _after_version_operation(sender, operation, obj: Version, **kwargs) -> None:
    if operation not in {OPERATION_PUBLISH, OPERATION_UNPUBLISH}:
        return
    if operation == OPERATION_PUBLISH:
        tell(obj)
        remember_as_published(obj)
        purge()
    if (before := obj.__dict__.pop("_addresses_before", None)) is not None:
        settle((obj.content.page,), before)
    else:
        new_edition()
    page = obj.content.page_id
    transaction.on_commit(lambda: remember(page))


# --- Moves in the page tree, and another home page ---------------------------------------------------------------------


def _before_page_operation(sender, operation, obj: Page | None = None, **kwargs) -> None:
    if obj is not None and operation == MOVE_PAGE:
        obj._addresses_before = public_addresses_of(obj)
        forget_pages(obj)


def _after_page_operation(sender, operation, obj: Page | None = None, **kwargs) -> None:
    if obj is not None and (before := obj.__dict__.pop("_addresses_before", None)) is not None:
        settle((obj,), before)


def _announced(set_as_homepage: Callable[..., Any]) -> Callable[..., Any]:
    """`Page.set_as_homepage`, which changes addresses in two trees. django CMS 5.1.3 sends no signal for it."""

    @wraps(set_as_homepage)
    def announced(page: Page, *args, **kwargs) -> Any:
        present = Page.objects.filter(is_home=True, site=page.site_id).exclude(pk=page.pk).first()
        with addresses_may_change(page, *([present] if present else [])):
            return set_as_homepage(page, *args, **kwargs)

    return announced


# --- Pages that are deleted, and what pages are made from --------------------------------------------------------------


def _before_page_delete(sender, instance: Page, **kwargs) -> None:
    if instance.is_home or instance.reverse_id in always_needed():
        raise PermissionDenied(NEVER_DELETED)
    forget_pages(instance)
    new_edition()


def _before_save(sender: type[Model], instance: Model, raw: bool = False, **kwargs) -> None:
    user = get_current_user()
    if isinstance(instance, ProposableRecord) and not raw and user is not None and user.is_authenticated:
        keep_approval(instance, user)


def _after_change(sender: type[Model], instance: Model, **kwargs) -> None:
    if isinstance(instance, Record | Redirect | Site | Image) and getattr(instance, "approved", True):
        new_edition()


def connect() -> None:
    """Listen to everything that changes what readers get. Called once, when the application starts."""
    Version.check_publish += [_check_publish]
    Version.check_unpublish += [_check_unpublish]
    Page.set_as_homepage = _announced(Page.set_as_homepage)
    pre_version_operation.connect(_before_version_operation, dispatch_uid="guide_before_version")
    post_version_operation.connect(_after_version_operation, dispatch_uid="guide_after_version")
    pre_obj_operation.connect(_before_page_operation, sender=Page, dispatch_uid="guide_before_page_operation")
    post_obj_operation.connect(_after_page_operation, sender=Page, dispatch_uid="guide_after_page_operation")
    pre_delete.connect(_before_page_delete, sender=Page, dispatch_uid="guide_before_page_delete")
    pre_save.connect(_before_save, dispatch_uid="guide_before_save")
    post_save.connect(_after_change, dispatch_uid="guide_after_save")
    post_delete.connect(_after_change, dispatch_uid="guide_after_delete")
