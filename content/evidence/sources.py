"""The numbered list of sources of one page, in order of first appearance."""

from django.http import HttpRequest

from content.evidence.models import Reference


def number_of(reference: Reference, request: HttpRequest) -> int:
    """The number of a source on the page that this request renders; the next free one when it is new."""
    sources = request.__dict__.setdefault("_sources", {})
    return sources.setdefault(reference.pk, (len(sources) + 1, reference))[0]


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(request.__dict__.get("_sources", {}).values())
