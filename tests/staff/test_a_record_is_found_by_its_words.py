"""Whoever puts a source, a fact, a word or a finding into a text finds it by what it says, not in a list of a hundred keys."""

import pytest
from lxml import html

from tests.staff.desk import admin, draft, placeholder

#: By kind of block, its field, what somebody remembers of the record, and how the record is shown.
REMEMBERED = {
    "CitationPlugin": ("reference", "bladder 2020", "feifel2020: "),
    "ClinicFactPlugin": ("fact", "fasting", "Fasting"),
    "GlossaryTermPlugin": ("term", "cut off body", "dissociation"),
    "EvidenceCardPlugin": ("finding", "remission", ": "),
}


@pytest.mark.parametrize("role", ["Author", "Clinician", "Manager"])
def test_a_few_words_are_enough(client_of, role: str) -> None:
    client, version = client_of(role), draft("words")
    where = {"placeholder_id": placeholder(version).pk, "plugin_language": "en", "plugin_position": 1}
    for kind, (name, words, shown) in REMEMBERED.items():
        form = html.fromstring(client.get(admin("cms_placeholder_add_plugin", **where, plugin_type=kind)).content)
        (field,) = form.xpath(f"//select[@name='{name}']")
        assert len(field.xpath("./option")) < 3, "not a list of all"
        asked = {
            "term": words,
            **{key: field.get(f"data-{key.replace('_', '-')}") for key in ("app_label", "model_name", "field_name")},
        }
        found = client.get(field.get("data-ajax--url"), asked).json()["results"]
        assert 0 < len(found) < 20 and any(shown in each["text"] for each in found), (kind, found)
