"""Two people on one page: the second is told, takes over only on purpose, and nothing is silently overwritten."""

import re

import pytest

from tests.site import Site
from tests.staff.test_a_sentence_goes_live_and_back import open_draft, serious, toolbar_button
from tests.staff_session import VERSIONS, StaffSession, live_version

pytestmark = pytest.mark.browser
TOLD = re.compile(r"author is working on a draft of this page")


def write(page, words: str) -> None:
    """Type at the end of the first paragraph, and leave it, which saves it."""
    page.locator(".cms-editor-inline-wrapper p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)
    with page.expect_response(lambda answer: "/edit-plugin/" in answer.url):
        page.locator("h1").first.click()


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
    assert "The author was here. And the clinician." in text
    assert "And again." not in text
    assert not serious(second.complaints)


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


def test_a_draft_that_was_freed_belongs_to_whoever_opens_it_next(site: Site) -> None:
    author, manager = StaffSession(site, "author"), StaffSession(site, "manager")
    assert author.log_in().status == manager.log_in().status == 302
    version = live_version(site, "preparing")
    draft = author.draft_of(version)
    assert manager.post(f"{VERSIONS}/{draft.version}/unlock/").status == 302
    assert manager.draft_of(version) == draft
    assert author.post(draft.settings, title="Overwritten", slug="prepare").status == 403
    assert manager.rename(draft, "Written by the manager").status == 302
