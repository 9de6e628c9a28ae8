"""Staff see a clinic fact, a source, a finding or a word as readers would get it, before they save it."""

import re

import pytest
from django.test import Client
from lxml import html

from content.clinic.models import ClinicFact
from content.evidence.models import Finding, Reference
from content.glossary.models import GlossaryTerm
from content.models.evidence_card import EvidenceCard
from tests.components.reader import words
from tests.staff.desk import admin, changed_tables, database, filled_form

pytestmark = pytest.mark.django_db
#: For each kind of record, a column and where the preview shows what was typed there.
RECORDS = {
    ClinicFact: ("value", "clinic-fact"),
    Reference: ("title", "source-list"),
    Finding: ("must_say", "evidence-card-side"),
    GlossaryTerm: ("definition", "glossary-list"),
}


def record_of(model):
    if model is ClinicFact:
        return ClinicFact.objects.get(key="clinic-name")  # words of any kind
    if model is Finding:
        return Finding.objects.filter(per_hundred__isnull=False).first()
    return model.objects.filter(pk__in=named(model)).order_by("pk").first()


def named(model) -> set[int]:
    """The records that a sentence names."""
    (relation,) = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.one_to_many and field.related_model.__name__ in {"Citation", "GlossaryTermReference"}
    ]
    return set(relation.related_model.objects.values_list(relation.field.attname, flat=True))


def name_of(model, action: str) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_{action}"


def main_of(answer) -> html.HtmlElement:
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode()).find(".//main")


def shown(main: html.HtmlElement, css_class: str) -> str:
    return " ".join(words(part) for part in main.find_class(css_class))


@pytest.mark.parametrize("model", RECORDS)
def test_what_is_typed_is_shown_and_nothing_is_saved(client_of, model):
    column, place = RECORDS[model]
    record, client = record_of(model), client_of("Manager")
    data = filled_form(client, admin(name_of(model, "change"), record.pk), **{column: "Zebra words 555"})
    before = database()
    main = main_of(client.post(admin(name_of(model, "preview"), record.pk), data))
    assert "Zebra words 555" in shown(main, place)
    assert "Nothing is saved yet" in words(main)
    assert not changed_tables(before, database())


@pytest.mark.parametrize("model", [ClinicFact, Reference, GlossaryTerm])
def test_it_shows_the_sentences_of_public_pages_that_name_the_record(client_of, model):
    record, client = record_of(model), client_of("Manager")
    main = main_of(client.get(admin(name_of(model, "preview"), record.pk)))
    examples = main.xpath(".//section[h2[@id='in-sentences']]/div[@class='gallery-example']")
    assert examples
    for example in examples:
        (address,) = example.xpath("./p[@class='gallery-state']/a/@href")
        page = html.fromstring(Client().get(address).content.decode()).find(".//main")
        numbers = page.xpath(".//sup[@class='citation']") + example.xpath(".//sup[@class='citation']")
        for number in numbers:  # each page numbers its own sources
            number.drop_tree()
        # Some components set the label in bold apart from the words after it.
        assert re.split(r"(?<=:) ", words(example.findall("p")[-1]))[-1] in words(page)


@pytest.mark.parametrize("model", RECORDS)
def test_the_form_has_the_button_and_a_new_record_can_be_seen_before_it_exists(client_of, model):
    client = client_of("Superuser")
    address = admin(name_of(model, "add"))
    form = html.fromstring(client.get(address).content.decode())
    (button,) = form.xpath("//button[@formaction]")
    first = form.xpath("//form[contains(@id, '_form')]//*[@type='submit']")[0]
    assert first.get("name") == "_save", "the Enter key presses the first button"
    assert button.get("formaction") == admin(name_of(model, "preview_new"))
    old = record_of(model)
    data = filled_form(client, admin(name_of(model, "change"), old.pk)) | {"key": "a-new-one"}
    data.pop("as_of", None)
    before = database()
    main = main_of(client.post(button.get("formaction"), data))
    assert str(getattr(old, RECORDS[model][0])) in words(main) or model is ClinicFact
    assert "cannot be saved" not in words(main)
    assert not changed_tables(before, database())


def test_what_cannot_be_saved_is_said_in_the_words_of_the_form(client_of):
    finding, client = record_of(Finding), client_of("Manager")
    data = filled_form(client, admin(name_of(Finding, "change"), finding.pk), result="In words, too")
    main = main_of(client.post(admin(name_of(Finding, "preview"), finding.pk), data))
    assert "This cannot be saved yet." in words(main)
    assert "The result in words: Give either the number out of 100 or the result in words" in words(main)


def test_a_finding_is_drawn_with_the_sources_that_were_chosen(client_of):
    finding, client = record_of(Finding), client_of("Manager")
    other = Reference.objects.exclude(pk__in=finding.references.all()).first()
    data = filled_form(client, admin(name_of(Finding, "change"), finding.pk), references=[other.pk])
    main = main_of(client.post(admin(name_of(Finding, "preview"), finding.pk), data))
    assert main.find_class("icon-array-pair") and main.find_class("evidence-card-side")
    assert [words(item) for item in main.xpath(".//section[@class='sources']//li")] == [
        f"{other.citation} Open source 1 Back to the text (1)"
        if other.link
        else f"{other.citation} Back to the text (1)"
    ]


def test_a_color_is_shown_as_it_was_typed(client_of):
    fact, client = ClinicFact.objects.get(key=ClinicFact.BRAND_COLOR), client_of("Manager")
    data = filled_form(client, admin(name_of(ClinicFact, "change"), fact.pk), value="#5b2a86")
    main = main_of(client.post(admin(name_of(ClinicFact, "preview"), fact.pk), data))
    assert "#5b2a86" in main.xpath(".//svg/@aria-label")[0]


def test_who_may_not_change_a_record_sees_what_is_saved_and_nothing_else(client_of):
    finding = EvidenceCard.objects.first().finding
    address = admin(name_of(Finding, "preview"), finding.pk)
    author = client_of("Author")
    form = html.fromstring(author.get(admin(name_of(Finding, "change"), finding.pk)).content.decode())
    assert form.xpath(f"//a[@href='{address}']") and not form.xpath("//button[@formaction]")
    assert finding.must_say in words(main_of(author.get(address)))
    assert author.post(address, {"title": "Other"}).status_code == 403
    assert Client().get(address).status_code == 302
    assert author.get(admin(name_of(Finding, "preview_new"))).status_code == 403
    assert author.get(admin(name_of(Finding, "preview"), 99999)).status_code == 404
