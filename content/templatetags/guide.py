"""What the page templates ask about the page they show and about the guide around it."""

from dataclasses import dataclass
from typing import Any

from cms.models import Page, PageContent
from django import template
from django.http import HttpRequest
from django.utils.translation import get_language

from content.clinic.brand import Brand, brand
from content.clinic.models import ClinicFact
from content.discovery import canonical_url
from content.evidence.sources import sources_of
from content.links import public_addresses
from content.models import PageDetails
from content.rendering import rendering

register = template.Library()


@dataclass(frozen=True)
class MenuEntry:
    """A public page as menus show it."""

    page_id: int
    title: str
    url: str
    section: str
    position: int
    is_chapter: bool
    in_menu: bool
    current: bool


def _content(request: HttpRequest) -> PageContent | None:
    """The text that this request shows: a version in the toolbar's views, else the published one."""
    toolbar = getattr(request, "toolbar", None)
    shown = toolbar.get_object() if toolbar else None
    if isinstance(shown, PageContent):
        return shown
    page = getattr(request, "current_page", None)
    return page.get_content_obj(get_language(), fallback=False) if page else None


def _entries(request: HttpRequest) -> list[MenuEntry]:
    """Every public page, in the order of the guide. Two queries for each request."""
    kept = rendering(request).kept
    if "menu_entries" not in kept:
        shown = _content(request)
        addresses = public_addresses(request)
        rows = PageContent.objects.filter(language=get_language(), page__in=addresses).values_list(
            "page_id",
            "page__path",
            "title",
            "menu_title",
            "template",
            "in_navigation",
            "pagedetails__section",
            "pagedetails__position",
        )
        entries = [
            MenuEntry(
                page_id=page_id,
                title=menu_title or title,
                url=addresses[page_id],
                section=section or "",
                position=1000 if position is None else position,
                is_chapter=page_template == "pages/chapter.html",
                in_menu=in_navigation,
                current=shown is not None and shown.page_id == page_id,
            )
            for page_id, _, title, menu_title, page_template, in_navigation, section, position in rows
        ]
        order = {row[1]: (entry.position, entry.title) for row, entry in zip(rows, entries, strict=True)}
        paths = {entry.page_id: row[1] for row, entry in zip(rows, entries, strict=True)}
        kept["menu_entries"] = sorted(entries, key=lambda entry: _tree_order(paths[entry.page_id], order))
    return kept["menu_entries"]


def _tree_order(path: str, order: dict[str, tuple[int, str]]) -> list[tuple[int, str]]:
    """Sort key of a page: the order of each page above it, from the top of the tree, then its own."""
    steps = range(Page.steplen, len(path) + 1, Page.steplen)
    return [order[path[:step]] for step in steps if path[:step] in order]


@register.simple_tag(takes_context=True)
def guide_menu(context) -> list[dict[str, Any]]:
    """The menu: {key, title, pages} for each part of it that has public pages; pages have title, url, current."""
    entries = [entry for entry in _entries(context["request"]) if entry.in_menu]
    sections = [
        {"key": key, "title": title, "pages": [entry for entry in entries if entry.section == key]}
        for key, title in PageDetails.Section.choices
    ]
    return [section for section in sections if section["pages"]]


@register.simple_tag(takes_context=True)
def chapter_trail(context) -> dict[str, Any] | None:
    """Where this chapter stands: {number, total, previous, next, chapters}; None for a page that is no chapter."""
    chapters = [entry for entry in _entries(context["request"]) if entry.is_chapter]
    index = next((i for i, entry in enumerate(chapters) if entry.current), None)
    if index is None:
        return None
    return {
        "number": index + 1,
        "total": len(chapters),
        "previous": chapters[index - 1] if index > 0 else None,
        "next": chapters[index + 1] if index + 1 < len(chapters) else None,
        "chapters": chapters,
    }


@register.simple_tag(takes_context=True)
def breadcrumb_trail(context) -> list[dict[str, str]]:
    """The public pages from home down to the parent of this page: {title, url}."""
    request = context["request"]
    content = _content(request)
    if content is None or content.page.is_home:
        return []
    by_id = {entry.page_id: entry for entry in _entries(request)}
    above = list(content.page.get_ancestor_pages().values_list("pk", flat=True)) if content.page.depth > 1 else []
    crumbs = [{"title": "Home", "url": "/"}]
    return crumbs + [{"title": by_id[pk].title, "url": by_id[pk].url} for pk in above if pk in by_id]


@register.simple_tag(takes_context=True)
def page_details(context) -> dict[str, Any]:
    """{title, heading, description, canonical, speaks_of_benefit, text_date, section, version} of the page that is shown.

    `version` is djangocms-versioning's: what a printed page names, so that it can be found again.
    """
    request = context["request"]
    content = _content(request)
    if content is None:
        return {}
    details = PageDetails.objects.filter(extended_object=content).first() or PageDetails()
    path = public_addresses(request).get(content.page_id, "")
    return {
        "title": content.page_title or content.title,
        "heading": content.title,
        "description": content.meta_description or "",
        "canonical": canonical_url(path) if path else "",
        "speaks_of_benefit": details.speaks_of_benefit,
        "text_date": details.text_date,
        "section": details.section,
        "version": content.versions.first(),
    }


class PageTextNode(template.Node):
    """Renders what is inside and keeps it, so that what depends on it can stand above it."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context) -> str:
        context[self.name] = self.nodelist.render(context)
        return ""


@register.tag
def page_text(parser, token):
    """Render the page's text before anything else: `{% page_text as text %}{% placeholder "content" %}{% endpage_text %}`.

    Afterwards `{% contents_list %}` and `{% sources_list %}` know its headings and sources; show it with `{{ text }}`.
    """
    bits = token.split_contents()
    if len(bits) != 3 or bits[1] != "as":
        raise template.TemplateSyntaxError("page_text: expected {% page_text as name %}")
    nodelist = parser.parse(("endpage_text",))
    parser.delete_first_token()
    return PageTextNode(nodelist, bits[2])


@register.simple_tag(takes_context=True)
def contents_list(context) -> list[dict[str, str]]:
    """The headings of level 2 in the page's running text: {id, title}. Use it after `page_text`."""
    return [{"id": anchor, "title": words} for anchor, words in rendering(context["request"]).headings.contents]


@register.simple_tag(takes_context=True)
def sources_list(context) -> list[dict[str, Any]]:
    """The sources cited on this page: {number, anchor, html, reference, url}. Use it after the placeholder."""
    return [
        {
            "number": number,
            "anchor": f"source-{number}",
            "html": reference.citation,
            "reference": reference,
            "url": reference.link,
        }
        for number, reference in sources_of(context["request"])
    ]


@register.simple_tag(takes_context=True)
def clinic_fact(context, key: str) -> str:
    """A clinic fact's value, or “(ask the clinic)”. One query for each request."""
    fact = _facts(context).get(key)
    return fact.text if fact else ClinicFact.UNSET


@register.simple_tag(takes_context=True)
def clinic_fact_is_example(context, key: str = "clinic-name") -> bool:
    """Whether the value is still the shipped example."""
    fact = _facts(context).get(key)
    return fact is None or fact.example


@register.simple_tag(takes_context=True)
def clinic_brand(context) -> Brand | None:
    """The clinic's own color, if it has one."""
    fact = _facts(context).get(ClinicFact.BRAND_COLOR)
    return brand(fact.value) if fact else None


@register.simple_tag(takes_context=True)
def clinic_logo(context) -> dict[str, Any] | None:
    """The clinic's logo, if it has one: {url, width, height}."""
    fact = _facts(context).get(ClinicFact.LOGO)
    return fact.rendition if fact else None


def _facts(context) -> dict[str, ClinicFact]:
    kept = rendering(context["request"]).kept
    if "clinic_facts" not in kept:
        kept["clinic_facts"] = {fact.key: fact for fact in ClinicFact.objects.all()}
    return kept["clinic_facts"]
