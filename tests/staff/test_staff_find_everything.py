"""One field finds what staff look for: texts, drafts, records, files and people; for each only what they may see."""

import pytest
from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from content.clinic.models import ClinicFact
from content.desk.find import MOST_SHOWN
from content.evidence.models import Reference
from tests.staff.actions.media_library import uploaded
from tests.staff.desk import add_component, draft, live


def find(client: Client, words: str) -> dict[str, list[str]]:
    """Where the results lead, by the heading of their group."""
    root = html.fromstring(client.get("/admin/find/", {"words": words}).content)
    groups = root.find_class("staff-find")[0].iter("section")
    return {group.find("h2").text.strip(): [link.get("href") for link in group.iter("a")] for group in groups}


def test_a_word_of_a_draft_leads_to_the_draft(client_of) -> None:
    version = draft("risks")
    add_component(version, "TextPlugin", body="<p>A <em>zanzi</em>baric word.</p>")
    [link] = find(client_of("Author"), "ZANZIBARIC wórd")["Pages and drafts"]
    assert link == get_object_preview_url(version.content, "en")


def test_what_readers_have_leads_to_the_page(client_of) -> None:
    title = live("risks").content.title
    found = find(client_of("Author"), title)["Pages and drafts"]
    assert found[0] == PageContent.objects.get(title=title).get_absolute_url()


def test_names_of_markup_and_of_addresses_are_no_words(client_of) -> None:
    """Every page holds them; a text says them nowhere."""
    assert find(client_of("Author"), "data-cms-href") == {}


@pytest.mark.parametrize(("role", "sees"), [("Author", True), ("Translator", False)])
def test_records_are_found_by_those_who_may_see_them(client_of, role: str, sees: bool) -> None:
    reference = Reference.objects.exclude(doi="").earliest("pk")
    address = f"/admin/evidence/reference/{reference.pk}/change/"
    found = find(client_of(role), reference.doi)
    assert ([address] in found.values()) is sees


@pytest.mark.parametrize(("role", "sees"), [("Manager", True), ("Clinician", False)])
def test_people_are_found_by_managers(client_of, staff, role: str, sees: bool) -> None:
    person = staff("Author")
    assert (find(client_of(role), "author-user") == {"People": [f"/admin/auth/user/{person.pk}/change/"]}) is sees


def test_pictures_are_found_by_their_name(client_of) -> None:
    picture = uploaded(client_of("Superuser"))
    found = find(client_of("Author"), picture.original_filename)
    assert found["Pictures and files"] == [f"/admin/filer/image/{picture.pk}/change/"]


def test_what_is_typed_and_what_is_found_is_shown_as_text(client_of) -> None:
    ClinicFact.objects.filter(key="phone").update(help="<b>zanzibar</b> & more")
    answer = client_of("Author").get("/admin/find/", {"words": "<b>zanzibar"}).content.decode()
    assert "<mark>&lt;b&gt;zanzibar</mark>&lt;/b&gt; &amp; more" in answer


def test_many_results_are_cut_and_counted(client_of) -> None:
    client = client_of("Author")
    assert len(find(client, "the")["Pages and drafts"]) == MOST_SHOWN
    assert "more. Write another word" in client.get("/admin/find/?words=the").content.decode()


def test_a_larger_guide_takes_no_more_queries(client_of) -> None:
    client = client_of("Manager")
    counts = []
    for number in range(2):
        client.get("/admin/find/?words=pressure")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/find/?words=pressure")
        counts.append(len(queries))
        for version in (live("risks"), draft(("family", "words")[number])):
            add_component(version, "CareCardPlugin", body="<p>Pressure.</p>", heading="Pressure", level="soon")
        Reference.objects.create(key=f"new-{number}", title="Pressure", approved=False)
    assert counts[0] == counts[1]
    assert counts[0] < 40


def test_readers_are_led_to_the_log_in(client, db) -> None:
    assert client.get("/admin/find/?words=pressure").headers["Location"].startswith("/admin/login/")


def test_the_page_tree_leads_to_the_search_of_texts(client_of) -> None:
    answer = client_of("Author").get("/admin/cms/pagecontent/?language=en&q=pressure").content.decode()
    assert 'href="/admin/find/?words=pressure"' in answer
