"""What the search knows of words: the guide's file, and what staff added to it."""

from dataclasses import replace

from content.profile import profile
from content.search.models import SearchWord
from content.search.site.words import GuideWords, guide_words, phrases_in


def known_words(language: str) -> GuideWords:
    """The lists for a language. What staff say of a word counts instead of what the file says of it."""
    words = guide_words(language)
    rows = SearchWord.objects.filter(language=language).values_list("typed", "meant")
    return replace(words, everyday=words.everyday | {typed: phrases_in(meant) for typed, meant in rows if meant})


def added_distress() -> tuple[str, ...]:
    """The phrases that put help first besides those that always do, in all languages."""
    of_files = (phrase for language in profile().search for phrase in guide_words(language).distress)
    of_staff = SearchWord.objects.filter(puts_help_first=True).values_list("typed", flat=True)
    return tuple(dict.fromkeys([*of_files, *of_staff]))
