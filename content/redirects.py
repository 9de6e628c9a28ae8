"""A page whose public address changes leaves a permanent redirect at the old one, without chains."""

from cms.models import Page, PageUrl
from cms.operations import MOVE_PAGE
from cms.signals import post_obj_operation, pre_obj_operation
from django.contrib.redirects.models import Redirect
from django.db import transaction
from djangocms_versioning.constants import OPERATION_PUBLISH
from djangocms_versioning.signals import post_version_operation, pre_version_operation

from content.links import address

Addresses = dict[tuple[int, str], str]


def public_addresses_of(page: Page) -> Addresses:
    """The public addresses of a page and of all pages below it, by page id and language."""
    pages = [page.pk, *page.get_descendant_pages().values_list("pk", flat=True)]
    rows = PageUrl.objects.filter(page__in=pages, path__isnull=False).values_list("page_id", "language", "path")
    return {(page_id, language): address(path) for page_id, language, path in rows}


@transaction.atomic
def record_moves(site_id: int, before: Addresses, after: Addresses) -> None:
    """Keep a redirect from every address that changed to where the page is now."""
    Redirect.objects.filter(site_id=site_id, old_path__in=after.values()).delete()
    for key, old in before.items():
        new = after.get(key)
        if new is None or new == old:
            continue
        Redirect.objects.filter(site_id=site_id, new_path=old).update(new_path=new)
        Redirect.objects.update_or_create(site_id=site_id, old_path=old, defaults={"new_path": new})


def _before_publish(sender, operation, obj, **kwargs) -> None:
    page = getattr(obj.content, "page", None)
    if operation == OPERATION_PUBLISH and page is not None:
        obj._addresses_before = public_addresses_of(page)


def _after_publish(sender, operation, obj, **kwargs) -> None:
    before = obj.__dict__.pop("_addresses_before", None)
    if operation == OPERATION_PUBLISH and before is not None:
        page = Page.objects.get(pk=obj.content.page_id)
        record_moves(page.site_id, before, public_addresses_of(page))


def _before_move(sender, operation, obj=None, **kwargs) -> None:
    if operation == MOVE_PAGE:
        obj._addresses_before = public_addresses_of(obj)


def _after_move(sender, operation, obj=None, **kwargs) -> None:
    if operation == MOVE_PAGE and (before := obj.__dict__.pop("_addresses_before", None)) is not None:
        page = Page.objects.get(pk=obj.pk)
        record_moves(page.site_id, before, public_addresses_of(page))


def connect() -> None:
    """Listen to publishing and to moves in the page tree. Called once, when the application starts."""
    pre_version_operation.connect(_before_publish, dispatch_uid="guide_redirects_before_publish")
    post_version_operation.connect(_after_publish, dispatch_uid="guide_redirects_after_publish")
    pre_obj_operation.connect(_before_move, sender=Page, dispatch_uid="guide_redirects_before_move")
    post_obj_operation.connect(_after_move, sender=Page, dispatch_uid="guide_redirects_after_move")
