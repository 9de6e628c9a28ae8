"""Phrases after which help stands above everything that was found."""

from functools import cache
from pathlib import Path

import yaml

from content.profile import profile
from content.search.site.words import guide_words, is_near, words_in

#: Ships with the site, in several languages, whatever the guide is about. A guide's own file adds to it and takes nothing away.
FILE = Path(__file__).with_name("distress.yaml")


@cache
def always() -> tuple[str, ...]:
    """The phrases that no setting and no file of a guide takes away."""
    by_language = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(" ".join(words_in(phrase)) for phrases in by_language.values() for phrase in phrases))


def phrases() -> tuple[str, ...]:
    """Every phrase, in every language: somebody in danger writes in their own, whatever the page speaks."""
    added = (phrase for language in profile().search for phrase in guide_words(language).distress)
    return tuple(dict.fromkeys([*always(), *added]))


def speaks_of_distress(query: str) -> bool:
    """Whether what somebody typed holds one of the phrases, as whole words, typing errors and missing spaces forgiven."""
    words = words_in(query)
    return any(_holds(words, phrase.split()) for phrase in phrases())


def _holds(words: list[str], phrase: list[str]) -> bool:
    joined = "".join(phrase)
    return any(
        all(map(is_near, words[start : start + len(phrase)], phrase)) for start in range(len(words) - len(phrase) + 1)
    ) or (len(joined) > 7 and any(is_near(word, joined) for word in words))
