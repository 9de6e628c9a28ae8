"""Numbers of people in prose, held against the records of their sources: “23 of 91” where the finding says 21 is refused.

A share is compared with the findings and references that its sentence cites, or, where it cites none, with those of the
sentence that introduces it; a count such as “21 of 91” without any source with every finding about 91 people. Of several
findings those count that share words with the sentence: “confusion” does not excuse a number about nausea.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.review.around import Around, Row
from content.review.problem import Problem, at
from content.review.sentences import Passage
from content.review.vocabulary import Vocabulary, vocabulary, without_accents

#: What is said of a finding and what a reference found, in columns of words.
WORDS_OF_FINDING = ("title", "outcome", "explained", "result", "people", "must_say", "does_not_show")
WORDS_OF_REFERENCE = ("title", "found", "limitations")
A_HUNDRED = 100
#: How many numbers of the records one message gives.
MOST_TOLD = 8
#: Totals that nobody counted to: “one in ten”, “1 in 3”.
ROUND_TOTALS = frozenset({1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 1000.0, 10000.0})


@dataclass(frozen=True)
class Share:
    """`people` of `total`, as a text gives it; “47 percent” is 47 of 100."""

    people: float
    total: float
    words: str

    @property
    def is_rate(self) -> bool:
        """Whether it is a number out of 100, rather than a count."""
        return self.total == A_HUNDRED


def check(found: Sequence[Passage], around: Around, words: Vocabulary) -> Iterator[Problem]:
    """The shares of a page that its sources contradict, and, as warnings, those that their records do not hold."""
    for index, passage in enumerate(found):
        if passage.kind not in {"sentence", "row", "setting"}:
            continue
        for share in shares(passage.text, words):
            yield from _compare(
                share, passage, _sources(found, index), _with_the_one_before(found, index), around, words
            )


@lru_cache(maxsize=4096)
def shares(text: str, words: Vocabulary) -> tuple[Share, ...]:
    """Every share of people that a text gives: “21 of 91”, “21/91”, “of 91 people, 21”, “47 of 100”, “47 percent”."""
    found = []
    for pattern in words.each("share_forms"):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            people, total = _number(groups["n"], words), _number(groups.get("of") or "100", words)
            if people is not None and total and people <= total:
                found.append(Share(people, total, match[0]))
    return tuple(found)


def _number(written: str, words: Vocabulary) -> float | None:
    written = written.strip().lower()
    if words["figure"].fullmatch(written):
        return float(written.replace(",", ""))
    tens, _, ones = words["between_tens_and_ones"].sub(" ", without_accents(written)).partition(" ")
    parts = [words.numbers.get(tens), words.numbers.get(ones) if ones else 0]
    return float(sum(part for part in parts if part is not None)) if None not in parts else None


def _sources(found: Sequence[Passage], index: int) -> tuple[str, ...]:
    """The keys that stand for the numbers of a passage: its own, those that introduce it, or of its next sentence."""
    passage = found[index]
    if passage.sources or passage.intro_sources:
        return passage.sources + passage.intro_sources
    beside = [found[other] for other in (index + 1, index - 1) if 0 <= other < len(found)]
    return next((other.sources for other in beside if other.group and other.group == passage.group), ())


def _with_the_one_before(found: Sequence[Passage], index: int) -> str:
    """A sentence after the one before it in its paragraph: “53 had none. With midazolam it was 74.”"""
    passage, before = found[index], found[index - 1]
    return (
        f"{before.text} {passage.text}" if index and passage.group and before.group == passage.group else passage.text
    )


def _compare(
    share: Share, passage: Passage, sources: tuple[str, ...], context: str, around: Around, words: Vocabulary
) -> Iterator[Problem]:
    findings = around.findings_of(sources)
    references = [row for key in sources if (row := around.records.get("references", {}).get(key))]
    if not sources and not share.is_rate:
        findings = [row for row in around.records.get("findings", {}).values() if share.total in _totals(row)]
    if share.total in ROUND_TOTALS or not (findings or references):
        return
    said = _stems(" ".join([*passage.header, passage.text]), words)
    meant = [row for row in findings if _is_meant(row, said, words)]
    held = {number for row in meant or findings for number in _numbers(row, share, context, words)}
    if any(_agree(share, number) for number in held):
        return
    written = {number for row in (*references, *findings) for number in _written(row, share, context, words)}
    alike = said if around.language == settings.LANGUAGE_CODE else None  # what references found is in the main language
    close = {number for row in references for number in _written(row, share, context, words, alike)}
    close |= {number for row in findings for number in _written(row, share, context, words, said)}
    if any(_agree(share, number) for number in (close if meant else written)):
        return
    if held or written:
        known = ", ".join(f"{number:g}" for number in sorted(held | close or written)[:MOST_TOLD])
        yield at(
            passage,
            "number-differs",
            format_lazy(
                _(
                    "“{share}” is not what the records of its source say (of {total}: {known}). Correct the number, "
                    "or the finding, or what the reference found."
                ),
                share=share.words,
                total=f"{share.total:g}",
                known=known,
            ),
            about=f"{share.words} {passage.text}",
        )
    elif sources and not _mentioned(share, (*references, *findings), words):
        yield at(
            passage,
            "number-not-recorded",
            format_lazy(
                _(
                    "The records of its source do not hold “{share}”. Compare it with the study, and write it into "
                    "“what it found”."
                ),
                share=share.words,
            ),
            about=f"{share.words} {passage.text}",
        )


def _mentioned(share: Share, rows: Sequence[Row], words: Vocabulary) -> bool:
    """Whether a record holds both numbers of a count somewhere, as in “9,016 patients, 537 with enough records”."""
    numbers = {number for row in rows for number in _bare_numbers(_words(row), words)}
    return {share.people, share.total} <= numbers


@lru_cache(maxsize=1024)
def _bare_numbers(text: str, words: Vocabulary) -> frozenset[float]:
    return frozenset(float(number.replace(",", "")) for number in words["figure"].findall(text))


def _words(row: Row) -> str:
    return "; ".join(str(row.get(name) or "") for name in (*WORDS_OF_FINDING, *WORDS_OF_REFERENCE))


def _totals(row: Row) -> set[float]:
    return {float(row[name]) for name in ("total", "comparison_total") if row.get(name) is not None}


def _numbers(row: Row, share: Share, text: str, words: Vocabulary) -> Iterator[float]:
    """The numbers of people that a finding gives for such a share, with those who did not have the outcome."""
    others = any(words["of_the_others"].search(part) for part in (text, str(row.get("outcome") or "")))
    for prefix in ("", "comparison_"):
        total, count, rate = (row.get(f"{prefix}{name}") for name in ("total", "count", "per_hundred"))
        number = rate if share.is_rate else count if total == share.total else None
        if number is not None:
            yield from (float(number), share.total - number) if others else (float(number),)


def _written(
    row: Row, share: Share, text: str, words: Vocabulary, said: frozenset[str] | None = None
) -> Iterator[float]:
    """The numbers that a record gives in words for such a share; with `said`, in clauses that share words with that."""
    for clause in re.split(r"[;.](?!\d)", _words(row)):
        if said is not None and not said & _stems(clause, words):
            continue
        for other in _shares_in_any_language(clause, words):
            if other.total == share.total:
                yield from (
                    (other.people, other.total - other.people)
                    if words["of_the_others"].search(text)
                    else (other.people,)
                )


def _shares_in_any_language(clause: str, words: Vocabulary) -> tuple[Share, ...]:
    """What a reference found is written in the main language, what a finding says in that of the page."""
    main = vocabulary()
    found = _shares_of_record(clause, words)
    return found if words is main else (*found, *_shares_of_record(clause, main))


@lru_cache(maxsize=4096)
def _shares_of_record(clause: str, words: Vocabulary) -> tuple[Share, ...]:
    """The shares in a clause of a record. “23 in 100 within 3 months, 32 within 6” gives two."""
    found = shares(clause, words)
    if not words["of_a_hundred"].search(clause):
        return found
    more = words["count_of_people"].findall(clause)
    return (*found, *(Share(float(number), 100.0, number) for number in more))


def _agree(share: Share, number: float) -> bool:
    """Whether they are the same number; rates may be rounded, “71 of 100” for 70.8 percent."""
    return abs(share.people - number) <= (0.5 if share.is_rate else 0)


def _is_meant(row: Row, said: frozenset[str], words: Vocabulary) -> bool:
    return bool(said & _stems(f"{row.get('title', '')} {row.get('outcome', '')}", words))


@lru_cache(maxsize=4096)
def _stems(text: str, words: Vocabulary) -> frozenset[str]:
    """The words that say what a text is about, without their endings."""
    typed = re.findall(r"[^\W\d_]{3,}", without_accents(text.lower()))
    found = (word for word in typed if word not in words.says_little)
    return frozenset(words["ending"].sub("", word)[:6] for word in found)
