"""The numbered list of sources of one page, in order of first appearance."""

from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from content.evidence.models import Reference
from content.page.rendering import rendering


def cite(references: Iterable[Reference], request: HttpRequest) -> SafeString:
    """The numbers of these sources as readers get them: raised, each a link to its place in the list of sources.

    A source that is new on the page gets the next free number. There the list leads back to.
    """
    sources = rendering(request).sources
    numbers = []
    for reference in references:
        is_first = reference.pk not in sources
        number, _ = sources.setdefault(reference.pk, (len(sources) + 1, reference))
        numbers.append((number, is_first))
    return _links(get_language(), *numbers)


@lru_cache(maxsize=1024)
def _links(language: str | None, *numbers: tuple[int, bool]) -> SafeString:
    links = format_html_join(
        "",
        '<a{2} href="#source-{0}"><span class="visually-hidden">{1} </span>{0}</a>',
        (
            (number, gettext("Source"), format_html(' id="cited-{}"', number) if is_first else "")
            for number, is_first in numbers
        ),
    )
    return format_html('<sup class="citation">{}</sup>', links)


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(rendering(request).sources.values())
