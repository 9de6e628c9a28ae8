"""Staff cannot save a number that contradicts itself, nor pull the source from under a claim."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from content.evidence.models import Finding, Reference

pytestmark = pytest.mark.django_db


def finding(**changes: object) -> Finding:
    """A finding that may be saved, with some of its columns changed."""
    columns = {
        "key": "of-the-tests",
        "condition": "depression",
        "title": "Response after a week",
        "outcome": "had a response",
        "group": "ketamine",
        "per_hundred": 50,
        "comparison": "placebo",
        "comparison_per_hundred": 25,
        "people": "80 people in 1 trial",
        "time": "a week",
        "certainty": "limited",
        "must_say": "One small trial.",
        "check_again": datetime.date(2027, 1, 1),
    }
    return Finding(**columns | changes)


def test_a_whole_finding_is_accepted_and_says_both_sides():
    whole = finding(count=20, total=40)
    whole.full_clean()
    assert whole.sentence == "Of every 100 people, 50 had a response with ketamine and 25 with placebo."
    assert [(side.yes, side.no, side.total) for side in whole.sides] == [(50, 50, 40), (25, 75, None)]


def test_without_a_comparison_group_it_says_so():
    alone = finding(comparison="", comparison_per_hundred=None)
    alone.full_clean()
    assert alone.sentence.endswith("There was no comparison group.")
    assert len(alone.sides) == 1


def test_a_result_in_words_needs_no_numbers():
    words = finding(
        per_hundred=None, outcome="", comparison_per_hundred=None, result="No effect compared with placebo."
    )
    words.full_clean()
    assert words.sentence == "No effect compared with placebo."
    assert not words.has_numbers and words.sides == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"per_hundred": 101}, "per_hundred"),
        ({"per_hundred": None}, "result"),
        ({"result": "It did something."}, "result"),
        ({"outcome": ""}, "outcome"),
        ({"comparison": ""}, "comparison_per_hundred"),
        ({"comparison_per_hundred": None}, "comparison_per_hundred"),
        ({"count": 20}, "count"),
        ({"total": 40}, "count"),
        ({"count": 41, "total": 40}, "count"),
        ({"count": 0, "total": 0}, "count"),
        ({"count": 19, "total": 40}, "count"),
        ({"comparison_count": 20, "comparison_total": 40}, "comparison_count"),
        ({"must_say": ""}, "must_say"),
        ({"people": ""}, "people"),
        ({"time": ""}, "time"),
        ({"certainty": "sure"}, "certainty"),
        ({"check_again": None}, "check_again"),
    ],
)
def test_what_is_incomplete_or_contradicts_itself_is_refused_at_its_field(changes: dict, field: str):
    with pytest.raises(ValidationError) as refused:
        finding(**changes).full_clean()
    assert field in refused.value.message_dict


def test_a_number_rounds_from_its_counts():
    finding(
        per_hundred=67, count=10, total=15, comparison_per_hundred=20, comparison_count=3, comparison_total=15
    ).full_clean()
    with pytest.raises(ValidationError, match=r"66\.7 out of 100, not 66"):
        finding(per_hundred=66, count=10, total=15).full_clean()


@pytest.mark.databases
def test_the_form_asks_in_plain_words_and_needs_a_source(client_of):
    client: Client = client_of("Author")
    address = reverse("admin:evidence_finding_add")
    page = client.get(address).content.decode()
    for words in ("What must stand beside it", "Never work it out from a percentage", "Check again on"):
        assert words in page
    row = finding()
    data = {name: value for name in Finding.guide_fields if (value := getattr(row, name)) is not None}
    data |= {"key": row.key, "references": []}
    assert "This field is required" in client.post(address, data).content.decode()
    data["references"] = [Reference.objects.get(key="dean2021").pk]
    assert client.post(address, data).status_code == 302
    assert Finding.objects.get(key=row.key).references.get().key == "dean2021"


@pytest.mark.databases
def test_an_author_cannot_change_a_finding_that_readers_see(client_of):
    shown = Finding.objects.get(key="depression-response-one-day")
    unseen = Finding.objects.get(key="side-effect-vomiting")
    Finding.objects.filter(pk=unseen.pk).update(approved=False)
    author = client_of("Author")
    assert author.post(reverse("admin:evidence_finding_change", args=[shown.pk]), {"title": "x"}).status_code == 403
    assert b'name="title"' in author.get(reverse("admin:evidence_finding_change", args=[unseen.pk])).content
    assert (
        b'name="title"' in client_of("Clinician").get(reverse("admin:evidence_finding_change", args=[shown.pk])).content
    )


def test_a_translator_may_not_write_findings(client_of):
    assert client_of("Translator").get(reverse("admin:evidence_finding_add")).status_code == 403


@pytest.mark.databases
def test_a_source_of_a_finding_cannot_be_deleted(client_of):
    reference = Reference.objects.create(key="of-the-tests", title="A study of the tests")
    Finding.objects.get(key="side-effect-vomiting").references.add(reference)
    manager = client_of("Manager")
    address = reverse("admin:evidence_reference_delete", args=[reference.pk])
    assert "side-effect-vomiting" in manager.get(address).content.decode()
    manager.post(address, {"post": "yes"})
    assert Reference.objects.filter(pk=reference.pk).exists()
    Finding.objects.get(key="side-effect-vomiting").references.remove(reference)
    manager.post(address, {"post": "yes"})
    assert not Reference.objects.filter(pk=reference.pk).exists()
