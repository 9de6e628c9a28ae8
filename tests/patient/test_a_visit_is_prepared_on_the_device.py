"""The day by the clock, what matters, and one sheet for the visit: right, private, and on paper."""

import json
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import ics
import psycopg
import pytest
import redis
import vobject
from playwright.sync_api import Page
from psycopg import sql

from tests.patient.test_tools_stay_on_the_device import (
    DAY,
    DIARY,
    MATTERS,
    PLANTED,
    QUESTIONS,
    SHEET,
    add,
    button,
    file_of,
    keep,
    message,
    open_file,
    put_in,
    sheets,
    start,
)
from tests.reading import ADDRESS_OF
from tests.site import Site

pytestmark = pytest.mark.browser
#: What a calendar that somebody else sees must not say by itself.
TELLING = re.compile("infusion|ketamin|clinic|drip|food|drink|drive", re.IGNORECASE)


def in_los_angeles(visit, site: Site, **options) -> Page:
    return visit(site, timezone="America/Los_Angeles", **options)


def choose(page: Page, day: str, time: str, travel: str = "") -> list[str]:
    """The times that stand there for an appointment, each with the label of its item."""
    for name, value in (("date", day), ("time", time), ("travel", travel)):
        page.locator(f"[data-part={name}]").fill(value)
    items = page.locator("[data-part=items] li").all()
    return [" ".join(item.locator("strong").all_inner_texts()) for item in items]


@pytest.mark.parametrize(
    ("day", "time", "eat"),
    [
        ("2026-03-07", "10:00", "Saturday, March 7, 2:00 AM"),
        ("2026-03-08", "10:00", "Sunday, March 8, 1:00 AM"),
        ("2026-11-01", "08:30", "Sunday, November 1, 1:30 AM"),
    ],
    ids=["as ever", "clocks go forward", "clocks go back"],
)
def test_eight_hours_before_are_eight_hours_whatever_clocks_do(site: Site, visit, day: str, time: str, eat: str):
    page = in_los_angeles(visit, site, width=360)
    start(page, DAY)
    shown = [line.replace("\u202f", " ") for line in choose(page, day, time, "45")]
    assert shown[0] == f"{eat} at the latest: Stop solid food"
    assert shown[2].startswith("About") and shown[2].endswith("Leave home")
    assert not shown[3].startswith("About") and shown[3].endswith("Arrive")
    assert shown[6].strip() == "Tonight", "nobody says when that is"
    assert shown[7].endswith("Driving")
    assert choose(page, day, time)[2].strip() == "Leave home", "without a way there is no time"
    assert choose(page, "", time)[0].strip() == "Stop solid food"
    assert page.complaints == []


def calendar_of(page: Page) -> bytes:
    with page.expect_download() as saved:
        button(page, "Save a calendar file").click()
    return Path(saved.value.path()).read_bytes()


def test_a_calendar_file_says_nothing_that_others_should_not_read_and_three_programs_read_it(site: Site, visit):
    page = in_los_angeles(visit, site)
    start(page, DAY)
    button(page, "Save a calendar file").click()
    assert message(page) == "Choose a day and a time first."
    choose(page, "2026-03-08", "10:00", "45")
    data = calendar_of(page)
    assert not TELLING.search(data.decode())
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert {str(event["CLASS"]) for event in events} == {"PRIVATE"}
    assert {str(event["SUMMARY"]) for event in events} == {"Appointment", "Reminder"}
    (own,) = (event for event in events if event["SUMMARY"] == "Appointment")
    assert own.start == datetime(2026, 3, 8, 17, 0, tzinfo=UTC) and own.end == datetime(2026, 3, 8, 19, 0, tzinfo=UTC)
    assert min(event.start for event in events) == datetime(2026, 3, 8, 9, 0, tzinfo=UTC), (
        "eight hours, whatever clocks do"
    )
    others = [event.dtstart.value for event in vobject.readOne(data.decode()).vevent_list]
    assert sorted(others) == sorted(event.start for event in events)
    assert len(ics.Calendar(data.decode()).events) == len(events)
    assert len({event["UID"] for event in events}) == len(events)
    page.get_by_label("Write what to do at each time").check()
    page.get_by_label("Write the name and address of the clinic").check()
    data = calendar_of(page)
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert "Stop solid food" in [str(event["SUMMARY"]) for event in events]
    (place,) = (str(event["LOCATION"]) for event in events if "LOCATION" in event)
    assert place == "Example Clinic, Example Street 1, Los Angeles, CA 90000 (example)"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert page.locator("[data-part=requests]").inner_text() == "0"


def test_what_matters_is_noted_kept_and_never_added_up(site: Site, visit):
    page = visit(site, width=360)
    start(page, MATTERS)
    assert page.locator(".tool input:checked").count() == 0
    groups = page.locator("[data-about]")
    assert groups.count() == 6
    groups.nth(2).get_by_label("matters to me a lot").focus()
    page.keyboard.press("Space")
    groups.nth(2).get_by_role("textbox").fill(PLANTED)
    groups.nth(3).get_by_label("not much").check()
    groups.nth(3).get_by_role("button", name="Take it back").click()
    keep(page)
    page.reload()
    page.locator(".tool[data-kept='1']").wait_for()
    assert page.locator(".tool input:checked").count() == 1
    assert groups.nth(2).get_by_role("textbox").input_value() == PLANTED
    with page.expect_download() as saved:
        button(page, "Save a file").click()
    data = json.loads(Path(saved.value.path()).read_text())["data"]
    assert data == {"answers": [{"about": "What can go wrong", "weight": "a-lot", "note": PLANTED}]}
    for bad in ({"weight": "most"}, {"note": None}, {"about": ""}, {"weight": 3}):
        open_file(page, file_of("matters", {"answers": [data["answers"][0] | bad]}))
        page.get_by_text("This file cannot be read.").wait_for()
        page.locator("[data-part=message]").evaluate("(element) => { element.textContent = '' }")


def test_a_line_of_ones_own_stands_in_the_diary_and_a_diary_of_before_is_read(site: Site, visit):
    page = visit(site, width=360)
    start(page, DIARY)
    button(page, "Put this line into my diary").click()
    assert message(page) == "Write a line first."
    page.get_by_label("How I am, in my own words").fill(f"calm <b>{PLANTED}</b>")
    button(page, "Put this line into my diary").click()
    assert page.locator("[data-part=rows] td").nth(1).inner_text() == f"calm <b>{PLANTED}</b>"
    with page.expect_download() as saved:
        button(page, "Save a file").click()
    file = json.loads(Path(saved.value.path()).read_text())
    assert (file["version"], file["data"]["entries"][0]["what"]) == (2, "note")
    before = {"entries": [{"day": "2026-02-03", "what": "phq-9", "answers": [1] * 9, "extra": None}]}
    open_file(page, file_of("diary", before, version=1))
    button(page, "Yes").click()
    page.get_by_text("The file is open.").wait_for()
    assert page.locator("[data-part=rows] td").nth(1).inner_text().startswith("9 of 27")
    open_file(
        page, file_of("diary", {"entries": [{"day": "2026-02-03", "what": "note", "text": "x" * 301}]}, version=2)
    )
    page.get_by_text("This file cannot be read.").wait_for()


def use_every_tool(page: Page) -> None:
    """A full session: PLANTED in every field that takes words, every box and questionnaire, and all of it kept."""
    start(page, QUESTIONS)
    for number in range(15):
        add(page, f"{PLANTED} {number} " + "word " * 60)
    page.get_by_label("What I was told").first.fill(PLANTED)
    keep(page)
    page.goto(ADDRESS_OF["risks"])
    for answer in page.locator(".teach-back summary").all():
        answer.click()
    page.get_by_role("link", name="Put it on my list of questions").click()
    page.locator(".tool-row").nth(14).wait_for()
    page.locator(".tool-group", has_text="Did we explain it?").locator("input").first.check()
    page.locator(".tool[data-kept='2']").wait_for()
    start(page, DAY)
    choose(page, "2026-03-09", "10:00", "45")
    keep(page)
    start(page, MATTERS)
    for group in page.locator("[data-about]").all():
        group.get_by_label("somewhat").check()
        group.get_by_role("textbox").fill(f"{PLANTED} " * 40)
    keep(page)
    start(page, ADDRESS_OF["my-checklist"])
    for box in page.locator(".tool-groups input").all():
        box.check()
    keep(page)
    start(page, DIARY)
    put_in(page, "gad-7", [1] * 7)
    put_in(page, "pain", [6])
    put_in(page, "phq-9", [2] * 8 + [0])
    page.get_by_label("How I am, in my own words").fill(PLANTED)
    button(page, "Put this line into my diary").click()
    keep(page)


def kept_words(site: Site, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that a site holds once it is stopped, piece by piece, each with the place where it stands.

    That is its folder with the logs, every table, every key of Redis, a backup and an export made now (in `folder`).
    """
    for path in site.data_dir.rglob("*"):
        if path.is_file():
            yield f"folder: {path.name}", path.read_bytes()
    if url := site.environment.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                rows = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
                yield from ((f"table: {table}", row.encode()) for (row,) in connection.execute(rows))
    else:
        with closing(sqlite3.connect(site.data_dir / "db.sqlite3")) as connection:
            yield from (("table", line.encode()) for line in connection.iterdump())
    if url := site.environment.get("CACHE_URL"):
        with closing(redis.Redis.from_url(url)) as store:
            for key in store.scan_iter():
                yield f"redis: {key!r}", key + (store.dump(key) or b"")
    site.manage("backup", str(folder / "backup.tar.gz"))
    with tarfile.open(folder / "backup.tar.gz") as archive:
        archive.extractall(folder / "backup", filter="data")
    site.manage("export_guide", str(folder / "export"))
    for name in ("backup", "export"):
        yield from ((name, path.read_bytes()) for path in (folder / name).rglob("*") if path.is_file())


@pytest.mark.databases
def test_one_sheet_holds_what_the_other_tools_keep_and_the_server_holds_nothing(new_site: Site, visit, tmp_path: Path):
    """The sheet with the site switched off; then what was written is looked for wherever a server could have put it."""
    asked = "zanzibarasked"
    new_site.environment["ACCESS_LOG"] = str(new_site.data_dir / "access.log")
    new_site.start()
    page = in_los_angeles(visit, new_site, width=360)
    start(page, SHEET)
    assert page.get_by_text("Nothing is kept on this device yet.").is_visible()
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    use_every_tool(page)
    start(page, SHEET)
    page.locator("[data-lines=diary] li").nth(3).wait_for()
    assert new_site.get(f"/{asked}/").status == 404
    new_site.stop()
    assert "PHQ-9, 16 of 27" in page.locator("[data-lines=diary]").inner_text()
    assert page.locator("[data-lines=questions] li").count() == 12
    assert "And 4 more on this device." in page.locator("[data-lines=questions]").inner_text()
    page.get_by_label("Anything else I want to say").fill("line\n" * 8)
    page.emulate_media(media="print")
    assert sheets(page) in {1, 2}
    page.emulate_media(media="screen")
    page.get_by_label("The last entries of my diary").uncheck()
    assert not page.locator("[data-lines=diary]").is_visible()
    with page.expect_download() as saved:
        button(page, "Save it as text").click()
    words = Path(saved.value.path()).read_text()
    assert words.count(PLANTED) >= 15 + 6 and "PHQ-9" not in words
    keep(page)
    assert page.locator("[data-part=requests]").inner_text() == "0"
    assert page.complaints == [] and page.context.cookies() == []
    button(page, "Clear everything").click()
    button(page, "Yes").click()
    page.get_by_text("Everything is cleared.").wait_for()
    assert page.locator("[data-lines] li").count() == 0
    there = list(kept_words(new_site, tmp_path))
    assert [place for place, data in there if PLANTED.encode() in data or PLANTED.encode().hex().encode() in data] == []
    # Both could be found: what somebody asks for stands in the logs, and what staff wrote everywhere else.
    logs = {"folder: access.log", "folder: gunicorn.log"}
    assert {place for place, data in there if asked.encode() in data} == logs
    known = {place.partition(":")[0] for place, data in there if b"ketamine" in data}
    assert known >= {"table", "backup", "export"}
    assert any(place.startswith("redis") for place, _ in there) is ("CACHE_URL" in new_site.environment)
