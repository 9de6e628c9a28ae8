"""Links from rich text to pages of the guide: stored by page, shown by the page's present address."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from cms.models import CMSPlugin, Page, PageUrl
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils.translation import get_language, override
from lxml import html

from content.richtext.reading import inner_html, parsed_once

PREFIX = "cms.page:"
PAGE_LINK = re.compile(rf'data-cms-href="{PREFIX}(\d+)"')


def address(path: str, language: str | None = None) -> str:
    """The address of a page from its path in django CMS: "a/b" gives "/a/b/" in the main language and "/es/a/b/" in Spanish, ""
    the home page. Without a language it is that of this request.
    """
    with override(language or get_language()):
        return reverse("pages-details-by-slug", kwargs={"slug": path}) if path else reverse("pages-root")


def public_paths() -> dict[tuple[int, str], str]:
    """The path of every page, by its id and its language; of what was never published there is none. One query."""
    rows = PageUrl.objects.filter(path__isnull=False).values_list("page_id", "language", "path")
    return {(page, language): path for page, language, path in rows}


def named_pages(components: Iterable[CMSPlugin]) -> set[int]:
    """The ids of all pages that components link to, in their text or by a column."""
    found = set()
    for component in components:
        found.update(int(page_id) for page_id in PAGE_LINK.findall(getattr(component, "body", "")))
        found.update(getattr(component, column) for column in _page_columns(component._meta.model))
    return found - {None}


@cache
def _page_columns(model: type[CMSPlugin]) -> list[str]:
    """The columns of a kind of component that hold the id of a page."""
    columns = [column for column in model._meta.local_fields if isinstance(column, ForeignKey)]
    return [column.attname for column in columns if column.related_model is Page]


def resolve_page_links(source: str, address_of: Callable[[int], str]) -> str:
    """Rich text with each link to a page given its address; a link to a page that is not public becomes plain words."""
    pages = {int(page_id) for page_id in PAGE_LINK.findall(source)}
    if not pages and "data-cms-href" not in source:
        return source
    return _with_addresses(source, tuple(sorted((page_id, address_of(page_id)) for page_id in pages)))


@parsed_once
def _with_addresses(source: str, addresses: tuple[tuple[int, str], ...]) -> str:
    """Rich text with the address of each page that it links to; what is not an address of a page, too, becomes plain words."""
    address_of = {f"{PREFIX}{page_id}": url for page_id, url in addresses}
    root = html.fragment_fromstring(source, create_parent="div")
    for link in list(root.iter("a")):
        target = link.attrib.pop("data-cms-href", "")
        if not target:
            continue
        if not (url := address_of.get(target)):
            link.drop_tag()
        else:
            fragment = link.get("href", "").partition("#")[2]
            link.set("href", f"{url}#{fragment}" if fragment else url)
    return inner_html(root)
