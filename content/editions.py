"""What changes for readers begins a new edition of the site: kept pages of older ones are not served any more."""

from cms.models import Page
from cms.operations import MOVE_PAGE
from cms.signals import post_obj_operation
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from djangocms_versioning.constants import OPERATION_PUBLISH, OPERATION_UNPUBLISH
from djangocms_versioning.signals import post_version_operation, pre_version_operation
from filer.models import Image

from content.records import Record
from content.redirects import public_addresses_of
from ketaguide.edition import new_edition
from ketaguide.ready_pages import forget


def _before_version_operation(sender, operation, obj, **kwargs) -> None:
    page = getattr(obj.content, "page", None)
    if page is not None and operation in {OPERATION_PUBLISH, OPERATION_UNPUBLISH}:
        _forget_pages(page)


def _after_version_operation(sender, operation, **kwargs) -> None:
    if operation in {OPERATION_PUBLISH, OPERATION_UNPUBLISH}:
        new_edition()


def _after_page_operation(sender, operation, **kwargs) -> None:
    if operation == MOVE_PAGE:
        new_edition()


def _before_page_delete(sender, instance: Page, **kwargs) -> None:
    _forget_pages(instance)
    new_edition()


def _after_change(sender: type[Model], **kwargs) -> None:
    if issubclass(sender, Record | Redirect | Site | Image):
        new_edition()


def _forget_pages(page: Page) -> None:
    """The last copies of a page and of those below it: their address or text may be gone after this."""
    for path in public_addresses_of(page).values():
        forget(path)


def connect() -> None:
    """Listen to everything that readers can see change. Called once, when the application starts."""
    pre_version_operation.connect(_before_version_operation, dispatch_uid="editions_before_version")
    post_version_operation.connect(_after_version_operation, dispatch_uid="editions_after_version")
    post_obj_operation.connect(_after_page_operation, dispatch_uid="editions_after_page_operation")
    pre_delete.connect(_before_page_delete, sender=Page, dispatch_uid="editions_before_page_delete")
    post_save.connect(_after_change, dispatch_uid="editions_after_save")
    post_delete.connect(_after_change, dispatch_uid="editions_after_delete")
