"""The words of the checks in one language: lists and patterns in a folder that the profile of the guide names."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from content.profile import profile

FILE = "vocabulary.yaml"
#: A list or pattern inside another pattern: `{people}`, which no repetition such as `{0,3}` looks like.
REFERENCE = re.compile(r"\{([a-z_]+)\}")
#: What many people leave out when they type: in patterns a letter with its accent is also found without.
ACCENTS = {"á": "[aá]", "é": "[eé]", "í": "[ií]", "ó": "[oó]", "ú": "[uú]", "ü": "[uü]", "ñ": "[nñ]"}
#: Such a letter, or a set of letters in square brackets, which stays as it is.
ACCENTED = re.compile(r"\[[^\]]*\]|[áéíóúüñ]")


@dataclass(frozen=True, eq=False)  # equal and hashed by identity: a key of what is remembered
class Vocabulary:
    """What the checks look for in texts of one language.

    `vocabulary["effect"]` is the compiled pattern of that name, and `vocabulary.each("share_forms")` are those of a list; a
    name that the file does not have raises KeyError. `numbers` are words for whole numbers, `says_little` are words that do
    not tell what a sentence is about, and `only_other_form` names the references that studied another form of the
    treatment, and what to say in their sentences.
    """

    numbers: Mapping[str, int]
    says_little: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]
    lists: Mapping[str, tuple[re.Pattern[str], ...]]
    only_other_form: Mapping[str, Any]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]

    def each(self, name: str) -> tuple[re.Pattern[str], ...]:
        """The patterns of a list, one by one."""
        return self.lists[name]


def has_checks(language: str) -> bool:
    """Whether the guide has words for the checks of this language: no other language's texts are judged by them."""
    return language in profile().checks


def vocabulary(language: str = settings.LANGUAGE_CODE) -> Vocabulary:
    """The vocabulary of a language that `has_checks`. Raises KeyError for another."""
    return _read(profile().checks[language])


def checks_folder(language: str = settings.LANGUAGE_CODE) -> Path:
    """The folder with the words of the checks in a language that `has_checks`. Raises KeyError for another."""
    return profile().checks[language]


@lru_cache(maxsize=8)
def _read(folder: Path) -> Vocabulary:
    found = yaml.safe_load((folder / FILE).read_text(encoding="utf-8"))
    phrases = {
        name: tuple(" ".join(phrase.split()) for phrase in text.split(",")) for name, text in found["words"].items()
    }
    pieces = {name: any_of(listed) for name, listed in phrases.items()}
    lists = {}
    for name, written in found["patterns"].items():
        several = [REFERENCE.sub(lambda match: pieces[match[1]], one) for one in _listed(written)]
        pieces[name] = several[0] if len(several) == 1 else f"(?:{'|'.join(several)})"
        lists[name] = tuple(map(compiled, several))
    # Groups with names can stand in one pattern only once: such a list has no whole.
    wholes = {name: compiled(pieces[name]) for name in lists if "(?P<" not in pieces[name]}
    numbers = dict(zip(phrases["ones"], count(1), strict=False))
    numbers |= zip(phrases["tens"], range(20, 100, 10), strict=False)
    numbers |= found.get("other_numbers", {})
    plain = {without_accents(word): number for word, number in numbers.items()}
    says_little = frozenset(map(without_accents, phrases["says_little"]))
    return Vocabulary(plain, says_little, wholes, lists, found["only_other_form"])


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a file of the checks: capitals do not matter, and letters with accents are also found without."""
    return re.compile(ACCENTED.sub(lambda found: ACCENTS.get(found[0], found[0]), pattern), re.IGNORECASE)


def without_accents(text: str) -> str:
    """The text as people type it who leave accents out."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _listed(written: str | list[str]) -> list[str]:
    return written if isinstance(written, list) else [written]


def any_of(phrases: tuple[str, ...]) -> str:
    """A pattern for any of some phrases; "(s)" may be missing, "*" is any ending."""
    found = "|".join(sorted((re.escape(phrase) for phrase in phrases if phrase), key=len, reverse=True))
    return "(?:" + re.sub(r"\\\((\w+)\\\)", r"(?:\1)?", found).replace(r"\*", r"\w*").replace(r"\ ", " ") + ")"
