"""What the page templates ask about the page they show and about the guide around it."""

import re
from typing import Any, NamedTuple

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from content.clinic.brand import Brand, brand
from content.clinic.facts import facts_of
from content.clinic.models import ClinicFact
from content.evidence.sources import sources_of
from content.models.tool import Tool
from content.page.fetch import hand_over
from content.page.links import address
from content.page.opening import Opening, opening
from content.page.rendering import rendering
from content.page.surroundings import MenuEntry, is_known, surroundings
from content.profile import HELP, in_language, profile, sections
from content.richtext.shown import Heading
from content.search.canonical import canonical_url
from ketaguide.delivery.export_site import FOR_FILES
from ketaguide.delivery.languages import prefix
from ketaguide.delivery.middleware import TOOL_POLICY, is_reader, is_shut_in, is_staff_path, shut_in

register = template.Library()
#: What browsers take from the header of an answer only, and complain about in a page.
HEADER_ONLY = re.compile(r"; frame-ancestors [^;]*")


@register.simple_tag(takes_context=True)
def legal_notices(context) -> list[MenuEntry]:
    """The public pages right below the page “Notices”. Staff switch a notice off by taking its page down."""
    return surroundings(context["request"]).notices


@register.simple_tag
def guide_title() -> str:
    """The title of the guide. No query: error pages show it, too."""
    return in_language(profile().title)


@register.simple_tag
def approval_status() -> str:
    """What stands in the first screen of a page that speaks of benefit."""
    return in_language(profile().approval)


@register.simple_tag(takes_context=True)
def guide_page(context, guide_id: str) -> str:
    """The address of a page that the profile names.

    Where nothing has been read about the page that is shown, as on error pages, which must not need the database, it is the
    address in the profile: a redirect leads from there to where the page is.
    """
    first = profile().pages[guide_id]
    request = context.get("request")
    is_page = request is not None and is_known(request)
    return surroundings(request).needed.get(guide_id, first) if is_page else f"/{prefix(get_language())}{first[1:]}"


@register.simple_tag(takes_context=True)
def guide_menu(context) -> list[dict[str, Any]]:
    """The menu: {key, title, pages} for each part of it that has public pages; pages have title, url, current."""
    entries = [entry for entry in surroundings(context["request"]).menu if entry.in_menu]
    parts = [
        {"key": key, "title": title, "pages": [entry for entry in entries if entry.section == key]}
        for key, title in sections()
    ]
    return [part for part in parts if part["pages"]]


@register.simple_tag(takes_context=True)
def chapter_trail(context) -> dict[str, Any] | None:
    """Where this chapter stands: {number, total, previous, next, chapters}; None for a page that is no chapter."""
    chapters = [entry for entry in surroundings(context["request"]).menu if entry.is_chapter]
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
    around = surroundings(context["request"])
    if around.content is None or around.content.page.is_home:
        return []
    return [
        {"title": gettext("Home"), "url": address("")},
        *({"title": entry.title, "url": entry.url} for entry in around.above),
    ]


@register.simple_tag(takes_context=True)
def page_details(context) -> dict[str, Any]:
    """{title, heading, description, canonical, speaks_of_benefit, published, note, section, version, is_help} of the page that is shown.

    `is_help` is true of the page with help in a crisis. `version` is words that name djangocms-versioning's version of the text;
    `published` is when, None for a draft; `note` what changed then.
    """
    around = surroundings(context["request"])
    if around.content is None:
        return {}
    content, details = around.content, around.details
    path = around.address(content.page_id)
    return {
        "title": content.page_title or content.title,
        "heading": content.title,
        "description": content.meta_description or "",
        "canonical": canonical_url(path) if path else "",
        "speaks_of_benefit": details.speaks_of_benefit,
        "published": around.published,
        "note": around.note,
        "section": details.section,
        "version": around.version,
        "is_help": content.page.reverse_id == HELP,
    }


@register.simple_tag(takes_context=True)
def search_field(context) -> bool:
    """Whether this page has a field for searching, else a link: pages with tools send nothing, files have no server, the search
    page has a field of its own, and beside the bar of django CMS its frame would have another one.
    """
    request = context.get("request")
    if request is None:
        return True
    if getattr(getattr(request, "toolbar", None), "show_toolbar", False):
        return False
    at_search = request.resolver_match is not None and request.resolver_match.url_name == "search"
    return not (at_search or is_shut_in(request) or request.META.get(FOR_FILES))


@register.simple_tag(takes_context=True)
def page_tools(context) -> dict[str, Any] | None:
    """Of a page with tools: {kinds, policy}; `policy` is what a reader's page may do, empty for staff. None without a tool.

    The answer to this request is sent under the same policy. While a page is edited its tools do not run.
    """
    request = context["request"]
    kinds = dict.fromkeys(
        component.kind for component in surroundings(request).components if isinstance(component, Tool)
    )
    if not kinds or (getattr(request, "toolbar", None) and request.toolbar.edit_mode_active):
        return None
    shut_in(request)
    reads = is_reader(request) and not is_staff_path(request)
    return {"kinds": list(kinds), "policy": HEADER_ONLY.sub("", TOOL_POLICY) if reads else ""}


class PageTextNode(template.Node):
    """Renders what is inside and keeps it, so that what depends on it can stand above it."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context) -> str:
        request = context["request"]
        if content := surroundings(request).content:
            hand_over(surroundings(request).components, content, request)
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


@register.simple_tag
def opening_of(text: str) -> Opening:
    """The rendered text of a page, parted after its answer: {answer, rest}."""
    return Opening(*(mark_safe(part) for part in opening(text)))  # noqa: S308 - rendered by the placeholder


@register.simple_tag(takes_context=True)
def contents_list(context) -> list[Heading]:
    """The headings of level 2 in the text of the page: {id, title}. Use it after `page_text`."""
    return rendering(context["request"]).headings.contents


class CitedSource(NamedTuple):
    """A source as the list below a page shows it. Its number is text, so that templates do not format it for a language."""

    number: str
    citation: str
    language: str
    url: str


@register.simple_tag(takes_context=True)
def sources_list(context) -> tuple[CitedSource, ...]:
    """The sources cited on this page. Use it after the placeholder."""
    return tuple(
        CitedSource(str(number), reference.citation, reference.citation_language, reference.link)
        for number, reference in sources_of(context["request"])
    )


@register.simple_tag(takes_context=True)
def clinic_fact(context, key: str) -> str:
    """A clinic fact's value, or “(ask the clinic)”. One query for each request."""
    fact = facts_of(context["request"]).get(key)
    return fact.text if fact else str(ClinicFact.UNSET)


@register.simple_tag(takes_context=True)
def clinic_phone(context) -> ClinicFact | None:
    """The clinic's telephone number: `text`, and `dial` if it can be pressed; None while there is none."""
    fact = facts_of(context["request"]).get("phone")
    return fact if fact and fact.value else None


@register.simple_tag(takes_context=True)
def clinic_fact_is_example(context, key: str = "clinic-name") -> bool:
    """Whether the value is still the shipped example."""
    fact = facts_of(context["request"]).get(key)
    return fact is None or fact.example


@register.simple_tag(takes_context=True)
def clinic_brand(context) -> Brand | None:
    """The clinic's own color, if it has one."""
    fact = facts_of(context["request"]).get(ClinicFact.BRAND_COLOR)
    return brand(fact.value) if fact else None


@register.simple_tag(takes_context=True)
def clinic_logo(context) -> dict[str, Any] | None:
    """The clinic's logo, if it has one: {url, width, height}."""
    fact = facts_of(context["request"]).get(ClinicFact.LOGO)
    return fact.rendition if fact else None
