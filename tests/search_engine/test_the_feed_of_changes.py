"""Whoever follows the guide in a feed reader gets what readers get, and nothing else."""

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree, html

from content.signoff.notes import write_note
from content.staff.accounts import system_user
from tests.staff.desk import draft, live

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NOTE = "A sign of danger was added, <b> & all."


def feed() -> etree._Element:
    answer = Client().get("/changes-en.atom")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert answer.headers["Cache-Control"] == "public, no-cache" and not answer.cookies
    return etree.fromstring(answer.content)


def test_it_is_whole_while_nothing_has_changed():
    found = feed()
    assert found.findtext(f"{ATOM}title").startswith("What changed")
    assert found.findtext(f"{ATOM}updated")
    assert found.findtext(f"{ATOM}id") == f"{settings.SITE_URL}/changes-en.atom"
    assert found.findall(f"{ATOM}entry") == []


def test_an_entry_is_there_from_publish_to_take_down(staff):
    version = draft("family")
    write_note(version, NOTE, staff("Manager"))
    assert feed().findall(f"{ATOM}entry") == [], "of a draft nobody hears"
    version.publish(system_user())
    (entry,) = feed().findall(f"{ATOM}entry")
    assert html.fromstring(entry.findtext(f"{ATOM}summary")).text_content() == NOTE
    link = entry.find(f"{ATOM}link").get("href")
    assert link == settings.SITE_URL + live("family").content.get_absolute_url("en")
    assert entry.findtext(f"{ATOM}published")
    live("family").unpublish(system_user())
    assert feed().findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("language", ["xx", "EN", "en-us"])
def test_there_is_none_of_a_language_that_the_site_does_not_have(language):
    assert Client().get(f"/changes-{language}.atom").status_code == 404
