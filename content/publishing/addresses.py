"""The one door that every change of a public address passes.

It changes when a text is published, when a page is moved in the tree, when another page becomes the home page, and when a
page is taken down or deleted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from cms.models import Page, PageContent, PageUrl
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.links import address
from content.publishing.redirects import Addresses, record_moves
from ketaguide.delivery.edition import new_edition
from ketaguide.delivery.languages import in_its_language, language_of
from ketaguide.delivery.ready_pages import forget
from ketaguide.words import Words


def public_addresses_of(page: Page) -> Addresses:
    """The public addresses of a page and of all pages below it, by page id and language."""
    pages = [page.pk, *page.get_descendant_pages().values_list("pk", flat=True)]
    rows = PageUrl.objects.filter(page__in=pages, path__isnull=False).values_list("page_id", "language", "path")
    return {(page_id, language): address(path, language) for page_id, language, path in rows}


def forget_pages(*pages: Page) -> None:
    """Drop the last copies of pages and of those below them: their address or text may be gone after this."""
    for page in pages:
        for path in public_addresses_of(page).values():
            forget(path)


@contextmanager
def addresses_may_change(*pages: Page) -> Iterator[None]:
    """Around whatever may change the public addresses of these pages and of those below: whoever follows an old address
    arrives, and nobody gets an old copy.
    """
    with transaction.atomic():
        before = _addresses_of(pages)
        forget_pages(*pages)
        yield
        settle(pages, before)


def settle(pages: tuple[Page, ...], before: Addresses) -> None:
    """What `addresses_may_change` does afterwards, for what django CMS announces as two signals."""
    pages = tuple(Page.objects.filter(pk__in=[page.pk for page in pages]))
    forget_pages(*pages)
    for page in pages[:1]:
        record_moves(page.site_id, before, _addresses_of(pages))
    new_edition()


def _addresses_of(pages: tuple[Page, ...]) -> Addresses:
    found: Addresses = {}
    for page in pages:
        found |= public_addresses_of(page)
    return found


def redirect_faults(content: PageContent) -> list[Words]:
    """Why the page cannot send its readers on to where its settings say (“Redirect”), as sentences."""
    target = (content.redirect or "").strip()
    if not target:
        return []
    path = target.partition("#")[0]
    if not path.startswith("/") or path.startswith("//"):
        return [
            _("“Redirect” leads away from this site. Readers stay here: choose a page of the guide, or leave it empty.")
        ]
    row = None
    if language_of(path) == content.language:
        row = PageUrl.objects.filter(path=in_its_language(path).strip("/"), language=content.language).first()
    if row is None:
        return [
            format_lazy(
                _(
                    "“Redirect” leads to {target}, which is no page that readers can open. Choose another one, or "
                    "leave it empty."
                ),
                target=target,
            )
        ]
    if row.page_id == content.page_id:
        return [_("“Redirect” leads to this page itself. Leave it empty.")]
    if (
        PageContent.objects.filter(page=row.page_id, language=content.language)
        .exclude(redirect__in=["", None])
        .exists()
    ):
        return [
            format_lazy(
                _("“Redirect” leads to {target}, which sends readers on again. Choose the page where they arrive."),
                target=target,
            )
        ]
    return []
