"""A price is the clinic's own or is not shown at all: a reader is never told a wrong or undated price as if it held."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from content.clinic.models import ClinicFact
from content.examples.price_table import EXAMPLES
from tests.components.reader import elements, publish, read, words

pytestmark = pytest.mark.django_db


def set_fact(key: str, value: str) -> None:
    ClinicFact.objects.filter(key=key).update(value=value)


def test_without_prices_it_says_whom_to_ask():
    for key in ("infusion-price", "course-price", "price-date"):
        set_fact(key, "")
    phone = ClinicFact.objects.get(key="phone").value
    first, second = read(EXAMPLES, "price-table")
    assert [words(cell) for cell in first.findall(".//td")] == [f"Ask the clinic: {phone}"] * 3
    assert first.xpath(".//td/a/@href") == ["tel:+12135550100"] * 3
    assert "No date is given" in words(first)
    assert "Ask what else you may have to pay." in words(second)


def test_prices_are_those_of_the_clinic_facts_with_their_date():
    page = publish(EXAMPLES[:1])
    set_fact("infusion-price", "$123")
    set_fact("price-date", "January 5, 2027")
    (table,) = elements(page, "price-table")
    first_visit, infusion, course = table.findall(".//td")
    assert words(infusion) == "$123"
    assert "Ask the clinic" in words(first_visit) and "Ask the clinic" in words(course)
    assert "These prices hold from January 5, 2027." in words(table)


def test_a_fact_that_was_deleted_is_not_a_gap():
    page = publish(EXAMPLES[:1])
    ClinicFact.objects.filter(key__in=["infusion-price", "price-date"]).update(key=Concat("key", Value("-gone")))
    (table,) = elements(page, "price-table")
    assert "Ask the clinic" in words(table.find(".//td"))
    assert "No date is given" in words(table)
