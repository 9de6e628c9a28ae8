"""What a text says in any language: its numbers with their units, its times, and what it turns around (“not”)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from content.profile import profile

FILE = "parity.yaml"
#: From how many to how many.
Range = tuple[int, int]
#: Where a sentence ends, also behind FDA; a number such as 0.5 and an abbreviation such as EE. UU. do not end one.
END = re.compile(r"(?:(?<=[a-záéíóúñ)”\"…\d][.?!])|(?<=[A-Z]{3}[.?!]))\s+(?:…\s+)*(?=[\"“(¿¡]?[^\W\d_a-z…])")
PHONE = re.compile(r"\+?(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\w{4}\b|\b\d{3}-\d{4}\b|\b1-800-[A-Z0-9-]+")
NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
#: A unit is looked for in so many words behind its number.
MOST_BETWEEN = 4


@dataclass(frozen=True, eq=False)  # a key of what is remembered
class LanguageWords:
    """What words of one language mean: `tokens` finds them, `meaning` says of each (kind, value)."""

    tokens: re.Pattern[str]
    meaning: Mapping[str, tuple[tuple[str, str], ...]]
    links: frozenset[str]
    negation: re.Pattern[str]
    maybe_negation: re.Pattern[str]
    opening_negation: re.Pattern[str]
    further_negation: re.Pattern[str]
    not_negation: re.Pattern[str]
    alternative: re.Pattern[str]
    not_alternative: re.Pattern[str]
    twins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sentence:
    """What a sentence or a few say. `maybe` are numbers that they may mean; `turned` is from how often to how often they are
    turned around, `joined` the same with each further thing that this holds for: “no A ni B”, “neither A nor B”."""

    numbers: Counter
    maybe: Counter
    turned: Range
    joined: Range


@dataclass(frozen=True)
class Said:
    """What a piece says in any language, as a whole and sentence by sentence."""

    numbers: Counter
    maybe: Counter
    times: Counter
    sentences: tuple[Sentence, ...]


def can_compare(*languages: str) -> bool:
    """Whether the guide has the words to compare texts in these languages."""
    return all(language in profile().parity for language in languages)


def language_words(language: str) -> LanguageWords:
    """The words of a language that `can_compare`. Raises KeyError for another."""
    return _read(profile().parity[language] / FILE)


@lru_cache(maxsize=8192)
def said_in(text: str, words: LanguageWords) -> Said:
    """The numbers with their units, the times and the negations in a piece of text."""
    found = _found_in(text, words)
    sentences = tuple(_sentence(sentence, words) for sentence in END.split(text))
    return Said(found.numbers, found.maybe, found.times, sentences)


def _found_in(text: str, words: LanguageWords) -> "_Found":
    found = _Found()
    rest = PHONE.sub(found.phone, text)
    found.read(list(words.tokens.finditer(rest)), rest, words)
    return found


def _sentence(text: str, words: LanguageWords) -> Sentence:
    found = _found_in(text, words)
    turned = words.not_negation.sub(" ", text)
    certain = [match.end() for match in words.negation.finditer(turned)]
    maybe = len(words.maybe_negation.findall(words.negation.sub(" ", turned)))
    opening = [match.end() for match in words.opening_negation.finditer(turned)]
    first = min((*certain, *opening), default=len(turned))
    further = len(words.further_negation.findall(turned, first))
    low, high = len(certain) + len(opening), len(certain) + maybe + len(opening)
    more = len(words.alternative.findall(words.not_alternative.sub(" ", turned)))
    return Sentence(found.numbers, found.maybe, (low, high + further), (low + more, high + more))


class _Found:
    """Collects what the tokens of a text say."""

    def __init__(self) -> None:
        self.numbers: Counter = Counter()
        self.maybe: Counter = Counter()
        self.times: Counter = Counter()

    def phone(self, match: re.Match[str]) -> str:
        self.numbers["☎" + re.sub(r"\W", "", match[0])] += 1
        return " "

    def read(self, tokens: list[re.Match[str]], text: str, words: LanguageWords) -> None:
        for place, token in enumerate(tokens):
            for kind, value in _meaning(token, words):
                if kind == "times":
                    self.times[value] += 1
                elif kind == "numbers":
                    self.numbers[_with_unit(value, tokens[place + 1 :], words)] += 1
                    self.numbers["$"] += text[: token.start()].endswith("$")
                elif kind == "maybe":
                    self.maybe[_with_unit(value, tokens[place + 1 :], words)] += 1
        self.numbers = +self.numbers


def _meaning(token: re.Match[str], words: LanguageWords) -> tuple[tuple[str, str], ...]:
    if token["figure"]:
        return (("numbers", f"{float(token['figure'].replace(',', '')):g}"),)
    return words.meaning.get(" ".join(token[0].casefold().split()), ())


def _with_unit(value: str, rest: Sequence[re.Match[str]], words: LanguageWords) -> str:
    """A number with what it counts, which may stand behind a second number: “14 to 31 days”."""
    linked = False
    for token in rest[:MOST_BETWEEN]:
        meaning = _meaning(token, words)
        if unit := next((unit for kind, unit in meaning if kind == "units"), ""):
            return f"{value} {unit}"
        is_link = token[0].casefold() in words.links
        if not is_link and not (linked and any(kind == "numbers" for kind, _ in meaning)):
            break
        linked = is_link
    return value


@lru_cache(maxsize=8)
def _read(path: Path) -> LanguageWords:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    meaning: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind in ("numbers", "maybe", "units", "times"):
        for value, listed in rows[kind].items():
            for phrase in _phrases(listed):
                known = f"{value:g}" if isinstance(value, int | float) else value
                meaning[phrase] = (*meaning.get(phrase, ()), (kind, known))
    longest_first = sorted(meaning, key=len, reverse=True)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    tokens = re.compile(rf"(?P<figure>{NUMBER})|(?<!\w)(?:{phrases})(?!\w)|%|[^\W\d_]+|[^\w\s]", re.IGNORECASE)
    twins = {str(twin): str(address) for twin, address in rows["twins"].items()}
    return LanguageWords(
        tokens,
        meaning,
        frozenset((*_phrases(rows["links"]), "-", "–", "‑")),
        _any(rows["negations"]),
        _any(rows["maybe_negations"]),
        _opening(rows["opening_negations"], rows["openings"]),
        _any(rows["further_negations"]),
        _any(rows["not_negations"]),
        _any(rows["alternatives"]),
        _any(rows["not_alternatives"]),
        twins,
    )


def _phrases(listed: Any) -> list[str]:
    rows = listed if isinstance(listed, list) else str(listed).split(",")
    return [phrase for row in rows if (phrase := " ".join(str(row).strip().strip('"').casefold().split()))]


def _any(listed: Any) -> re.Pattern[str]:
    pieces = [
        re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+").replace("'", "['’]")
        for phrase in _phrases(listed)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(pieces)})(?!\w)" if pieces else r"(?!)", re.IGNORECASE)


def _opening(listed: Any, openings: Any) -> re.Pattern[str]:
    """Any of the words where it opens a clause: at the start, behind punctuation, or behind one of the `openings`."""
    before = "|".join(map(re.escape, _phrases(openings)))
    return re.compile(rf"(?:^|[^\w\s]|\b(?:{before}))\s*{_any(listed).pattern}", re.IGNORECASE)
