"""Links to other sites that did not lead anywhere when somebody looked: told on the start page until they are mended."""

from dataclasses import dataclass
from datetime import datetime

from cms.models import PageContent
from djangocms_versioning.constants import OPERATION_PUBLISH, OPERATION_UNPUBLISH

from content.desk.models import BrokenLink
from content.desk.outside_links import links_of
from content.evidence.models import Reference
from content.page.links import address as address_of
from content.page.links import public_paths
from ketaguide.words import Words


@dataclass(frozen=True)
class Broken:
    """An address that did not lead anywhere, when somebody looked, and the pages, as (title, address, language), that lead to it."""

    address: str
    fault: Words
    looked: datetime
    pages: tuple[tuple[str, str, str], ...]


def broken_links() -> list[Broken]:
    """All that are known, by address. Three queries, however many."""
    rows = list(BrokenLink.objects.order_by("address", "page__path", "language"))
    if not rows:
        return []
    contents = PageContent.objects.filter(page__in={row.page_id for row in rows})
    titles = {(content.page_id, content.language): content.title for content in contents}
    paths = public_paths()
    found: dict[str, Broken] = {}
    for row in rows:
        place = row.page_id, row.language
        if place in titles and place in paths:
            known = found.get(row.address) or Broken(row.address, row.get_fault_display(), row.looked, ())
            page = titles[place], address_of(paths[place], row.language), row.language
            found[row.address] = Broken(known.address, known.fault, known.looked, (*known.pages, page))
    return list(found.values())


def forget_source(sender: object, instance: Reference, **kwargs) -> None:
    """Before a source is saved: the address that it had is told no more where it gets another."""
    before = Reference.objects.filter(pk=instance.pk).first() if instance.pk else None
    if before and before.link != instance.link:
        BrokenLink.objects.filter(address=before.link).delete()


def forget_what_is_gone(sender: object, operation: str, obj, to_be_published=None, **kwargs) -> None:
    """After a text was published or taken down: what it does not lead to any more is no broken link of it."""
    content = obj.content
    if not isinstance(content, PageContent) or to_be_published is not None:
        return
    rows = BrokenLink.objects.filter(page=content.page_id, language=content.language)
    if operation == OPERATION_UNPUBLISH:
        rows.delete()
    elif operation == OPERATION_PUBLISH and rows.exists():
        rows.exclude(address__in=links_of(content)).delete()
