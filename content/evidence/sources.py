"""The numbered list of sources of one page, in order of first appearance."""

from django.http import HttpRequest

from content.evidence.models import Reference
from content.rendering import rendering


def number_of(reference: Reference, request: HttpRequest) -> int:
    """The number of a source on the page that this request renders; the next free one when it is new."""
    sources = rendering(request).sources
    return sources.setdefault(reference.pk, (len(sources) + 1, reference))[0]


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(rendering(request).sources.values())
