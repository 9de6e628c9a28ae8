"""Reading the guide's text the way a careful editor does, and saying where it breaks the guide's own rules.

`review` is the one function that knows everything that is wrong with a page. It looks at a `content.guide.document.Document`
and at what is around it, and at nothing else: no database, no network. Publishing asks it (`content/publishing/rules.py`),
and through that the button, the start page, the toolbar and `load_guide`; so does `manage.py check_content`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.conf import settings

from content.guide.document import Document
from content.review import alarm_signs, claims, markup, numbers, page_rules, readability, surrounding_rules, words
from content.review.around import Around, Row, around
from content.review.problem import Level, Problem
from content.review.sentences import Passage, passages
from content.review.vocabulary import has_checks, vocabulary

__all__ = ["Around", "Level", "Problem", "around", "review", "review_records"]


def review(document: Document, around: Around | None = None) -> list[Problem]:
    """Everything that is wrong with one page, in the order of its lines. Without `around`, what can be seen from the page."""
    around = around or ALONE
    found = passages(document, around.language)
    problems = [
        *surrounding_rules.check(document, around),
        *(_of_words(document, found, around) if has_checks(around.language) else ()),
    ]
    problems.sort(key=lambda problem: (-1 if problem.block is None else problem.block, problem.line))
    return [replace(problem, page=document.id) for problem in problems]


def _of_words(document: Document, found: list[Passage], around: Around) -> Iterator[Problem]:
    language, known = around.language, vocabulary(around.language)
    yield from numbers.check(found, around, known)
    yield from claims.check(found, known)
    yield from words.check(found, language)
    yield from page_rules.check(document, found, known, language)
    yield from markup.check(document, known)
    yield from alarm_signs.check(document, language)
    yield from readability.check(document, found, language)


#: What is known of the other pages when nothing is.
ALONE = Around()


def review_records(records: Mapping[str, Sequence[Row]], language: str = settings.LANGUAGE_CODE) -> Iterator[Problem]:
    """Banned words in the records that pages show: explained words, findings and the clinic's own facts."""
    for stem, rows in records.items():
        for row in rows:
            yield from surrounding_rules.in_record(stem, row, language)
