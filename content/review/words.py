"""Words that the guide does not use: hype, promises, and what the law calls misleading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from content.guide.document import Document
from content.review.problem import Problem, at
from content.review.sentences import Passage

LIST = Path(__file__).resolve().parent.parent / "evidence" / "banned_words.yaml"
RULE = "banned-word"


@dataclass(frozen=True)
class BannedWord:
    """One entry of the list: what is looked for, what to write instead, and sentences that may say it all the same."""

    pattern: re.Pattern[str]
    advice: str
    only_with: re.Pattern[str] | None = None
    allowed: tuple[re.Pattern[str], ...] = ()

    def found_in(self, sentence: str) -> str:
        """The words of the sentence that are not allowed there; empty when there are none."""
        match = self.pattern.search(sentence)
        if not match or (self.only_with and not self.only_with.search(sentence)):
            return ""
        return "" if any(pattern.search(sentence) for pattern in self.allowed) else match[0]


@cache
def banned_words() -> tuple[BannedWord, ...]:
    """The list in content/evidence/banned_words.yaml."""
    return tuple(map(_entry, yaml.safe_load(LIST.read_text(encoding="utf-8"))))


def _entry(row: dict) -> BannedWord:
    pattern = (
        row.get("pattern") or r"(?<![\w-])(?:" + "|".join(map(_as_pattern, row["words"].split(","))) + r")(?![\w])"
    )
    return BannedWord(
        re.compile(pattern, re.IGNORECASE),
        row["advice"],
        re.compile(row["only_with"], re.IGNORECASE) if "only_with" in row else None,
        tuple(re.compile(item["pattern"], re.IGNORECASE) for item in row.get("allowed", ())),
    )


def _as_pattern(words: str) -> str:
    pattern = re.escape(" ".join(words.split()).strip('"'))
    return pattern.replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]+")


def check(document: Document, found: list[Passage]) -> Iterator[Problem]:
    """The banned words of a page, in its text, its headings, and its title and description."""
    for passage in found:
        for words, advice in in_text(passage.text):
            yield at(passage, RULE, f"“{words}” may not stand here. {advice}")


def in_text(text: str) -> Iterator[tuple[str, str]]:
    """(words, advice) for each banned word in one sentence."""
    for entry in banned_words():
        if words := entry.found_in(text):
            yield words, entry.advice
