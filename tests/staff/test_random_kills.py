"""What stood for ten seconds outlives a browser, a worker, a server or a database that is killed at a random moment: `make kills`
for many.

KILLS says how many, KILL_SEED with which random numbers, KILL_SECONDS after how long no further one begins. KILL_DATABASE takes a
PostgreSQL server of its own, which is killed, too; without it the site is one on SQLite.
"""

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, Response

from tests.postgresql_server import PostgreSQL
from tests.site import PASSWORD, Site, free_port, site_in
from tests.staff.test_a_sentence_goes_live_and_back import open_draft
from tests.staff.test_nothing_typed_is_lost import UNSAVED, type_in_place

pytestmark = pytest.mark.browser
KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
SECONDS = float(os.environ.get("KILL_SECONDS", "3600"))
FORM, FIELD = "/admin/glossary/glossaryterm/1/change/", "#id_definition"
VICTIMS = ("browser", "worker", "server", *(["database"] if os.environ.get("KILL_DATABASE") else []))
#: Within so many seconds after the text stood, somebody is still typing.
LATEST_KILL = 0.6


class KillableBrowser:
    """Chromium as a process of its own, which can be killed as a crash would."""

    def __init__(self, kind: BrowserType, folder: Path) -> None:
        port = free_port()
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}")
        self.process = subprocess.Popen(
            [os.environ["CHROMIUM"], *options, f"--remote-debugging-port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.browser: Browser = self._connect(kind, f"http://127.0.0.1:{port}")

    @staticmethod
    def _connect(kind: BrowserType, address: str) -> Browser:
        deadline = time.monotonic() + 60
        while True:
            try:
                return kind.connect_over_cdp(address)
            except Error:
                if time.monotonic() > deadline:
                    raise

    def logged_in(self, site: Site) -> Page:
        page = self.browser.new_context(base_url=site.url).new_page()
        page.goto("/admin/login/")
        page.fill("#id_username", "manager")
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def browsers(chromium, tmp_path: Path) -> Iterator:
    """`browsers()` starts another one; all are gone at the end."""
    started: list[KillableBrowser] = []

    def start() -> KillableBrowser:
        started.append(KillableBrowser(chromium.browser_type, tmp_path / f"browser{len(started)}"))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.fixture
def database() -> Iterator[PostgreSQL | None]:
    """Where the database is a server that can be killed."""
    if "database" not in VICTIMS:
        yield None
        return
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def killable_site(request, database: PostgreSQL | None, tmp_path: Path) -> Iterator[Site]:
    place = tmp_path / "data"
    site = (
        site_in(database.url, place)
        if database
        else request.getfixturevalue("site_template").copy(place, WEB_CONCURRENCY="2")
    )
    site.start()
    yield site
    site.stop()


def workers_of(site: Site) -> list[int]:
    assert site.process
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    return [int(number) for number in children.split()]


def kill(victim: str, site: Site, browser: KillableBrowser, database: PostgreSQL | None, chance: random.Random) -> None:
    """Without a warning, as a crash or a power cut."""
    if victim == "browser":
        browser.kill()
        return
    if victim == "database":
        assert database
        database.kill()
        return
    workers = workers_of(site)
    if victim == "server":
        assert site.process
        site.process.kill()
        site.process.wait()
    for worker in workers if victim == "server" else [chance.choice(workers)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def wait_until_it_keeps(page: Page) -> None:
    """Until the script watches what is typed. Its clock stands still but for this, and it may be loaded late."""
    end = time.monotonic() + 60
    while not page.locator("html[data-unsaved]").count():
        assert time.monotonic() < end, "nothing watches what is typed"
        page.clock.run_for(500)


def stand_for_ten_seconds(page: Page, done: Counter[str]) -> None:
    """Ten seconds of the page's clock, until the server has said that it keeps the text. A refusal on the way, such as of a token
    that came too late, is counted: the page tries again by itself.
    """

    def is_kept(answer: Response) -> bool:
        asked = answer.url.endswith(UNSAVED) and answer.request.method == "POST"
        if asked and not answer.ok:
            done[f"tried again after {answer.status}"] += 1
        return asked and answer.ok

    with page.expect_response(is_kept, timeout=10_000):
        page.clock.run_for(10_000)


def go_on_typing(page: Page, chance: random.Random) -> None:
    """Until nothing answers any more, or for a while: what is typed now has not stood yet, and may be lost."""
    with contextlib.suppress(Error):
        for _ in range(chance.randint(1, 12)):
            page.keyboard.type(chance.choice((" more", " and", " words")))
            page.clock.run_for(chance.randint(0, 3000))


def offered(page: Page, address: str) -> str:
    """Open a form, and read what is offered there."""
    page.goto(address)
    offer = page.locator(".unsaved-offer pre").first
    offer.wait_for(state="attached")
    return offer.text_content() or ""


def throw_away(page: Page) -> None:
    page.locator(".unsaved-offer [data-throw]").first.click()
    page.locator(".unsaved-offer").first.wait_for(state="detached")


def test_what_stood_for_ten_seconds_is_offered_again(
    killable_site: Site, database: PostgreSQL | None, browsers
) -> None:
    site, chance, done = killable_site, random.Random(SEED), Counter[str]()
    browser = browsers()
    page = browser.logged_in(site)
    page.goto("/cost-and-insurance/")
    open_draft(page)
    draft, end = page.url, time.monotonic() + SECONDS
    for number in range(KILLS):
        if time.monotonic() > end:
            break
        victim = VICTIMS[number] if number < len(VICTIMS) else chance.choice(VICTIMS)
        place = (
            ("form", "text in place")[number % 2] if number < len(VICTIMS) else chance.choice(("form", "text in place"))
        )
        words = f" Stood number {number} {chance.randrange(10**6)}."
        case = f"kill {number}: {victim}, {place} (KILL_SEED={SEED})"
        with (
            contextlib.closing(page.context.new_page())
            if victim != "browser"
            else contextlib.nullcontext(page) as window
        ):
            window.clock.install()
            window.goto(FORM if place == "form" else draft)
            wait_until_it_keeps(window)
            if place == "form":
                window.locator(FIELD).press("End")
                window.keyboard.type(words)
            else:
                type_in_place(window, words)
            stand_for_ten_seconds(window, done)
            killer = threading.Timer(chance.uniform(0, LATEST_KILL), kill, (victim, site, browser, database, chance))
            killer.start()
            go_on_typing(window, chance)
            killer.join()
        if victim == "server":
            site.start()
        if victim == "database":
            assert database
            database.start()
        if victim == "browser":
            browser = browsers()
            page = browser.logged_in(site)
        assert words.strip() in offered(page, FORM if place == "form" else draft), case
        throw_away(page)
        done[f"{victim}, {place}"] += 1
    kills = sum(count for case, count in done.items() if not case.startswith("tried"))
    print(f"\n{kills} kills, nothing lost (KILL_SEED={SEED}): {dict(sorted(done.items()))}")
