"""Readers can see who may vouch for the guide, by name and license, and that nobody does while nobody does."""

import pytest
from django.test import Client

from content.examples.reviewer_list import EXAMPLES
from content.signoff.models import Reviewer
from tests.components.reader import publish, read, words
from tests.reading import read as read_page

pytestmark = pytest.mark.django_db


def test_without_reviewers_it_says_that_there_are_none():
    first, second = read(EXAMPLES, "reviewer-list")
    assert words(first.find("h2")) == "Who checks this guide?"
    assert "Nobody yet" in words(first) and not first.findall("ul")
    assert "They read each page and its sources." in words(second)


def test_whoever_comes_or_leaves_is_on_the_next_readers_page():
    address = publish(EXAMPLES[:1]).get_absolute_url("en")

    def listed() -> list[str]:
        (found,) = read_page(Client(), address).root.find_class("reviewer-list")
        return [words(item) for item in found.iter("li")]

    assert listed() == []
    license_ = {"letters": "MD", "license_number": "A 1", "license_state": "California"}
    person = Reviewer.objects.create(name="A. Example", **license_)
    Reviewer.objects.create(name="B. Gone", is_here=False, **license_)
    assert listed() == ["A. Example, MD License A 1, California"]
    person.is_here = False
    person.save()
    assert listed() == []
    person.is_here = True
    person.save()
    person.delete()
    assert listed() == []
