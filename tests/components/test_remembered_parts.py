"""What a page remembers having drawn never shows something old, and nothing of another reader's page."""

import pytest
from django.template import Context, Template

from content.evidence.models import Finding, Reference
from content.examples import evidence_card, glossary_list, icon_array_pair, source_list
from content.glossary.models import GlossaryTerm
from tests.components.reader import read, words


def test_nothing_but_the_value_is_seen_inside():
    template = Template("{% load remembered %}{% remembered value %}{{ value }} {{ reader }}{% endremembered %}")
    first = template.render(Context({"value": ("a", "b"), "reader": "Ana"}))
    assert "Ana" not in first
    assert template.render(Context({"value": ("a", "b"), "reader": "Ben"})) == first
    assert template.render(Context({"value": ("a", "c"), "reader": "Ben"})) != first


@pytest.mark.django_db
def test_a_corrected_source_or_word_stands_in_its_list_at_once():
    read(source_list.EXAMPLES, "source-list"), read(glossary_list.EXAMPLES, "glossary-list")
    reference, term = Reference.objects.first(), GlossaryTerm.objects.first()
    reference.found, term.definition = "Corrected today.", "Explained anew."
    reference.save(), term.save()
    assert "Corrected today." in words(read(source_list.EXAMPLES, "source-list")[0])
    assert "Explained anew." in words(read(glossary_list.EXAMPLES, "glossary-list")[0])


@pytest.mark.django_db
@pytest.mark.parametrize("example", [icon_array_pair, evidence_card])
def test_a_corrected_finding_is_drawn_anew_at_once(example):
    name = example.__name__.rpartition(".")[2].replace("_", "-")
    block = example.EXAMPLES[0]
    finding = Finding.objects.get(key=block.settings["finding"])
    before = words(read([block], name)[0])
    for column in ("title", "people", "time", "must_say"):
        setattr(finding, column, f"Corrected {column} today")
    finding.save()
    after = words(read([block], name)[0])
    for column in ("title", "people", "time", "must_say"):
        assert f"Corrected {column} today" in after
        assert f"Corrected {column} today" not in before
