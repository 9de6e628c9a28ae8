"""A clinic fact, a reference, a finding or a word that two people change at once: the second is told, and both can win."""

import pytest
from lxml import html

from content.clinic.models import ClinicFact
from content.evidence.models import Finding, Reference
from content.glossary.models import GlossaryTerm
from tests.staff.desk import admin, filled_form

RECORDS = {ClinicFact: "value", Reference: "title", Finding: "must_say", GlossaryTerm: "definition"}


def form_of(record) -> str:
    return admin(f"{record._meta.app_label}_{record._meta.model_name}_change", record.pk)


@pytest.mark.databases
@pytest.mark.parametrize("model", RECORDS)
def test_the_second_is_told_and_replaces_only_on_purpose(client_of, model):
    column = RECORDS[model]
    record = model.objects.order_by("pk").first()
    address = form_of(record)
    manager, clinician = client_of("Manager"), client_of("Clinician")
    first = filled_form(manager, address, **{column: "Written by the first"})
    second = filled_form(clinician, address, **{column: "Written by the second"})
    assert manager.post(address, first).status_code == 302
    refused = clinician.post(address, second)
    assert refused.status_code == 200
    page = html.fromstring(refused.content.decode())
    words = " ".join(page.text_content().split())
    assert "This was changed after you opened it, by somebody else" in words
    assert "now says: “Written by the first”" in words
    record.refresh_from_db()
    assert getattr(record, column) == "Written by the first"

    (form,) = [form for form in page.forms if form.get("id", "").endswith("_form")]
    again = {name: value.removeprefix("\n") for name, value in form.form_values() if not name.startswith("_")}
    assert again[column] == "Written by the second", "nothing that was typed is lost"
    assert clinician.post(address, again).status_code == 302
    record.refresh_from_db()
    assert getattr(record, column) == "Written by the second"


@pytest.mark.parametrize("model", RECORDS)
def test_one_person_alone_is_never_stopped(client_of, model):
    column = RECORDS[model]
    record = model.objects.order_by("pk").first()
    manager = client_of("Manager")
    for words in ("First", "Second"):
        assert (
            manager.post(form_of(record), filled_form(manager, form_of(record), **{column: words})).status_code == 302
        )
    record.refresh_from_db()
    assert getattr(record, column) == "Second"
