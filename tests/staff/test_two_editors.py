"""Two people on one page: the second is told, takes over only on purpose, and nothing is silently overwritten."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from cms.toolbar.utils import get_object_edit_url
from lxml import html

from tests.site import Site
from tests.staff.desk import admin, details_of, draft, filled_form, fresh, live, placeholder, plugins, version_action
from tests.staff.test_a_sentence_goes_live_and_back import open_draft, serious, toolbar_button
from tests.staff_session import VERSIONS, StaffSession, live_version

TOLD = re.compile(r"author is working on a draft of this page")


def write(page, words: str) -> None:
    """Type at the end of the first paragraph, and leave it, which saves it."""
    page.locator(".cms-editor-inline-wrapper p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)
    with page.expect_response(lambda answer: "/edit-plugin/" in answer.url):
        page.locator("h1").first.click()


@pytest.mark.browser
def test_the_second_is_told_and_takes_over_only_on_purpose(site: Site, visit) -> None:
    path = "/cost-and-insurance/"
    author = visit(site, role="author")
    author.goto(path)
    open_draft(author)
    write(author, " The author was here.")

    second = visit(site, role="clinician")
    second.goto(path)
    second.locator(".cms-toolbar", has_text=TOLD).wait_for()
    assert toolbar_button(second, "New draft", "Edit").count() == 0
    author_again = visit(site, role="author")
    author_again.goto(path)
    assert author_again.locator(".cms-toolbar", has_text=TOLD).count() == 0, "nobody is told about themselves"

    toolbar_button(second, "Unlock").click()
    second.wait_for_url("**/pagecontentversion/**")
    second.goto(path)
    open_draft(second)
    assert "The author was here." in second.locator("main").inner_text()
    write(second, " And the clinician.")

    # The first one, whose window is still open, cannot write over that, and is told.
    write(author, " And again.")
    author.locator(".cms-messages", has_text="Your change was not saved").wait_for()
    second.reload()
    text = second.locator("main").inner_text()
    assert "The author was here." in text and "And the clinician." in text
    assert "And again." not in text
    assert not serious(second.complaints)


@pytest.mark.browser
def test_who_may_not_publish_cannot_take_a_draft_over(site: Site) -> None:
    author, translator = StaffSession(site, "author"), StaffSession(site, "translator")
    assert author.log_in().status == translator.log_in().status == 302
    version = live_version(site, "family")
    draft = author.draft_of(version)
    translator.post(f"{VERSIONS}/{version}/edit-redirect/")
    assert translator.post(f"{VERSIONS}/{draft.version}/unlock/").status == 403
    assert translator.post(draft.settings, title="Overwritten", slug="family").status == 403
    assert author.rename(draft, "Written by the author").status == 302
    assert author.form(draft.settings)["title"] == "Written by the author"


@pytest.mark.databases
@pytest.mark.browser
def test_a_draft_that_was_freed_belongs_to_whoever_opens_it_next(site: Site) -> None:
    author, manager = StaffSession(site, "author"), StaffSession(site, "manager")
    assert author.log_in().status == manager.log_in().status == 302
    version = live_version(site, "preparing")
    draft = author.draft_of(version)
    assert manager.post(f"{VERSIONS}/{draft.version}/unlock/").status == 302
    assert manager.draft_of(version) == draft
    assert author.post(draft.settings, title="Overwritten", slug="prepare").status == 403
    assert manager.rename(draft, "Written by the manager").status == 302


# --- Drafts that nobody holds ----------------------------------------------------------------------------------------


def write_text(client, version, words: str) -> int:
    """What in-place editing sends; the status of the answer."""
    plugin = plugins(version, "TextPlugin")[0]
    address = admin("cms_placeholder_edit_plugin", plugin.pk)
    return client.post(address, {"body": f"<p>{words}</p>", "json": "null"}).status_code


def text_of(version) -> str:
    return plugins(version, "TextPlugin")[0].body


def settings_of(version) -> str:
    return admin("cms_pagecontent_change", version.object_id)


def open_text(client, version) -> int:
    """Follow the link to a draft, as the start page has it."""
    return client.get(get_object_edit_url(version.content, "en")).status_code


@pytest.mark.databases
@pytest.mark.parametrize("first_opens", ["text", "settings", "details"])
def test_whoever_opens_a_free_draft_first_holds_it(client_of, first_opens: str) -> None:
    version = draft("risks")  # made by the account of the guide files, which holds nothing
    first, second = client_of("Author"), client_of("Clinician")
    details = admin("content_pagedetails_change", details_of(version).pk)
    if first_opens == "text":
        assert open_text(first, version) == 200
    else:
        assert first.get(settings_of(version) if first_opens == "settings" else details).status_code == 200
    assert open_text(second, version) == 302, "sent to the preview"
    title = fresh(version).content.title
    assert write_text(second, version, "Second") == 403
    assert second.post(settings_of(version), {"title": "Second", "slug": "second"}).status_code == 403
    assert second.post(details, {"section": "decide", "position": "9"}).status_code == 403
    assert write_text(first, version, "First") == 200
    assert (text_of(version), fresh(version).content.title) == ("<p>First</p>", title)


@pytest.mark.databases
def test_whoever_lost_a_draft_has_to_open_it_again(client_of) -> None:
    first, second = client_of("Clinician"), client_of("Manager")
    published = live("risks")
    first.post(version_action(published, "edit_redirect"))
    version = fresh(published).get_latest_draft_version()
    assert open_text(first, version) == 200
    old_settings = filled_form(first, settings_of(version), title="Written in the old window")
    assert second.post(version_action(version, "unlock")).status_code == 302
    assert open_text(second, version) == 200
    assert write_text(second, version, "Second") == 200
    assert second.post(version_action(version, "unlock")).status_code == 302

    # Nobody holds it now, but the window of the first one still shows the text before that.
    where = {"placeholder_id": placeholder(version).pk, "plugin_language": "en", "plugin_position": 1}
    added = admin("cms_placeholder_add_plugin", plugin_type="TextPlugin", **where)
    assert write_text(first, version, "First") == 403
    assert first.post(added, {"body": "<p>First</p>", "json": "null"}).status_code == 403
    assert first.post(settings_of(version), old_settings).status_code == 403
    assert text_of(version) == "<p>Second</p>"
    assert open_text(first, version) == 200
    assert write_text(first, version, "First") == 200


@pytest.mark.databases
def test_who_writes_in_a_draft_that_was_discarded_is_told(client_of) -> None:
    author, clinician = client_of("Author"), client_of("Clinician")
    version = draft("risks")
    open_text(author, version)
    address = admin("cms_placeholder_edit_plugin", plugins(version, "TextPlugin")[0].pk)
    clinician.post(version_action(version, "unlock"))
    clinician.post(version_action(version, "discard"), {"discard": "1"})
    answer = author.post(address, {"body": "<p>More</p>", "json": "null"})
    assert answer.status_code == 403
    assert "Your change was not saved." in answer.content.decode()


# --- Two windows of one person ---------------------------------------------------------------------------------------


def block_form(version, kind: str) -> str:
    return admin("cms_placeholder_edit_plugin", plugins(version, kind)[0].pk)


def the_form(answer) -> dict[str, str]:
    """What the form of an answer would send."""
    (form,) = [form for form in html.fromstring(answer.content.decode()).forms if form.get("id", "").endswith("_form")]
    return {name: value.removeprefix("\n") for name, value in form.form_values() if not name.startswith("_")}


@pytest.mark.databases
@pytest.mark.parametrize(
    ("address_of", "field"),
    [
        (lambda version: block_form(version, "AnswerPlugin"), "body"),
        (settings_of, "title"),
        (settings_of, "slug"),
        (lambda version: admin("content_pagedetails_change", details_of(version).pk), "position"),
    ],
)
def test_a_second_window_replaces_nothing_unseen(client_of, address_of, field: str) -> None:
    version, client = draft("risks"), client_of("Author")
    open_text(client, version)
    address = address_of(version)
    first, second = {"body": ("<p>Older</p>", "<p>Newer</p>"), "position": ("7", "8")}.get(field, ("older", "newer"))
    one, two = (filled_form(client, address, **{field: value}) for value in (first, second))
    assert client.post(address, one).status_code in {200, 302}
    answer = client.post(address, two)
    said = " ".join(html.fromstring(answer.content.decode()).text_content().split())
    assert "This was changed after you opened it" in said
    assert f"now says: “{first.removeprefix('<p>').removesuffix('</p>')}”" in said
    again = the_form(answer)
    assert again[field] == second, "what was typed is still there"
    assert filled_form(client, address)[field].strip() == first, "nothing was saved"
    client.post(address, again)
    assert filled_form(client, address)[field].strip() == second, "pressed again, it was meant"


@pytest.mark.databases
def test_one_window_after_the_other_is_never_stopped(client_of) -> None:
    version, client = draft("risks"), client_of("Author")
    open_text(client, version)
    address = block_form(version, "AnswerPlugin")
    for words in ("<p>One</p>", "<p>Two</p>"):
        client.post(address, filled_form(client, address, body=words))
    assert plugins(version, "AnswerPlugin")[0].body == "<p>Two</p>"


@pytest.mark.databases
def test_of_two_windows_that_save_in_one_moment_the_second_is_told(site: Site) -> None:
    author, manager = StaffSession(site, "author"), StaffSession(site, "manager")
    assert author.log_in().status == manager.log_in().status == 302
    blocks = author.get(f"/admin/blocks/{author.draft_of(live_version(site, 'licensing')).version}/").text
    (block, *_) = re.findall(r"#block-(\d+)", blocks)
    for person, address, field in (
        (author, admin("cms_placeholder_edit_plugin", block), "body"),
        (manager, "/admin/glossary/glossaryterm/1/change/", "definition"),
    ):
        for number in range(4):
            form = person.form(address)
            windows = [form | {field: f"<p>{word} {number}</p>"} for word in ("One", "Two")]
            with ThreadPoolExecutor(2) as both:
                answers = [sent.result() for sent in [both.submit(person.post, address, **typed) for typed in windows]]
            told = ["This was changed after you opened it" in answer.text for answer in answers]
            assert sorted(told) == [False, True], (address, number)
            assert person.form(address)[field].strip() == windows[told.index(False)][field], "the first one's words"


@pytest.mark.browser
def test_two_windows_with_the_same_text_in_place(site: Site, visit) -> None:
    one = visit(site, role="author")
    one.goto("/language-help/")
    open_draft(one)
    one.locator("html[data-unsaved]").wait_for()
    two = one.context.new_page()
    two.goto(one.url)
    for window in (one, two):
        window.locator("[data-cms-edit-url*=as_of]").first.wait_for()
    write(one, " Words of the first window.")
    write(one, " And more of it.")
    write(two, " Words of the second.")
    two.locator(".cms-messages", has_text="in another window of yours").wait_for()
    assert "And more of it." in two.locator(".cms-messages").inner_text()
    assert "Words of the second." in two.locator("main").inner_text()
    one.reload()
    assert "And more of it." in one.locator("main").inner_text()
    assert "Words of the second." not in one.locator("main").inner_text()
    assert not serious(one.complaints)
