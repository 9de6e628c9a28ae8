"""A text that would take long to read is refused, in words, before anything reads it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from content.clinic.models import ClinicFact
from content.evidence.models import Finding, Reference
from content.glossary.models import GlossaryTerm
from content.page.component_plugin import component_plugins
from content.richtext import canonical
from content.richtext.bounds import MOST_CHARACTERS, MOST_INLINES
from tests.staff.desk import admin, draft, placeholder, plugins

pytestmark = pytest.mark.databases

HOSTILE = {
    "bold that never ends": "<b " * (MOST_CHARACTERS // 3 + 1),
    "words": "word " * (MOST_CHARACTERS // 5 + 1),
    "sources that never end": "<cms-plugin " * (MOST_INLINES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", ["TextPlugin", "CareCardPlugin"])
def test_too_much_text_is_refused_before_it_is_read(client_of, monkeypatch, kind: str, name: str):
    read: list[str] = []
    monkeypatch.setattr(canonical, "_canonical", lambda source: read.append(source) or source)
    plugin = plugins(draft("risks"), kind)[0]
    sent = {"body": HOSTILE[name], "level": "emergency", "heading": "Heading", "json": "null"}
    answer = client_of("Author").post(admin("cms_placeholder_edit_plugin", plugin.pk), sent)
    assert "into another block." in answer.content.decode()
    assert HOSTILE[name] not in read  # what is kept already is read, to show it in the form
    assert max(map(len, read), default=0) < 10_000
    before = plugin.body
    plugin.refresh_from_db()
    assert plugin.body == before


def test_every_component_and_record_has_a_bound(client_of):
    """Components bound their rich text in one place, which each form must ask; records bound each column."""
    author, version = client_of("Author"), draft("words")
    where = {"placeholder_id": placeholder(version).pk, "plugin_language": "en", "plugin_position": 1}
    for plugin in component_plugins().values():
        address = admin("cms_placeholder_add_plugin", **where, plugin_type=plugin.__name__)
        answer = author.post(address, {"body": HOSTILE["words"], "json": "null"})
        assert "into another block." in answer.content.decode(), plugin
    for model in (ClinicFact, Finding, GlossaryTerm, Reference):
        for column in model._meta.get_fields():
            if isinstance(column, models.CharField | models.TextField) and column.editable:
                assert column.max_length or column.choices, f"{model.__name__}.{column.name}"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_way_in_takes_more(name: str):
    with pytest.raises(ValidationError, match="into another block"):
        canonical.canonical(HOSTILE[name])
