"""Words as search compares them: without accents and capitals, all forms of a word as one; and the guide's own lists of words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml
from django.core.exceptions import ImproperlyConfigured
from rapidfuzz.distance import OSA, Prefix

from content.profile import profile

FILE = "words.yaml"
APOSTROPHES = re.compile("['’‘`´]")
WORD = re.compile(r"[^\W_]+")
#: Snowball's names of the languages of guides.
ALGORITHMS = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "de": "german",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "ru": "russian",
    "ar": "arabic",
    "hy": "armenian",
}


@dataclass(frozen=True)
class GuideWords:
    """What a guide says about words in one language.

    `everyday` are words and phrases of readers with the words of the guide for the same; `idle` are words that say nothing of
    what is looked for; `distress` are phrases that put help first, besides those that always do.
    """

    everyday: dict[str, tuple[str, ...]] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()
    distress: tuple[str, ...] = ()


def guide_words(language: str) -> GuideWords:
    """The guide's lists for a language; empty ones where it has none. Raises ImproperlyConfigured for a file that is wrong."""
    folder = profile().search.get(language)
    return _read(folder / FILE) if folder and (folder / FILE).exists() else GuideWords()


def fold(text: str) -> str:
    """Small letters without accents and apostrophes: “I can’t” and “i cant” are the same."""
    plain = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def words_in(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return WORD.findall(fold(text))


def anchor_of(heading: str) -> str:
    """The id that a heading has on its page, if nothing else has it: its words. The script of the search page has the same rule."""
    return "-".join(words_in(heading))


def forms_of(words: Iterable[str], language: str) -> dict[str, str]:
    """For each word that has other forms among `words`, the shortest of them: “infusions” gives “infusion”."""
    groups: dict[str, list[str]] = {}
    vocabulary = sorted(set(words))
    for word, stem in zip(vocabulary, stems(vocabulary, language), strict=True):
        groups.setdefault(stem, []).append(word)
    several = [group for group in groups.values() if len(group) > 1]
    return {word: min(group, key=lambda each: (len(each), each)) for group in several for word in group}


def packed_forms(forms: dict[str, str]) -> dict[str, str]:
    """What `forms_of` gave, shorter: for each form its words as endings, after the number of letters that they replace if they
    replace some. “able” with “-s 2-ility” is “ables” and “ability”.
    """
    packed: dict[str, list[str]] = {}
    for word, form in sorted(forms.items()):
        if word != form:
            same = Prefix.similarity(word, form)
            packed.setdefault(form, []).append(f"{len(form) - same or ''}-{word[same:]}")
    return {form: " ".join(endings) for form, endings in packed.items()}


def unpacked_forms(packed: dict[str, str]) -> dict[str, str]:
    """The form of each word again. The script of the search page has the same rule."""
    endings = ((form, *ending.split("-")) for form, several in packed.items() for ending in several.split(" "))
    return {form[: len(form) - int(replaced or 0)] + ending: form for form, replaced, ending in endings}


def stems(words: Sequence[str], language: str) -> list[str]:
    """The root of each word; the word itself in a language without a stemmer."""
    algorithm = ALGORITHMS.get(language)
    return snowballstemmer.stemmer(algorithm).stemWords(list(words)) if algorithm else list(words)


def errors_between(one: str, other: str) -> int | None:
    """How many typing errors make one word of the other: a letter too many, missing, wrong, or two changed about. None where
    there are more than such words have. The script of the search page has the same rule.
    """
    longest = max(len(one), len(other))
    allowed = 2 if longest > 7 else 1 if longest > 3 else 0
    errors = OSA.distance(one, other, score_cutoff=allowed)
    return errors if errors <= allowed else None


def is_near(one: str, other: str) -> bool:
    """Whether one word may be the other, mistyped."""
    return errors_between(one, other) is not None


def nearest(word: str, vocabulary: Iterable[str]) -> list[str]:
    """The words that this one may be, mistyped: those with the fewest errors."""
    found = [(errors, each) for each in vocabulary if (errors := errors_between(word, each)) is not None]
    return [each for errors, each in found if errors == min(found)[0]]


@lru_cache(maxsize=8)
def _read(path: Path) -> GuideWords:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImproperlyConfigured(f"{path}: the words of the search cannot be read: {error}") from error
    if not isinstance(found, dict) or found.keys() - {"idle", "everyday", "distress"}:
        raise ImproperlyConfigured(f"{path}: expected the entries idle, everyday and distress, and no others")
    everyday = found.get("everyday") or {}
    if not isinstance(everyday, dict) or not all(isinstance(words, str) for words in [*everyday, *everyday.values()]):
        raise ImproperlyConfigured(f"{path}: everyday needs lines such as pee: bladder, urine")
    return GuideWords(
        {" ".join(words_in(key)): phrases_in(words) for key, words in everyday.items()},
        frozenset(words_in(str(found.get("idle") or ""))),
        phrases_in(found.get("distress") or ""),
    )


def phrases_in(listed: Any) -> tuple[str, ...]:
    """The phrases of a list, or between commas, with their words folded."""
    several = listed if isinstance(listed, list) else str(listed).split(",")
    return tuple(filter(None, (" ".join(words_in(str(one))) for one in several)))
