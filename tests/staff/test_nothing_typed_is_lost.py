"""What somebody typed and did not save: kept within ten seconds, for them alone, and offered again until it is saved."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from content.desk.unsaved import DAYS, MOST_CHARACTERS, purge
from content.glossary.models import GlossaryTerm
from content.staff.models import UnsavedText
from tests.site import PASSWORD, Site
from tests.staff.desk import admin, draft, filled_form, fresh, plugins
from tests.staff.test_a_sentence_goes_live_and_back import ADDRESS, open_draft
from tests.staff.test_two_editors import open_text, write_text

UNSAVED = "/admin/unsaved/"
TYPED = " Typed and never saved."


def keep(client, form: str, **fields: str):
    sent = {name: [value] for name, value in fields.items()}
    return client.post(UNSAVED, {"form": form, "fields": json.dumps(sent), "before": "x"})


def kept(client, form: str) -> dict:
    return client.get(UNSAVED, {"form": form}).json().get("fields", {})


def block_form(version) -> str:
    return admin("cms_placeholder_edit_plugin", plugins(version, "TextPlugin")[0].pk)


def test_text_comes_back_to_its_writer_alone_until_it_is_saved(client_of) -> None:
    author, other = client_of("Author"), client_of("Clinician")
    version = draft("risks")
    open_text(author, version)
    form = block_form(version)
    assert keep(author, form, body="<p>Half a sen", csrfmiddlewaretoken="t", new_password1="p").status_code == 200
    assert kept(author, form + "?_popup=1") == {"body": ["<p>Half a sen"]}, "no token and no password"
    assert other.get(UNSAVED, {"form": form}).status_code == 403
    assert author.get(UNSAVED).json()["forms"] == [form]
    assert write_text(author, version, "A whole sentence.") == 200
    assert kept(author, form) == {}


def test_a_refused_form_keeps_it_and_a_record_that_is_saved_lets_it_go(client_of) -> None:
    manager = client_of("Manager")
    term = GlossaryTerm.objects.first()
    form = admin("glossary_glossaryterm_change", term.pk)
    keep(manager, form, definition="Half")
    assert manager.post(form, filled_form(manager, form, definition="")).status_code == 200
    assert kept(manager, form) == {"definition": ["Half"]}
    assert manager.post(form, filled_form(manager, form, definition="Whole")).status_code == 302
    assert kept(manager, form) == {}


def test_keeping_takes_no_lock_and_nobody_keeps_what_they_may_not_change(client_of) -> None:
    author, manager = client_of("Author"), client_of("Manager")
    version = draft("risks")
    assert keep(author, block_form(version), body="x").status_code == 200
    assert fresh(version).locked_by is None
    open_text(manager, version)
    assert keep(author, block_form(version), body="x").status_code == 403
    assert keep(author, admin("clinic_clinicfact_add"), value="x").status_code == 403
    settings = admin("cms_pagecontent_change", version.object_id)
    assert [keep(one, settings, title="x").status_code for one in (author, manager)] == [403, 200]


@pytest.mark.parametrize(
    ("form", "fields", "status"),
    [
        ("/admin/password_change/", "{}", 400),
        ("/admin/auth/user/1/change/", "{}", 400),
        ("/admin/nothing/", "{}", 400),
        ("//[", "{}", 400),
        ("", "{}", 400),
        ("/admin/glossary/glossaryterm/add/", "[" * 10_000, 400),
        ("/admin/glossary/glossaryterm/add/", '{"a": 1}', 400),
        ("/admin/glossary/glossaryterm/add/", "x" * (MOST_CHARACTERS + 1), 413),
        ("/admin/glossary/glossaryterm/no-number/change/", "{}", 403),
        ("/admin/cms/placeholder/add-plugin/?placeholder_id=999999999999999999999", "{}", 403),
        ("/admin/cms/placeholder/add-plugin/?placeholder_id=1&plugin_type=Nothing", "{}", 403),
    ],
)
def test_what_is_no_form_is_refused(client_of, form: str, fields: str, status: int) -> None:
    assert client_of("Manager").post(UNSAVED, {"form": form, "fields": fields}).status_code == status
    assert not UnsavedText.objects.exists()


def test_it_is_forgotten_after_two_weeks(client_of) -> None:
    author = client_of("Author")
    form = admin("glossary_glossaryterm_add")
    keep(author, form, definition="x")
    UnsavedText.objects.update(changed=timezone.now() - timedelta(days=DAYS, minutes=1))
    assert kept(author, form) == {}
    assert purge() == 1


def test_a_save_of_a_script_without_a_session_is_no_log_in_page(client, client_of) -> None:
    form = admin("cms_placeholder_edit_plugin", 1)
    assert client.post(form, {"body": "x"}).status_code == 302
    answer = client.post(form, {"body": "x"}, headers={"Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 403
    (said,) = html.fromstring(answer.content.decode()).xpath("//form//fieldset//*[@class='description']")
    assert "You are logged out, so this was not saved." in said.text_content()


# --- In the real editor ----------------------------------------------------------------------------------------------


def type_in_place(page, words: str) -> None:
    page.locator(".cms-editor-inline-wrapper p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def after_ten_seconds(page) -> None:
    """Let ten seconds go by on the page's clock, and wait for the answer to what is kept then."""
    with page.expect_response(lambda answer: answer.url.endswith(UNSAVED) and answer.request.method == "POST") as sent:
        page.clock.run_for(10_000)
    assert sent.value.ok, sent.value.status


@pytest.mark.browser
def test_a_window_that_dies_while_somebody_types_loses_nothing_that_stood_ten_seconds(site: Site, visit) -> None:
    page = visit(site, role="author")
    page.clock.install()
    page.goto("/cost-and-insurance/")
    open_draft(page)
    page.clock.run_for(3000)
    type_in_place(page, TYPED)
    after_ten_seconds(page)
    address = page.url
    page.context.close()  # no page is asked, as in a crash
    site.stop()
    site.start()

    again = visit(site, role="author")
    again.goto(address)
    offer = again.locator(".unsaved-offer")
    offer.locator("summary").click()
    assert TYPED in offer.locator("pre").inner_text()
    assert TYPED not in again.locator("main").inner_text()
    offer.locator("[data-keep]").click()
    again.locator("main", has_text=TYPED).wait_for()
    with again.expect_response(lambda answer: "/edit-plugin/" in answer.url):
        again.locator("h1").first.click()
    again.reload()
    assert TYPED in again.locator("main").inner_text()
    assert offer.count() == 0
    again.context.close()


@pytest.mark.browser
def test_a_session_that_ends_is_told_at_once_and_the_text_is_kept_after_the_next_log_in(site: Site, visit) -> None:
    page = visit(site, role="manager")
    page.clock.install()
    page.goto("/admin/glossary/glossaryterm/add/")
    page.clock.run_for(3000)
    page.fill("#id_definition", "First words")
    after_ten_seconds(page)
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_definition", "First words and more")
    page.clock.run_for(10_000)
    page.locator(".unsaved-notice", has_text="You are logged out").wait_for()
    assert page.input_value("#id_definition") == "First words and more"
    window = page.context.new_page()
    window.goto("/admin/login/")
    window.fill("#id_username", "manager")
    window.fill("#id_password", PASSWORD)
    window.click("[type=submit]")
    window.wait_for_url("**/admin/")
    page.clock.run_for(10_000)
    page.locator(".unsaved-notice", has_text="You are logged in again").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.clock.run_for(3000)
    assert "First words and more" in page.locator(".unsaved-offer pre").text_content()
    page.fill("#id_definition", "Other words")
    page.clock.run_for(10_000)
    page.locator(".unsaved-notice", has_text="Choose first").wait_for()
    page.locator(".unsaved-offer [data-throw]").click()
    page.locator(".unsaved-offer").wait_for(state="detached")
    after_ten_seconds(page)
    assert page.locator(".unsaved-notice").count() == 0


@pytest.mark.browser
def test_closing_the_window_of_a_block_asks_first(site: Site, visit) -> None:
    page = visit(site, role="clinician")
    page.goto(ADDRESS)
    open_draft(page)
    page.locator(".care-card, .answer").first.dblclick()
    form = page.frame_locator(".cms-modal-open iframe")
    form.locator("html[data-unsaved]").wait_for()
    form.locator(".tiptap").first.click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.keyboard.type("Half")
    page.locator(".cms-modal-open .cms-modal-close").click()
    assert len(asked) == 1 and "not saved yet" in asked[0]
    assert "Half" in form.locator(".tiptap").first.inner_text()
