"""Readers see what changed, from what was published with a note; nobody sees a note of a draft."""

import pytest
from django.test import Client

from content.examples.change_list import EXAMPLES
from content.signoff.notes import write_note
from content.staff.accounts import system_user
from tests.components.reader import publish, read, words
from tests.reading import read as read_page
from tests.staff.desk import draft, live

pytestmark = pytest.mark.django_db
NOTE = "A sign of danger was added."


def test_an_empty_list_says_so():
    first, second = read(EXAMPLES, "change-list")
    assert words(first.find("h2")) == "Latest changes"
    assert "Nothing yet" in words(first) and not first.findall(".//li")
    assert "The newest change comes first." in words(second)


def test_it_grows_with_each_publish_and_shrinks_with_what_is_taken_down(staff):
    address = publish(EXAMPLES[:1]).get_absolute_url("en")

    def listed() -> list[str]:
        (found,) = read_page(Client(), address).root.find_class("change-list")
        return [words(item) for item in found.iter("li")]

    version = draft("family")
    write_note(version, NOTE, staff("Manager"))
    assert listed() == []
    version.publish(system_user())
    (entry,) = listed()
    assert entry.endswith(f"{live('family').content.title}: {NOTE}")
    live("family").unpublish(system_user())
    assert listed() == []
