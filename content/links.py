"""Links from rich text to pages of the guide: stored by page, shown by the page's present address."""

from cms.models import PageUrl
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from lxml import html

from content import richtext
from content.rendering import rendering

PREFIX = "cms.page:"


def public_addresses(request: HttpRequest) -> dict[int, str]:
    """The address of every page that readers can reach now, by page id. One query for each request."""
    kept = rendering(request).kept
    if "public_addresses" not in kept:
        rows = PageUrl.objects.filter(
            language=get_language(), page__site=get_current_site(request), path__isnull=False
        ).values_list("page_id", "path")
        kept["public_addresses"] = {page_id: address(path or "") for page_id, path in rows}
    return kept["public_addresses"]


def address(path: str) -> str:
    """The address of a page from its path in django CMS: "a/b" gives "/a/b/", "" the home page."""
    return reverse("pages-details-by-slug", kwargs={"slug": path}) if path else reverse("pages-root")


def resolve_page_links(source: str, request: HttpRequest) -> str:
    """Rich text with each link to a page given its address; a link to a page that is not public becomes plain words."""
    if "data-cms-href" not in source:
        return source
    root = html.fragment_fromstring(source, create_parent="div")
    for link in list(root.iter("a")):
        target = link.attrib.pop("data-cms-href", "")
        if not target:
            continue
        page_id = target.removeprefix(PREFIX)
        url = public_addresses(request).get(int(page_id)) if page_id.isdigit() else None
        if url is None:
            link.drop_tag()
        else:
            fragment = link.get("href", "").partition("#")[2]
            link.set("href", f"{url}#{fragment}" if fragment else url)
    return richtext.inner_html(root)
