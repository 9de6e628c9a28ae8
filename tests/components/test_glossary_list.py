"""Every word of the glossary can be found under its letter."""

import pytest

from content.examples.glossary_list import EXAMPLES
from content.glossary.models import GlossaryTerm
from tests.components.reader import elements, publish, read, words

pytestmark = pytest.mark.django_db


def test_every_word_stands_under_its_letter_with_its_meaning():
    first, second = read(EXAMPLES, "glossary-list")
    shown = {words(row.find("dt")): words(row.find("dd")) for row in first.findall("dl/div")}
    assert shown == {term.term: " ".join(term.definition.split()) for term in GlossaryTerm.objects.all()}
    assert list(shown) == sorted(shown, key=str.lower)
    for heading, group in zip(first.findall("h2"), first.findall("dl"), strict=True):
        assert {words(term)[0].upper() for term in group.iter("dt")} == {words(heading)}
    assert "Short meanings, not medical advice." in words(second)


def test_each_letter_leads_to_its_words_also_when_the_list_stands_twice():
    lists = read(EXAMPLES, "glossary-list")
    targets = [link.get("href") for element in lists for link in element.findall("nav//a")]
    places = ["#" + heading.get("id") for element in lists for heading in element.findall("h2")]
    assert targets == places
    assert len(set(places)) == len(places)


def test_a_new_word_is_there_at_once():
    page = publish(EXAMPLES[:1])
    GlossaryTerm.objects.create(key="zzz", term="zzz", definition="A word of the tests.")
    (element,) = elements(page, "glossary-list")
    assert words(element.findall("h2")[-1]) == "Z"
    assert "A word of the tests." in words(element)
