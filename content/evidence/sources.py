"""The numbered list of sources of one page, in order of first appearance."""

from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.evidence.models import Reference
from content.page.rendering import rendering


def number_of(reference: Reference, request: HttpRequest) -> int:
    """The number of a source on the page that this request renders; the next free one when it is new."""
    sources = rendering(request).sources
    return sources.setdefault(reference.pk, (len(sources) + 1, reference))[0]


def cite(references: Iterable[Reference], request: HttpRequest) -> SafeString:
    """The numbers of these sources as readers get them: raised, each a link to its place in the list of sources."""
    return _links(*(number_of(reference, request) for reference in references))


@lru_cache(maxsize=1024)
def _links(*numbers: int) -> SafeString:
    link = '<a href="#source-{0}"><span class="visually-hidden">Source </span>{0}</a>'
    return format_html('<sup class="citation">{}</sup>', format_html_join("", link, ((number,) for number in numbers)))


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(rendering(request).sources.values())
