"""Words that the guide does not use: hype, promises, and what the law calls misleading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.review.problem import Problem, at
from content.review.sentences import Passage
from content.review.vocabulary import checks_folder, compiled
from ketaguide.words import Words

FILE = "banned_words.yaml"
RULE = "banned-word"


@dataclass(frozen=True)
class BannedWord:
    """One entry of the list: what is looked for, what to write instead, and sentences that may say it all the same."""

    pattern: re.Pattern[str]
    advice: Words
    only_with: re.Pattern[str] | None = None
    allowed: tuple[re.Pattern[str], ...] = ()

    def found_in(self, sentence: str) -> str:
        """The words of the sentence that are not allowed there; empty when there are none."""
        match = self.pattern.search(sentence)
        if not match or (self.only_with and not self.only_with.search(sentence)):
            return ""
        return "" if any(pattern.search(sentence) for pattern in self.allowed) else match[0]


def banned_words(language: str = settings.LANGUAGE_CODE) -> tuple[BannedWord, ...]:
    """The list in a language."""
    return _read(checks_folder(language))


@cache
def _read(folder: Path) -> tuple[BannedWord, ...]:
    return tuple(map(_entry, yaml.safe_load((folder / FILE).read_text(encoding="utf-8"))))


def _entry(row: dict) -> BannedWord:
    pattern = (
        row.get("pattern") or r"(?<![\w-])(?:" + "|".join(map(_as_pattern, row["words"].split(","))) + r")(?![\w])"
    )
    return BannedWord(
        compiled(pattern),
        _(" ".join(row["advice"].split())),
        compiled(row["only_with"]) if "only_with" in row else None,
        tuple(compiled(item["pattern"]) for item in row.get("allowed", ())),
    )


def _as_pattern(words: str) -> str:
    pattern = re.escape(" ".join(words.split()).strip('"'))
    return pattern.replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")


def check(found: list[Passage], language: str) -> Iterator[Problem]:
    """The banned words of a page, in its text, its headings, and its title and description."""
    for passage in found:
        for words, advice in in_text(passage.text, language):
            yield at(
                passage, RULE, format_lazy(_("“{words}” may not stand here. {advice}"), words=words, advice=advice)
            )


def in_text(text: str, language: str = settings.LANGUAGE_CODE) -> Iterator[tuple[str, Words]]:
    """(words, advice) for each banned word in one sentence."""
    for entry in banned_words(language):
        if words := entry.found_in(text):
            yield words, entry.advice
