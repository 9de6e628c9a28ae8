"""What a sentence says in any language: its numbers with their units, its times, what it names, and words such as “not”."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from content.profile import profile
from content.review.pieces import BESIDE, SHOWN, Piece, plain

FILE = "parity.yaml"
#: Ideas that every language has: that a sentence is turned around, for how many things, and the word behind which one more stands.
NOT, JOINED, OR = "not", "not … or", "or"
#: From how many to how many.
Range = tuple[int, int]
#: Where a sentence ends, also behind FDA; a number such as 0.5 and an abbreviation such as EE. UU. do not end one.
END = re.compile(
    rf"(?:(?<=[a-záéíóúñ)”\"{SHOWN}\d][.?!])|(?<=[A-Z]{{3}}[.?!]))\s+(?:{SHOWN}\s+)*(?=[\"“(¿¡{BESIDE}]*[^\W\d_a-z])"
)
PHONE = re.compile(r"\+?(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\w{4}\b|\b\d{3}-\d{4}\b|\b1-800-[A-Z0-9-]+")
NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
#: Words alike in two languages start with the same letters: “depression”, “depresión”.
ALIKE = re.compile(r"(?<!\w)(?:[A-Z]{3,}(?!\w)|[^\W\d_]{4}|\d+(?:[.,]\d+)*)")
#: What the file says of an idea.
KINDS = ("sure", "maybe", "unless")
#: A unit is looked for in so many words behind its number.
MOST_BETWEEN = 4


@dataclass(frozen=True)
class Idea:
    """Something that both languages say as often, such as “before”: words that say it, words that may, and phrases with such a word
    that do not."""

    sure: re.Pattern[str]
    maybe: re.Pattern[str]
    unless: re.Pattern[str]


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
    ideas: Mapping[str, Idea]
    twins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sentence:
    """What a sentence says, or several together. `maybe` are numbers that it may mean; `ideas` says of each from how often to how
    often it is said, NOT that the sentence is turned around, and JOINED the same with each further thing that this holds for: “no
    A ni B”, “neither A nor B”. `names` are links, words explained and facts, `sources` what is cited; `alike` is for `align`.
    """

    words: str
    numbers: Counter
    maybe: Counter
    times: Counter
    ideas: Mapping[str, Range]
    names: Counter
    sources: Counter
    alike: Counter


def can_compare(*languages: str) -> bool:
    """Whether the guide has the words to compare texts in these languages."""
    return all(language in profile().parity for language in languages)


def language_words(language: str) -> LanguageWords:
    """The words of a language that `can_compare`. Raises KeyError for another."""
    return _read(profile().parity[language])


def said_in(piece: Piece, words: LanguageWords) -> tuple[Sentence, ...]:
    """The sentences of a piece from the first to the last; a piece without words has one."""
    found, names = [], list(piece.names)
    for marked in _sentences(piece.marked):
        count = marked.count(SHOWN) + marked.count(BESIDE)
        found.append(_sentence(plain(marked), tuple(names[:count]), words))
        del names[:count]
    return tuple(found)


def _sentences(marked: str) -> Iterator[str]:
    """Each sentence, with the sources that stand behind it."""
    start = 0
    for end in END.finditer(marked):
        yield marked[start : end.end()]
        start = end.end()
    yield marked[start:]


@lru_cache(maxsize=16384)
def _sentence(text: str, names: tuple[str, ...], words: LanguageWords) -> Sentence:
    found = _Found()
    rest = PHONE.sub(found.phone, text)
    found.read(list(words.tokens.finditer(rest)), rest, words)
    (low, high), others = _turned(text, words), {name: _how_often(text, idea) for name, idea in words.ideas.items()}
    ideas = {NOT: (low, high), JOINED: (low + others[OR][1], high + others[OR][1])} | others
    sources = Counter(name for name in names if name.startswith("cite "))
    named = Counter(words.twins.get(name, name) for name in names)
    return Sentence(
        text,
        found.numbers,
        found.maybe,
        found.times,
        ideas,
        named - sources,
        sources,
        alike_in(text),
    )


def alike_in(words: str) -> Counter:
    """The starts of words, the abbreviations and the figures that a translation of these words may have as well."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    return Counter(found if len(found) < 4 else found.casefold() for found in ALIKE.findall(bare))


def _how_often(text: str, idea: Idea) -> Range:
    rest = idea.unless.sub(" … ", text)
    sure = len(idea.sure.findall(rest))
    return sure, sure + len(idea.maybe.findall(idea.sure.sub(" … ", rest)))


def _turned(text: str, words: LanguageWords) -> Range:
    turned = words.not_negation.sub(" ", text)
    certain = [match.end() for match in words.negation.finditer(turned)]
    maybe = len(words.maybe_negation.findall(words.negation.sub(" ", turned)))
    opening = [match.end() for match in words.opening_negation.finditer(turned)]
    first = min((*certain, *opening), default=len(turned))
    further = len(words.further_negation.findall(turned, first))
    low, high = len(certain) + len(opening), len(certain) + maybe + len(opening)
    return low, high + further


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
def _read(folder: Path) -> LanguageWords:
    rows = yaml.safe_load((folder / FILE).read_text(encoding="utf-8"))
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
        {name: Idea(*(_any(listed.get(kind) or []) for kind in KINDS)) for name, listed in rows["ideas"].items()},
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
