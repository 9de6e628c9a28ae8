"""Every source can be found by its kind, with what it found and its limits."""

import pytest

from content.evidence.models import Reference
from content.examples.source_list import EXAMPLES
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_every_source_stands_once_under_its_kind():
    element = read(EXAMPLES, "source-list")[0]
    shown = 0
    for group in element.findall("details"):
        title, _, number = words(group.find("summary")).rpartition(" (")
        kind = next(value for value, label in Reference.Kind.choices if label == title)
        references = Reference.objects.filter(kind=kind)
        items = group.findall("ul/li")
        assert len(items) == references.count() == int(number.rstrip(")"))
        text = words(group)
        for reference in references:
            assert " ".join(reference.citation.split()) in text
            assert " ".join(reference.found.split()) in text
            assert " ".join(reference.limitations.split()) in text
        shown += len(items)
    assert shown == Reference.objects.count() > 50


def test_links_to_sources_say_where_they_lead():
    element = read(EXAMPLES, "source-list")[0]
    links = element.findall(".//a")
    assert len(links) > 50
    assert all(link.get("href").startswith("https://") and len(words(link)) > 20 for link in links)


def test_headings_and_a_note_of_the_editor_are_shown():
    first, second = read(EXAMPLES, "source-list")
    assert words(first.find("h2")) == "All sources"
    assert "Sorted by kind." in words(second)
