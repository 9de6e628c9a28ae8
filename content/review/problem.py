"""What a rule says about a page, and every rule with its level."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import pgettext

from ketaguide.words import Words


class Level(StrEnum):
    """Whether a page may be published with a problem: no, or yes, but somebody should look at it."""

    REFUSES = "refuses"
    WARNS = "warns"


@dataclass(frozen=True)
class Rule:
    """How much a rule asks. Over a rule of the text a Manager may publish, with a reason; never over the others.

    When guide files are loaded, a page that only such rules refuse `waits` as a draft, beside the others; where a rule
    `needs_a_person`, nothing is loaded and the site goes on as it is. With any other rule the files are wrong.
    """

    level: Level
    of_text: bool = True
    waits: bool = False
    needs_a_person: bool = False


REFUSES, WARNS = Level.REFUSES, Level.WARNS
#: Every rule by the name that `manage.py check_content` prints. What refuses would harm readers or break the page.
RULES: dict[str, Rule] = {
    # Words and claims
    "banned-word": Rule(REFUSES),
    "citation": Rule(REFUSES),  # warns where the claim is weak
    "benefit-number": Rule(REFUSES),
    "spray-figure": Rule(REFUSES),
    "number-differs": Rule(REFUSES),
    "number-not-recorded": Rule(WARNS),
    # Warns on the original: its readers never wait for a translation.
    "language-differs": Rule(REFUSES, waits=True),
    # The page as a whole
    "approval-status": Rule(REFUSES),
    "balance": Rule(REFUSES),
    "crisis-card-first": Rule(REFUSES),
    "red-card": Rule(REFUSES),
    "alarm-sign": Rule(REFUSES),
    "alarm-signs-missing": Rule(WARNS),
    "picture-words": Rule(REFUSES),
    "answer-first": Rule(WARNS),
    "next-step": Rule(WARNS),
    "table-columns": Rule(WARNS),
    "heading-order": Rule(WARNS),
    "reading-grade": Rule(WARNS),
    "long-sentence": Rule(WARNS),
    # Links and references
    "link-words": Rule(REFUSES),  # warns where there are words that say nothing
    "link-to-draft": Rule(REFUSES),
    "link-to-nothing": Rule(REFUSES, of_text=False),
    "reference-missing": Rule(REFUSES, of_text=False),
    # What search engines and the page tree need
    "description": Rule(REFUSES, of_text=False),
    "title": Rule(REFUSES, of_text=False),
    "no-text": Rule(REFUSES, of_text=False),
    "unwritten": Rule(REFUSES, of_text=False),
    "page-above": Rule(REFUSES, of_text=False),
    "not-approved": Rule(REFUSES, of_text=False),
    "not-signed": Rule(REFUSES, of_text=False, needs_a_person=True),
    "address": Rule(REFUSES, of_text=False),
    "cannot-be-shown": Rule(REFUSES, of_text=False),
    # Taking down, deleting and moving
    "needed-page": Rule(REFUSES, of_text=False),
}

#: A telephone number, which may be corrected in a sentence that has an older problem.
TELEPHONE = re.compile(r"\+?1?[ .-]?\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b\d{3}[ .-]\d{4}\b")
SHORT = 90


@dataclass(frozen=True)
class Problem:
    """A reason why something should not be published, or cannot be done, and what to do about it.

    `rule` is a key of RULES. The place is given as often as it is known: `page` (id of the page, or "glossary: key"),
    `line` in the guide file (1 where there is none), `block` (number of the block, from 0) and `component` (its id on the
    site). `advice` is in the language of whoever reads it. `sentence` is what stands there, `about` what is compared with an older
    text; left empty, that is the sentence.
    `old` problems stand in the published text, too: they do not keep a correction from readers.
    """

    rule: str
    advice: Words
    page: str = ""
    sentence: str = ""
    line: int = 1
    block: int | None = None
    component: int | None = None
    level: Level | None = None
    about: str = ""
    old: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "level", self.level or RULES[self.rule].level)

    def __str__(self) -> str:
        """In one or two sentences of the active language: what to do, and where."""
        if self.block is None or not self.sentence:
            return str(self.advice)
        words = self.sentence if len(self.sentence) <= SHORT else self.sentence[:SHORT].rpartition(" ")[0] + " …"
        return f"“{words}”: {self.advice}"

    @property
    def refuses(self) -> bool:
        """Whether a page cannot be published with it."""
        return self.level is REFUSES

    @property
    def blocks(self) -> bool:
        """Whether this text cannot be published because of it: it refuses, and is not in the published text already."""
        return self.refuses and not self.old

    @property
    def of_text(self) -> bool:
        """Whether a Manager may publish over it, with a reason."""
        return RULES[self.rule].of_text

    @property
    def waits(self) -> bool:
        """Whether a page from a guide file waits as a draft because of it."""
        return RULES[self.rule].waits

    @property
    def needs_a_person(self) -> bool:
        """Whether guide files are loaded only when a person has done something."""
        return RULES[self.rule].needs_a_person

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same problem in two texts: its rule, and its words without telephone numbers."""
        words = TELEPHONE.sub("", unicodedata.normalize("NFKC", self.about or self.sentence))
        return self.rule, " ".join(re.findall(r"[\w%]+", words.casefold()))


def _in_a_row(parts: Sequence[Words]) -> str:
    return f" {pgettext('rule', 'and')} ".join(map(str, parts))


#: Parts of a sentence in a row, with “and” between them, in the language of whoever reads it.
in_a_row = lazy(_in_a_row, str)


def at(place: Any, rule: str, advice: Words, sentence: str = "", **more: Any) -> Problem:
    """A problem at a passage, a block, or (None) of the whole page; the page is filled in by `review`."""
    if place is None:
        return Problem(rule, advice, sentence=sentence, **more)
    return Problem(
        rule,
        advice,
        sentence=sentence or getattr(place, "text", ""),
        line=place.line,
        block=place.number,
        component=place.component,
        **more,
    )


def mark_old(found: Iterable[Problem], published: Iterable[Problem]) -> list[Problem]:
    """The problems, with those marked as old that the published text has as well, as often as it has them."""
    known = Counter(problem.identity for problem in published)
    marked = []
    for problem in found:
        known[problem.identity] -= 1
        marked.append(replace(problem, old=known[problem.identity] >= 0))
    return marked
