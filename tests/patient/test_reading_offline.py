"""Whoever asks for it can read the guide where there is no signal; whoever does not gets no script and leaves no trace."""

import time

import pytest
from django.test import Client
from playwright.sync_api import Error

from tests.operator.test_a_component_fails import BREAK
from tests.reading import ADDRESSES, draft_of
from tests.site import Site

TOOK_DOWN = """
from tests.reading import draft_of, publish, take_down
take_down("language-help")
publish(draft_of("cost", title="What does a fresh copy cost?"))
"""
COPIES = "caches.keys()"
WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
KEPT = """async () => {
  const [name] = await caches.keys();
  return (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
}"""
#: As if the copy had been made two days ago.
GROW_OLD = """async () => {
  const [name] = await caches.keys();
  const copy = await caches.open(name);
  const about = await (await copy.match("/offline-copy")).json();
  about.made -= 2 * 24 * 60 * 60 * 1000;
  await copy.put("/offline-copy", new Response(JSON.stringify(about)));
}"""


def test_the_list_names_every_public_page_and_no_other(client: Client, db):
    listed = client.get("/offline.json").json()
    assert sorted(listed["pages"]) == sorted([*ADDRESSES, "/offline/", "/search/"])
    assert set(listed["words"]) == {"copy", "missing"}


def test_a_draft_is_not_in_the_list(client: Client, db):
    draft_of("cost", title="Zanzibar")
    assert "zanzibar" not in client.get("/offline.json").content.decode().lower()


def test_only_the_page_that_asks_has_a_script_and_may_run_one(client: Client, db):
    page = client.get("/offline/")
    assert page.content.decode().count("<script") == 1
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    for address in ("/", "/offline.json", "/offline-worker.js", "/no-such-page/"):
        assert "script-src" not in client.get(address).headers["Content-Security-Policy"]
    assert not page.cookies


def wait_until(page, fulfilled) -> None:
    """Until something is so that the browser does on its own."""
    deadline = time.monotonic() + 30
    while not fulfilled():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def wait_until_gone(site: Site, address: str) -> None:
    """Until every worker knows: each compares with the database once a second."""
    deadline = time.monotonic() + 30
    while any(site.get(address).status != 404 for _ in range(20)):
        assert time.monotonic() < deadline, f"{address} does not go away"


def keep(page) -> None:
    page.goto("/offline/")
    page.get_by_role("button", name="Keep the guide on this device").click()
    page.get_by_text("The guide is on this device.").wait_for()


@pytest.mark.browser
def test_nothing_is_kept_unless_the_reader_asks(site: Site, visit):
    page = visit(site)
    for address in ("/", "/risks-and-side-effects/", "/offline/"):
        page.goto(address, wait_until="load")
    assert page.evaluate(COPIES) == []
    assert page.evaluate(WORKERS) == 0


@pytest.mark.browser
def test_every_page_can_be_read_when_the_site_cannot_be_reached(new_site: Site, visit):
    new_site.start()
    page = visit(new_site, width=360)
    keep(page)
    assert {*ADDRESSES, "/offline/"} <= set(page.evaluate(KEPT))
    assert page.foreign == [] and page.complaints == []
    new_site.stop()
    for address in ("/", "/get-help-now/", "/what-is-ketamine-infusion/?utm_source=mail", "/risks-and-side-effects"):
        page.goto(address, wait_until="load")
        note = page.locator(".offline-note").inner_text()
        assert note.startswith("You have no internet connection. This is the copy of ")
        assert page.locator("h1").count() == 1
        assert page.locator('a[href="tel:988"]').first.is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Atkinson')
        assert page.evaluate("[...document.fonts].some((font) => font.status === 'loaded')"), (
            "the letters are in the copy"
        )
    page.goto("/search/")
    page.get_by_role("searchbox").fill("can i dirve home")
    page.locator("#search-results").get_by_role("link", name="Can I drive home?").click()
    page.wait_for_url("**/questions/#can-i-drive-home")
    page.goto("/never-written/")
    assert "the page you asked for is not in the copy" in page.locator(".offline-note").inner_text()
    assert page.get_by_text("The guide is on this device.").is_visible()


@pytest.mark.browser
def test_with_a_connection_readers_always_get_the_page_online_and_an_old_copy_is_made_anew(new_site: Site, visit):
    new_site.start()
    page = visit(new_site)
    keep(page)
    page.evaluate(GROW_OLD)
    new_site.manage("shell", "-v0", "-c", TOOK_DOWN)
    wait_until_gone(new_site, "/language-help/")
    (old,) = page.evaluate(COPIES)
    page.goto("/cost-and-insurance/")
    page.get_by_role("heading", name="What does a fresh copy cost?").wait_for()
    assert page.locator(".offline-note").count() == 0
    wait_until(page, lambda: len(page.evaluate(COPIES)) == 1 and page.evaluate(COPIES) != [old])
    kept = page.evaluate(KEPT)
    assert "/cost-and-insurance/" in kept
    assert "/language-help/" not in kept, "what was taken down is in no copy"
    new_site.stop()
    page.goto("/cost-and-insurance/")
    page.get_by_role("heading", name="What does a fresh copy cost?").wait_for()


@pytest.mark.browser
def test_a_copy_without_one_of_its_pages_is_none(new_site: Site, visit):
    """A page that fails is answered with a page, too, which is not the one that a reader wants to keep."""
    new_site.manage("shell", "-v0", "-c", BREAK)
    new_site.start()
    page = visit(new_site)
    page.goto("/offline/")
    page.get_by_role("button", name="Keep the guide on this device").click()
    page.get_by_text("The copy could not be made.").wait_for()
    assert page.evaluate(COPIES) == []


@pytest.mark.browser
def test_a_copy_that_cannot_be_made_leaves_the_old_one(new_site: Site, visit):
    new_site.start()
    page = visit(new_site)
    keep(page)
    new_site.stop()
    page.get_by_role("button", name="Make a new copy now").click()
    page.get_by_text("The copy could not be made.").wait_for()
    assert len(page.evaluate(COPIES)) == 1
    page.goto("/")
    assert page.locator(".offline-note").is_visible()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):  # the browser's own words: no copy speaks for staff
        page.goto("/admin/")


@pytest.mark.browser
def test_removing_it_leaves_nothing(site: Site, visit):
    page = visit(site)
    keep(page)
    page.get_by_role("button", name="Remove it from this device").click()
    page.get_by_role("button", name="Keep the guide on this device").wait_for()
    assert page.evaluate(COPIES) == []
    wait_until(page, lambda: page.evaluate(WORKERS) == 0)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.context.cookies() == []


@pytest.mark.browser
def test_without_script_the_page_says_what_else_to_do(site: Site, visit):
    page = visit(site, scripts=False)
    page.goto("/offline/")
    assert page.get_by_text("This browser cannot keep the guide").is_visible()
    assert not page.get_by_role("button").filter(has_text="Keep the guide").count()
