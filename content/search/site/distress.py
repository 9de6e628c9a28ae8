"""Phrases after which help stands above everything that was found."""

from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

import yaml

from content.search.site.words import is_near, words_in

#: Ships with the site, in several languages, whatever the guide is about. A guide's own file and staff add to it and take nothing away.
FILE = Path(__file__).with_name("distress.yaml")


@cache
def always() -> tuple[str, ...]:
    """The phrases that no setting and no file of a guide takes away."""
    by_language = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(" ".join(words_in(phrase)) for phrases in by_language.values() for phrase in phrases))


def speaks_of_distress(query: str, added: Iterable[str] = ()) -> bool:
    """Whether what somebody typed holds one of the phrases, as whole words, typing errors and missing spaces forgiven.

    Those of every language are looked for: somebody in danger writes in their own, whatever the page speaks.
    """
    words = words_in(query)
    return any(_holds(words, phrase.split()) for phrase in chain(always(), added))


def _holds(words: list[str], phrase: list[str]) -> bool:
    joined = "".join(phrase)
    return any(
        all(map(is_near, words[start : start + len(phrase)], phrase)) for start in range(len(words) - len(phrase) + 1)
    ) or (len(joined) > 7 and any(is_near(word, joined) for word in words))
