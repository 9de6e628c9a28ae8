from itertools import groupby
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.glossary.models import GlossaryTerm
from content.models.glossary_list import GlossaryList
from content.page.component_plugin import ComponentPlugin
from content.page.rendering import rendering


class Word(NamedTuple):
    term: str
    definition: str
    language: str


class Letter(NamedTuple):
    """The words that begin with a letter, and the address of its heading."""

    letter: str
    id: str
    terms: tuple[Word, ...]


class GlossaryListPlugin(ComponentPlugin):
    model = GlossaryList
    name = _("List of words explained")
    module = _("Lists that fill themselves")

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        page = rendering(context["request"])
        words = page.once("all words", _all_words)
        context["letters"] = tuple(
            Letter(letter, page.headings.new(f"words with {letter}"), tuple(group))
            for letter, group in groupby(words, key=lambda word: word.term[0].upper())
        )
        return context


def _all_words() -> list[Word]:
    rows = [row.in_language(get_language()) for row in GlossaryTerm.objects.filter(approved=True)]
    words = [Word(row.term, row.definition, row.words_language) for row in rows]
    return sorted(words, key=lambda word: word.term.lower())
