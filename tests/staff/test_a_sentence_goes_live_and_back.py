"""The whole way of a change, as staff go it in a browser, and what readers see at each step."""

import re

import pytest
from lxml import html

from tests.site import Site

pytestmark = pytest.mark.browser

ADDRESS = "/risks-and-side-effects/"
NEW_WORDS = "Written in place by a clinician."
NEW_HEADING = "Call us on the same day if you notice this"

VERSION = re.compile(r"Version \d+, published \w+ \d+, \d+")

#: Complaints of the browser that change nothing for staff: a pattern, and why it is harmless.
HARMLESS = {
    r"^Executing inline event handler violates .*script-src 'self'": (
        "the jQuery of django CMS sets “on…” attributes on an element of its own to learn what the browser can do"
    ),
}


def words_of(site: Site, address: str = ADDRESS) -> str:
    """The words that somebody without a login gets at an address, in one line, but for the number of the version."""
    answer = site.get(address)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    words = " ".join(html.fromstring(answer.text).text_content().split())
    assert VERSION.search(words)
    return VERSION.sub("", words)


def toolbar_button(page, *names: str):
    """The button of the toolbar with one of these labels, however they are capitalized."""
    label = re.compile(rf"^\s*({'|'.join(names)})\s*$", re.IGNORECASE)
    return page.locator(".cms-toolbar a.cms-btn", has_text=label)


def open_draft(page) -> None:
    """From the published page, with one press, to a text that can be edited."""
    toolbar_button(page, "New draft", "Edit").click()
    page.locator(".cms-editor-inline-wrapper").first.wait_for()


def publish(page) -> None:
    """From the draft, with one press, to the public page."""
    toolbar_button(page, "Publish").click()
    page.wait_for_url(lambda url: ADDRESS in url and "/admin/" not in url)


def serious(complaints: list[str]) -> list[str]:
    """The complaints that nobody has explained."""
    return [text for text in complaints if not any(re.search(pattern, text) for pattern in HARMLESS)]


def history(page) -> list[list[str]]:
    """Number and state of each version in the list of versions, newest first."""
    rows = page.locator("#result_list tbody tr")
    return [
        [row.locator(".field-number").inner_text().strip(), row.locator(".field-state").inner_text().strip()]
        for row in rows.all()
    ]


@pytest.mark.databases
def test_a_change_is_written_in_place_published_seen_and_taken_back(site: Site, visit) -> None:
    original = words_of(site)
    assert NEW_WORDS not in original

    # One press on the published page opens a draft, and the text is edited where it stands.
    staff = visit(site, role="clinician")
    staff.goto(ADDRESS)
    open_draft(staff)
    paragraph = staff.locator(".cms-editor-inline-wrapper p").first
    paragraph.click()
    staff.keyboard.press("End")
    staff.keyboard.type(f" {NEW_WORDS}")
    with staff.expect_response(lambda answer: "/edit-plugin/" in answer.url) as saved:
        staff.locator("h1").first.click()  # leaving the text saves it
    assert saved.value.request.method == "POST"
    assert saved.value.status == 200
    assert words_of(site) == original, "readers must not see a draft"

    # A component is edited in its form.
    card = staff.locator(".care-card").first
    card.dblclick()
    form = staff.frame_locator(".cms-modal-open iframe")
    form.locator("#id_heading").fill(NEW_HEADING)
    with staff.expect_response(lambda answer: "/edit-plugin/" in answer.url and answer.request.method == "POST"):
        staff.locator(".cms-modal-open .cms-modal-buttons .cms-btn-action", has_text="Save").click()
    staff.locator(".care-card", has_text=NEW_HEADING).first.wait_for()
    assert words_of(site) == original, "readers must not see a draft"

    # What was saved is in the preview, and nowhere else.
    toolbar_button(staff, "Preview").click()
    staff.wait_for_url("**/preview/**")
    draft_address = staff.url
    assert NEW_WORDS in staff.locator("main").inner_text()
    assert NEW_HEADING in staff.locator("main").inner_text()
    reader = visit(site)
    reader.goto(draft_address)
    assert "/admin/login/" in reader.url
    assert words_of(site) == original

    # Published with one press: live for everybody.
    open_draft(staff)
    publish(staff)
    assert NEW_WORDS in staff.locator("main").inner_text()
    published = words_of(site)
    assert NEW_WORDS in published
    assert NEW_HEADING in published

    # The history has both versions; going back to the old one makes a draft of it.
    staff.goto(staff.locator(".cms-toolbar a", has_text="Manage Versions").get_attribute("href"))
    assert history(staff) == [["2", "Published"], ["1", "Unpublished"]]
    staff.locator("#result_list tbody tr").nth(1).locator("a[title=Revert], a.cms-action-revert").first.click()
    staff.locator("form [type=submit], form button").last.click()
    staff.wait_for_url("**/pagecontentversion/?**")
    assert history(staff) == [["3", "Draft"], ["2", "Published"], ["1", "Unpublished"]]
    assert NEW_WORDS in words_of(site), "going back is not live before it is published"

    staff.goto(ADDRESS)
    open_draft(staff)
    publish(staff)
    assert words_of(site) == original

    assert not serious(staff.complaints)
    assert not staff.foreign


def test_an_author_edits_and_is_told_who_can_publish(site: Site, visit) -> None:
    before = words_of(site, "/cost-and-insurance/")
    author = visit(site, role="author")
    author.goto("/cost-and-insurance/")
    open_draft(author)
    paragraph = author.locator(".cms-editor-inline-wrapper p").first
    paragraph.click()
    author.keyboard.press("End")
    author.keyboard.type(" An author's idea.")
    with author.expect_response(lambda answer: "/edit-plugin/" in answer.url):
        author.locator("h1").first.click()
    button = toolbar_button(author, "Publish")
    if button.count() and "cms-btn-disabled" not in button.get_attribute("class"):
        button.click()
        author.locator(".cms-messages", has_text="permission").wait_for()
    assert words_of(site, "/cost-and-insurance/") == before

    # The draft stands where staff land after logging in, for its author and for those who may publish it.
    author.goto("/admin/")
    author.locator("section", has=author.get_by_role("heading", name="Your drafts")).get_by_role(
        "link", name=re.compile("cost", re.IGNORECASE)
    ).first.wait_for()
    clinician = visit(site, role="clinician")
    waiting = clinician.locator("section", has=clinician.get_by_role("heading", name="Others are still writing"))
    waiting.get_by_role("link", name=re.compile("cost", re.IGNORECASE)).first.click()
    clinician.wait_for_url("**/admin/cms/placeholder/object/**")
    assert "An author's idea." in clinician.locator("main").inner_text()
    assert not serious(author.complaints + clinician.complaints)
