"""Publish takes the text that was read: what somebody changed meanwhile is not published unseen, nor saved afterwards."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version
from lxml import html

from content.publishing.fingerprint import fingerprint
from tests.site import Site
from tests.staff.desk import admin, draft, fresh, live, page, plugins, version_action
from tests.staff_session import StaffSession, live_version

SITE_WORKERS = 2

UNSEEN = "Nobody with the right to publish has read this."


def publish_address(client: Client, version: Version) -> str:
    """What the button “Publish” sends to, on the list of versions of a page."""
    listed = admin("djangocms_versioning_pagecontentversion_changelist", page=page("risks").pk, language="en")
    text = client.get(listed).content.decode()
    found = re.search(rf'"(/admin/[^"]*/{version.pk}/publish/[^"]*)"', text)
    assert found, text
    return found[1].replace("&amp;", "&")


def test_the_button_in_the_toolbar_says_what_was_read(client_of):
    version = draft("risks")
    clinician = client_of("Clinician")
    opened = clinician.post(version_action(version, "edit_redirect"), follow=True).content.decode()
    assert f"/{version.pk}/publish/?read={fingerprint(fresh(version).content)}" in opened


@pytest.mark.parametrize(("role", "button"), [("Author", "Send for review"), ("Clinician", "Publish")])
def test_whoever_may_not_publish_gets_another_button_in_its_place(client_of, role: str, button: str):
    version = draft("risks")
    opened = client_of(role).post(version_action(version, "edit_redirect"), follow=True).content.decode()
    (bright,) = html.fromstring(opened).find_class("cms-btn-action")
    assert bright.text_content() == button
    assert ("cms-form-post-method" in bright.get("class")) is (role == "Clinician")
    sends = reverse("sign_off", args=[version.pk]) if role == "Author" else version_action(version, "publish")
    assert bright.get("href").startswith(sends)
    assert role == "Clinician" or f"/{version.pk}/publish/" not in opened


def edit(client: Client, version: Version) -> int:
    plugin = plugins(version, "TextPlugin")[0]
    sent = {"body": f"<p>{UNSEEN}</p>", "json": "null"}
    return client.post(admin("cms_placeholder_edit_plugin", plugin.pk), sent).status_code


def shown() -> str:
    return Client().get("/risks-and-side-effects/").content.decode()


@pytest.mark.databases
def test_a_text_that_was_changed_after_it_was_read_is_not_published(client_of):
    version = draft("risks")
    clinician = client_of("Clinician")
    address = publish_address(clinician, version)
    assert edit(client_of("Author"), version) == 200
    answer = clinician.post(address, follow=True)
    assert "This text was changed after you opened it" in answer.content.decode()
    assert "/preview/" in answer.redirect_chain[-1][0]
    assert UNSEEN not in shown()
    clinician.post(publish_address(clinician, version))
    assert UNSEEN in shown()


def test_who_says_nothing_of_what_was_read_publishes_nothing(client_of):
    version = draft("risks")
    answer = client_of("Clinician").post(version_action(version, "publish").partition("?")[0], follow=True)
    assert "You have not opened this text" in answer.content.decode()
    assert fresh(version).state == DRAFT


@pytest.mark.databases
def test_who_holds_the_draft_changes_it_and_publishes_without_being_asked_again(client_of):
    version = draft("risks")
    clinician = client_of("Clinician")
    clinician.post(version_action(version, "edit_redirect"))
    address = publish_address(clinician, version)
    assert edit(clinician, version) == 200
    clinician.post(address)
    assert UNSEEN in shown()


@pytest.mark.databases
def test_publishing_and_saving_wait_for_each_other(client_of):
    """Each takes the rows of the versions before it looks whether it may. SQLite has one writer at a time."""
    version = draft("risks")
    clinician = client_of("Clinician")
    for act in (
        lambda: edit(clinician, version),
        lambda: clinician.post(version_action(version, "publish")),
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            act()
        if connection.features.has_select_for_update:
            locking = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
            assert any("djangocms_versioning_version" in sql for sql in locking)
    assert edit(clinician, fresh(version)) == 403


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "/\\evil.example/", "https://evil.example/", "javascript:x"])
def test_no_address_leads_away_from_the_site(client_of, elsewhere: str):
    clinician, version = client_of("Clinician"), draft("risks")
    answer = clinician.post(f"{version_action(version, 'publish')}&next={elsewhere}")
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]
    compared = clinician.get(
        admin("djangocms_versioning_pagecontentversion_compare", live("risks").pk), {"back": elsewhere}
    )
    assert elsewhere.encode() not in compared.content


def test_saves_in_flight_never_land_on_what_is_published(new_site: Site):
    """Several connections at once: what readers get right after the publish is what they get when all saves are through."""
    new_site.start()
    clinician = StaffSession(new_site, "clinician")
    clinician.log_in()
    for number in range(2):
        written = clinician.draft_of(live_version(new_site, "risks"))

        def save(mark: int, draft=written, number=number) -> int:
            return clinician.rename(draft, f"Round {number}, save {mark}").status

        with ThreadPoolExecutor(5) as pool:
            saves = [pool.submit(save, mark) for mark in range(4)]
            publish = pool.submit(clinician.publish, written)
            assert publish.result().status == 302
            right_after = heading(new_site)
            assert all(save.result() < 500 for save in saves)
        assert heading(new_site) == right_after


def heading(site: Site) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", site.get("/risks-and-side-effects/").text)
    assert found
    return found[1]
