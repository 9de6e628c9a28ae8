"""The numbered list of sources of one page, in order of first appearance."""

from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from content.evidence.models import Reference
from content.page.rendering import rendering


def number_of(reference: Reference, request: HttpRequest) -> int:
    """The number of a source on the page that this request renders; the next free one when it is new."""
    sources = rendering(request).sources
    return sources.setdefault(reference.pk, (len(sources) + 1, reference))[0]


def cite(references: Iterable[Reference], request: HttpRequest) -> SafeString:
    """The numbers of these sources as readers get them: raised, each a link to its place in the list of sources."""
    return _links(get_language(), *(number_of(reference, request) for reference in references))


@lru_cache(maxsize=1024)
def _links(language: str | None, *numbers: int) -> SafeString:
    link = '<a href="#source-{0}"><span class="visually-hidden">{1} </span>{0}</a>'
    links = format_html_join("", link, ((number, gettext("Source")) for number in numbers))
    return format_html('<sup class="citation">{}</sup>', links)


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(rendering(request).sources.values())
