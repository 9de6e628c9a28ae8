"""The numbered list of sources of one page, in order of first appearance."""

from django.http import HttpRequest

from content.evidence.models import Finding, Reference
from content.rendering import rendering


def number_of(reference: Reference, request: HttpRequest) -> int:
    """The number of a source on the page that this request renders; the next free one when it is new."""
    sources = rendering(request).sources
    return sources.setdefault(reference.pk, (len(sources) + 1, reference))[0]


def numbers_of(finding: Finding, request: HttpRequest) -> list[dict[str, int | str]]:
    """The numbers of a finding's sources, as the template of a citation takes them: {number, anchor}."""
    numbers = [number_of(reference, request) for reference in finding.references.all()]
    return [{"number": number, "anchor": f"source-{number}"} for number in numbers]


def sources_of(request: HttpRequest) -> list[tuple[int, Reference]]:
    """The sources cited so far on this page, as (number, reference). Call it after the text was rendered."""
    return list(rendering(request).sources.values())
