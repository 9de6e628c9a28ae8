"""Numbers of people in prose, held against the records of their sources: “23 of 91” where the finding says 21 is refused.

A share is compared with the findings and references that its sentence cites, or, where it cites none, with those of the
sentence that introduces it; a count such as “21 of 91” without any source with every finding about 91 people. Of several
findings those count that share words with the sentence: “confusion” does not excuse a number about nausea.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.guide.document import Document
from content.review.around import Around, Row
from content.review.problem import Problem, at
from content.review.sentences import Passage
from content.review.vocabulary import FIGURE, ONES, TENS


def words_of(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(re.findall(r"\w+", text))


#: What is said of a finding and what a reference found, in columns of words.
WORDS_OF_FINDING = ("title", "outcome", "explained", "result", "people", "must_say", "does_not_show")
WORDS_OF_REFERENCE = ("title", "found", "limitations")
#: Words that say nothing about which of several findings is meant.
COMMON = words_of(
    """a about after against all an and any are as at be been before but by day days did dose for from group had has have
    hospital hours in infusion infusions into is it its ketamine least less month months more most no not of on one only or
    other out over patients people same some study than that the their them they those to treated treatment trial two up was
    week weeks were when who with without year years course midazolam ect placebo effect side"""
)
A_HUNDRED = 100
#: How many numbers of the records one message gives.
MOST_TOLD = 8
#: Words with which a sentence may speak of those who did not have the outcome.
NOT = re.compile(
    r"\b(?:not|no|without|never|none|nobody|others?|rest|free|remaining|stayed|still)\b|n['’]t\b", re.IGNORECASE
)
#: Totals that nobody counted to: “one in ten”, “1 in 3”.
ROUND_TOTALS = frozenset({1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 1000.0, 10000.0})
WORD_NUMBERS = {
    word: number
    for start, step, words in (
        (
            1,
            1,
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
        ),
        (18, 1, "eighteen nineteen"),
        (20, 10, "twenty thirty forty fifty sixty seventy eighty ninety"),
    )
    for number, word in zip(range(start, 100, step), words.split(), strict=False)
}
NUMBER = rf"(?:{FIGURE}|{TENS}(?:[- ]{ONES})?|{ONES})"
PEOPLE = r"(?:people|patients|adults|persons|participants)"
#: What follows a number that does not count people.
NO_PEOPLE = r"(?![.,]?\d|\s?%|\s(?:percent|per|hours?|days?|weeks?|months?|years?|trials?|studies|minutes?|points?|infusions?|an?)\b)"
#: Ways to write a share of people: `n` of `of`; without `of` it is out of 100.
SHARE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,/])\b(?P<n>{NUMBER})(?:\s{PEOPLE})?\s(?:out\sof|of|in)(?:\s(?:the|these|those|all|every|our|about|same))*"
        rf"\s(?P<of>{NUMBER})\b{NO_PEOPLE}",
        r"(?<![\d.,/])\b(?P<n>\d+)/(?P<of>\d+)\b(?![\d/]|\.\d)",
        rf"(?<!\d\s)(?<!out\s)\bof\s(?:the\s|these\s|those\s|all\s|same\s)*(?P<of>{NUMBER})(?:\s{PEOPLE})?(?:\s[^.?!,;:]{{0,40}})?,\s(?P<n>{NUMBER})\b{NO_PEOPLE}",
        rf"(?<![\d.,])\b(?P<n>{NUMBER})\s?(?:%|percent\b|per\scent\b)",
    )
)


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


def check(document: Document, found: Sequence[Passage], around: Around) -> Iterator[Problem]:
    """The shares of a page that its sources contradict, and, as warnings, those that their records do not hold."""
    for index, passage in enumerate(found):
        if passage.kind not in {"sentence", "row", "setting"}:
            continue
        for share in shares(passage.text):
            yield from _compare(share, passage, _sources(found, index), _with_the_one_before(found, index), around)


@lru_cache(maxsize=4096)
def shares(text: str) -> tuple[Share, ...]:
    """Every share of people that a text gives: “21 of 91”, “21/91”, “of 91 people, 21”, “47 of 100”, “47 percent”."""
    found = []
    for pattern in SHARE_FORMS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            people, total = _number(groups["n"]), _number(groups.get("of") or "100")
            if people is not None and total and people <= total:
                found.append(Share(people, total, match[0]))
    return tuple(found)


def _number(words: str) -> float | None:
    words = words.strip().lower()
    if re.fullmatch(FIGURE, words):
        return float(words.replace(",", ""))
    tens, _, ones = words.replace("-", " ").partition(" ")
    parts = [WORD_NUMBERS.get(tens), WORD_NUMBERS.get(ones) if ones else 0]
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
    share: Share, passage: Passage, sources: tuple[str, ...], context: str, around: Around
) -> Iterator[Problem]:
    findings = around.findings_of(sources)
    references = [row for key in sources if (row := around.records.get("references", {}).get(key))]
    if not sources and not share.is_rate:
        findings = [row for row in around.records.get("findings", {}).values() if share.total in _totals(row)]
    if share.total in ROUND_TOTALS or not (findings or references):
        return
    said = _stems(" ".join([*passage.header, passage.text]))
    meant = [row for row in findings if _is_meant(row, said)]
    held = {number for row in meant or findings for number in _numbers(row, share, context)}
    written = {number for row in (*references, *findings) for number in _written(row, share, context)}
    close = {number for row in (*references, *findings) for number in _written(row, share, context, said)}
    if any(_agree(share, number) for number in held | (close if meant else written)):
        return
    if held or written:
        known = ", ".join(f"{number:g}" for number in sorted(held | close or written)[:MOST_TOLD])
        yield at(
            passage,
            "number-differs",
            f"“{share.words}” is not what the records of its source say (of {share.total:g}: {known}). "
            "Correct the number, or the finding, or what the reference found.",
            about=f"{share.words} {passage.text}",
        )
    elif sources and not _mentioned(share, (*references, *findings)):
        yield at(
            passage,
            "number-not-recorded",
            f"The records of its source do not hold “{share.words}”. Compare it with the study, and write it into “what it found”.",
            about=f"{share.words} {passage.text}",
        )


def _mentioned(share: Share, rows: Sequence[Row]) -> bool:
    """Whether a record holds both numbers of a count somewhere, as in “9,016 patients, 537 with enough records”."""
    numbers = {number for row in rows for number in _bare_numbers(_words(row))}
    return {share.people, share.total} <= numbers


@lru_cache(maxsize=1024)
def _bare_numbers(text: str) -> frozenset[float]:
    return frozenset(float(number.replace(",", "")) for number in re.findall(FIGURE, text))


def _words(row: Row) -> str:
    return "; ".join(str(row.get(name) or "") for name in (*WORDS_OF_FINDING, *WORDS_OF_REFERENCE))


def _totals(row: Row) -> set[float]:
    return {float(row[name]) for name in ("total", "comparison_total") if row.get(name) is not None}


def _numbers(row: Row, share: Share, text: str) -> Iterator[float]:
    """The numbers of people that a finding gives for such a share, with those who did not have the outcome."""
    others = bool(NOT.search(text) or NOT.search(str(row.get("outcome") or "")))
    for prefix in ("", "comparison_"):
        total, count, rate = (row.get(f"{prefix}{name}") for name in ("total", "count", "per_hundred"))
        number = rate if share.is_rate else count if total == share.total else None
        if number is not None:
            yield from (float(number), share.total - number) if others else (float(number),)


def _written(row: Row, share: Share, text: str, said: frozenset[str] | None = None) -> Iterator[float]:
    """The numbers that a record gives in words for such a share; with `said`, in clauses that share words with that."""
    for clause in re.split(r"[;.](?!\d)", _words(row)):
        if said is not None and not said & _stems(clause):
            continue
        for other in _shares_of_record(clause):
            if other.total == share.total:
                yield from (other.people, other.total - other.people) if NOT.search(text) else (other.people,)


@lru_cache(maxsize=4096)
def _shares_of_record(clause: str) -> tuple[Share, ...]:
    """The shares in a clause of a record. “23 in 100 within 3 months, 32 within 6” gives two."""
    found = shares(clause)
    if not re.search(r"\b(?:in|of) (?:every )?100\b", clause):
        return found
    more = re.findall(rf"(?<![\d.,])\b(\d{{1,2}})\b{NO_PEOPLE}", clause)
    return (*found, *(Share(float(number), 100.0, number) for number in more))


def _agree(share: Share, number: float) -> bool:
    """Whether they are the same number; rates may be rounded, “71 of 100” for 70.8 percent."""
    return abs(share.people - number) <= (0.5 if share.is_rate else 0)


def _is_meant(row: Row, said: frozenset[str]) -> bool:
    return bool(said & _stems(f"{row.get('title', '')} {row.get('outcome', '')}"))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The words that say what a text is about, without their endings."""
    words = re.findall(r"[a-z]{3,}", text.lower())
    return frozenset(re.sub(r"(?:ing|ed|es|s|ness|ion|y)$", "", word)[:6] for word in words if word not in COMMON)
