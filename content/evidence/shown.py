"""Findings as pages show them: values that are compared as a whole, so that what was drawn from them can be remembered."""

from typing import NamedTuple

from django.utils.translation import get_language, override

from content.evidence.models import Finding, Side


class ShownFinding(NamedTuple):
    """All of a finding that templates show, under the same names. `citation` is the HTML of its sources' numbers."""

    title: str
    explained: str
    sentence: str
    counts: str
    people: str
    comparison: str
    time: str
    label: str
    grade: str
    must_say: str
    does_not_show: str
    outcome: str
    otherwise: str
    sides: tuple[Side, ...]
    citation: str
    #: The language of its words, where that is not the page's.
    language: str


def shown(finding: Finding, citation: str) -> ShownFinding:
    """What a page shows of a finding, with the numbers that its sources have there."""
    # Where its words are in another language than the page, the sentences around them are, too.
    with override(finding.words_language or get_language()):
        return ShownFinding(
            title=finding.title,
            explained=finding.explained,
            sentence=finding.sentence,
            counts=finding.counts,
            people=finding.people,
            comparison=finding.comparison,
            time=finding.time,
            label=finding.label,
            grade=finding.grade,
            must_say=finding.must_say,
            does_not_show=finding.does_not_show,
            outcome=finding.outcome,
            otherwise=finding.otherwise,
            sides=tuple(finding.sides),
            citation=citation,
            language=finding.words_language,
        )
