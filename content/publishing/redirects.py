"""A page whose public address changes leaves a permanent redirect at the old one, without chains."""

from cms.models import Page, PageUrl
from django.contrib.redirects.models import Redirect
from django.db import transaction

from content.page.links import address

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
