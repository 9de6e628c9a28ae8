"""Links from rich text to pages of the guide: stored by page, shown by the page's present address."""

import re
from collections.abc import Callable, Iterable

from cms.models import CMSPlugin, Page
from django.db.models import ForeignKey
from django.urls import reverse
from lxml import html

from content import richtext

PREFIX = "cms.page:"
PAGE_LINK = re.compile(rf'data-cms-href="{PREFIX}(\d+)"')


def address(path: str) -> str:
    """The address of a page from its path in django CMS: "a/b" gives "/a/b/", "" the home page."""
    return reverse("pages-details-by-slug", kwargs={"slug": path}) if path else reverse("pages-root")


def named_pages(components: Iterable[CMSPlugin]) -> set[int]:
    """The ids of all pages that components link to, in their text or by a column."""
    found = set()
    for component in components:
        found.update(int(page_id) for page_id in PAGE_LINK.findall(getattr(component, "body", "")))
        for column in component._meta.local_fields:
            if isinstance(column, ForeignKey) and column.related_model is Page:
                found.add(getattr(component, column.attname))
    return found - {None}


def resolve_page_links(source: str, address_of: Callable[[int], str]) -> str:
    """Rich text with each link to a page given its address; a link to a page that is not public becomes plain words."""
    if "data-cms-href" not in source:
        return source
    root = html.fragment_fromstring(source, create_parent="div")
    for link in list(root.iter("a")):
        target = link.attrib.pop("data-cms-href", "")
        if not target:
            continue
        page_id = target.removeprefix(PREFIX)
        url = address_of(int(page_id)) if page_id.isdigit() else ""
        if not url:
            link.drop_tag()
        else:
            fragment = link.get("href", "").partition("#")[2]
            link.set("href", f"{url}#{fragment}" if fragment else url)
    return richtext.inner_html(root)
