"""The numbered list of sources of one page, in order of first appearance."""

from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from content.evidence.models import Reference
from content.page.rendering import rendering


def cite(references: Iterable[Reference], request: HttpRequest, *, noted: bool = False) -> SafeString:
    """The numbers of these sources as readers get them: raised, each a link to its place in the list of sources.

    A source that is new on the page gets the next free number. There the list leads back to. With `noted`, a source that was not
    among the last few of the text carries what it is, for the margin of wide screens (citation.css).
    """
    page = rendering(request)
    numbers = []
    for reference in references:
        is_first = reference.pk not in page.sources
        number, _ = page.sources.setdefault(reference.pk, (len(page.sources) + 1, reference))
        note = f"{number} {reference.kind_and_year}" if noted and number not in page.noted_lately else ""
        if noted:
            page.noted_lately.append(number)
        numbers.append((number, is_first, note))
    return _links(get_language(), *numbers)


@lru_cache(maxsize=1024)
def _links(language: str | None, *numbers: tuple[int, bool, str]) -> SafeString:
    links = format_html_join(
        "",
        '<a{2}{3} href="#source-{0}"><span class="visually-hidden">{1} </span>{0}</a>',
        (
            (
                number,
                gettext("Source"),
                format_html(' id="cited-{}"', number) if is_first else "",
                format_html(' data-note="{}"', note) if note else "",
            )
            for number, is_first, note in numbers
        ),
    )
    return format_html('<sup class="citation">{}</sup>', links)


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(rendering(request).sources.values())
