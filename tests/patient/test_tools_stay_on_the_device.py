"""What a reader writes into a tool stays on the device: nothing leaves the page, nothing is kept unasked, all of it can be cleared.

One reader goes through everything with the site switched off; the rest are the ways in which this could go wrong.
"""

import json
import re
from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from ketaguide.delivery.middleware import TOOL_POLICY
from tests.reading import ADDRESS_OF, TOOLS, words_of
from tests.site import Site

QUESTIONS, CHECKLIST, DIARY = "/tools/my-questions/", "/tools/my-checklist/", "/tools/my-diary/"
DAY, MATTERS, SHEET = (ADDRESS_OF[name] for name in ("my-infusion-day", "what-matters", "visit-sheet"))
#: What nobody else would write, for looking for it afterwards.
PLANTED = "zanzibarquestion"
DATABASES = "indexedDB.databases().then((found) => found.map(({ name }) => name))"
#: Each way in which a script could send something, and whether it was refused.
ATTEMPTS = """async () => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
  const own = location.origin;
  const outcomes = {};
  const attempt = async (name, act) => {
    try { await act(); outcomes[name] = "sent"; } catch { outcomes[name] = "refused"; }
  };
  await attempt("fetch", () => fetch(`${own}/?word`));
  await attempt("fetch elsewhere", () => fetch("http://127.0.0.1:9/?word", { mode: "no-cors" }));
  await attempt("request", () => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.onload = resolve;
    request.onerror = reject;
    request.open("POST", `${own}/`);
    request.send("word");
  }));
  await attempt("socket", () => new Promise((resolve, reject) => {
    const socket = new WebSocket("ws://127.0.0.1:9/");
    socket.onopen = resolve;
    socket.onerror = reject;
  }));
  await attempt("events", () => new Promise((resolve, reject) => {
    const source = new EventSource(`${own}/`);
    source.onopen = resolve;
    source.onerror = reject;
  }));
  await attempt("picture elsewhere", () => new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = resolve;
    picture.onerror = reject;
    picture.src = "http://127.0.0.1:9/word.png";
  }));
  await attempt("worker", () => navigator.serviceWorker.register("/offline-worker.js"));
  navigator.sendBeacon(`${own}/`, "word");
  const form = document.createElement("form");
  form.method = "post";
  form.action = `${own}/?word`;
  document.body.append(form);
  form.submit();
  const frame = document.createElement("iframe");
  frame.src = `${own}/?word`;
  document.body.append(frame);
  const prefetch = document.createElement("link");
  prefetch.rel = "prefetch";
  prefetch.href = "http://127.0.0.1:9/word";
  document.head.append(prefetch);
  await new Promise((resolve) => setTimeout(resolve, 300));
  form.remove(), frame.remove(), prefetch.remove();
  return [outcomes, refused];
}"""


def start(page, address: str) -> None:
    page.goto(address, wait_until="load")
    page.locator(".tool[data-live]").wait_for()


def button(page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def message(page) -> str:
    return page.locator("[data-part=message]").inner_text()


def rows(page) -> list[str]:
    return page.locator(".tool-row-text").all_inner_texts()


def add(page, question: str) -> None:
    page.get_by_label("A question of my own").fill(question)
    button(page, "Add it to my list").click()


def fill_in(page, form: str, points: list[int | None]) -> None:
    element = page.locator(f"[data-form={form}]")
    if not element.evaluate("(details) => details.open"):
        element.locator("summary").click()
    for number, value in enumerate(points):
        if value is not None:
            element.locator("[data-item]").nth(number).locator("input").nth(value).check()


def put_in(page, form: str, points: list[int | None]) -> None:
    fill_in(page, form, points)
    page.locator(f"[data-form={form}]").get_by_role("button", name="Put it into my diary").click()


def keep(page) -> None:
    button(page, "Keep on this device").click()
    page.get_by_text("It is kept on this device now.").wait_for()
    assert page.evaluate("document.activeElement.dataset.part") == "kept"


def open_file(page, words: str | bytes) -> None:
    data = words.encode() if isinstance(words, str) else words
    page.locator("input[type=file]").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": data})


def sheets(page) -> int:
    """How many sheets of paper the page takes."""
    return page.pdf(format="Letter").count(b"/Type /Page\n")


def file_of(tool: str, data: object, **changes: object) -> str:
    return json.dumps({"format": "guide-tools", "version": 1, "tool": tool, "data": data} | changes)


# --- Nothing leaves the page -----------------------------------------------------------------------------------------


def test_no_script_of_a_tool_names_a_way_out():
    """The policy cannot forbid all: a picture of this site, another page, the address."""
    ways = r"\b(?:fetch|XMLHttpRequest|sendBeacon|WebSocket|EventSource|RTCPeerConnection|Image|Worker|location|history|cookie"
    ways += r"|localStorage|sessionStorage|caches|innerHTML|outerHTML|insertAdjacentHTML|eval|Function|src)\b"
    for path in (settings.BASE_DIR / "static" / "tools").glob("*.js"):
        code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        assert re.findall(ways, code) == [], path.name
        assert "document.title" not in code
        assert [line for line in re.findall(r'from "([^"]*)"', code) if not line.startswith("./")] == []


@pytest.mark.django_db
def test_a_tool_has_at_most_thirty_kilobytes_of_script(guide):
    for address in TOOLS:
        names = guide[address].root.xpath("//script/@src | //link[@rel='modulepreload']/@href")
        files = [settings.BASE_DIR / name.lstrip("/") for name in names]
        assert len(files) >= 3
        assert sum(len(brotli.compress(file.read_bytes())) for file in files) < 30 * 1024


@pytest.mark.browser
def test_every_control_works_with_the_site_switched_off_and_nothing_is_sent(new_site: Site, visit, tmp_path: Path):
    new_site.start()
    pages = {}
    for address, width in ((QUESTIONS, 360), (CHECKLIST, 1280), (DIARY, 360), (DAY, 360), (MATTERS, 1280)):
        pages[address] = visit(new_site, width=width)
        start(pages[address], address)
        pages[address].evaluate("document.fonts.ready")
    new_site.stop()
    asked = []
    for page in pages.values():
        page.on("request", lambda request: asked.append(request.url))

    page = pages[QUESTIONS]
    for number in (0, 7, 11):
        page.locator(".tool-groups input").nth(number).check()
    add(page, f"{PLANTED} <b>one</b>")
    add(page, "second")
    assert len(rows(page)) == 5
    assert rows(page)[3] == f"{PLANTED} <b>one</b>"
    page.locator(".tool-row").nth(3).get_by_label("Asked").check()
    page.locator(".tool-row").nth(3).get_by_label("What I was told").fill(PLANTED)
    for _ in range(3):  # by keyboard; the focus stays on the button
        page.locator(".tool-row").filter(has_text=PLANTED).locator("[data-do=up]").focus()
        page.keyboard.press("Enter")
    assert rows(page)[0].startswith(PLANTED)
    assert message(page) == "Moved. It is now number 1 of 5."
    assert page.evaluate("document.activeElement.dataset.do") == "down", "“up” cannot be pressed at the top"
    assert page.locator(".tool-row").nth(0).get_by_label("What I was told").input_value() == PLANTED
    page.locator(".tool-row").nth(4).locator("[data-do=remove]").click()
    page.locator(".tool-groups input").nth(7).uncheck()
    assert len(rows(page)) == 3
    page.emulate_media(media="print")
    assert page.locator(".tool-row").nth(2).is_visible() and not button(page, "Print my list").is_visible()
    assert sheets(page) == 1
    page.emulate_media(media="screen")

    page = pages[CHECKLIST]
    for box in page.locator(".tool-groups input").all():
        box.check()

    page = pages[DIARY]
    put_in(page, "phq-9", [2, 2, 2, 2, 2, 2, 2, 1, 1])
    put_in(page, "gad-7", [1] * 7)
    put_in(page, "pain", [6])
    button(page, "Mark an infusion on this day").click()
    table = page.locator("[data-part=rows] tr").all_inner_texts()
    assert len(table) == 4
    with page.expect_download() as saved:
        button(page, "Save a table (CSV)").click()
    csv = Path(saved.value.path()).read_text().splitlines()
    assert csv[0] == '"Day","What","Total","Answers"'
    assert csv[1].endswith('"PHQ-9","16","2 2 2 2 2 2 2 1 1"')

    page = pages[DAY]
    page.get_by_label("Day of my appointment").fill("2026-03-09")
    page.get_by_label("Time of my appointment").fill("10:00")
    page.get_by_label("Minutes from my door").fill("45")
    for box in ("Write what to do", "Write the name"):
        page.get_by_label(box).check()
    with page.expect_download():
        button(page, "Save a calendar file").click()

    page = pages[MATTERS]
    for group in page.locator("[data-about]").all():
        group.get_by_label("somewhat").check()
        group.get_by_role("textbox").fill(PLANTED)
    page.locator("[data-about]").first.get_by_role("button", name="Take it back").click()

    for page in pages.values():
        keep(page)
        with page.expect_download() as saved:
            button(page, "Save a file").click()
        assert json.loads(Path(saved.value.path()).read_text())["format"] == "guide-tools"
        assert asked == [] and page.foreign == [] and page.complaints == []
        assert page.locator("[data-part=requests]").inner_text() == "0"
        assert page.get_by_role("heading", name="Nothing has been sent").is_visible()
        assert PLANTED not in page.url + page.title()
        assert page.evaluate("[localStorage.length, sessionStorage.length, history.length]") == [0, 0, 2]
        assert page.context.cookies() == []


@pytest.mark.browser
def test_whatever_a_script_tries_to_send_is_refused(site: Site, visit):
    page = visit(site)
    start(page, DIARY)
    url = page.url
    asked = []
    site_log = site.log.stat().st_size
    # The browser may still be fetching the icon of the page itself, whenever it likes.
    icons = page.locator("link[rel~=icon]").evaluate_all("links => links.map((link) => link.href)")
    page.on("requestfinished", lambda request: asked.append(request.url))
    outcomes, refused = page.evaluate(ATTEMPTS)
    assert set(outcomes.values()) == {"refused"}, outcomes
    assert refused.count("connect-src") >= 5  # the beacon, too, which tells nobody
    assert {"form-action", "img-src", "frame-src", "worker-src"} <= set(refused)
    assert set(asked) <= set(icons), asked
    assert page.url == url
    assert site.log.stat().st_size == site_log


def test_every_worker_sends_the_page_with_its_policy_also_from_what_is_kept(site: Site):
    for address in TOOLS:
        for _ in range(8):
            answer = site.get(address, headers={"Accept-Encoding": "br"})
            assert answer.headers["Content-Security-Policy"] == TOOL_POLICY
            again = site.get(address, headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]})
            assert (again.status, again.headers["Content-Security-Policy"]) == (304, TOOL_POLICY)


@pytest.mark.browser
def test_the_page_counts_what_it_asks_for(site: Site, visit):
    """As if somebody had changed a script: the panel says so by itself."""
    page = visit(site)
    start(page, CHECKLIST)
    page.evaluate("new Image().src = '/static/img/apple-touch-icon.png?x'")
    page.get_by_role("heading", name="Something was asked for").wait_for()
    assert page.locator("[data-part=requests]").inner_text() == "1"


@pytest.mark.browser
def test_every_tool_works_from_the_copy_of_the_guide_with_what_was_kept(new_site: Site, visit):
    new_site.start()
    page = visit(new_site)
    page.goto("/offline/")
    button(page, "Keep the guide on this device").click()
    page.get_by_text("The guide is on this device.").wait_for()
    start(page, QUESTIONS)
    add(page, "a")
    keep(page)
    new_site.stop()
    for address in TOOLS:
        start(page, address)
        assert page.locator(".offline-note").is_visible()
        if address == QUESTIONS:
            page.locator(".tool-row").wait_for()
            add(page, "b")
            assert rows(page) == ["a", "b"]
        use_by_ear(page, fingers=False)
        keep_button = button(page, "Keep on this device")
        if keep_button.is_visible():  # what was kept before is kept again by itself
            keep(page)
        assert page.evaluate("fetch('/').then(() => 'sent', () => 'refused')") == "refused", address
    start(page, SHEET)
    page.locator("[data-lines] li").nth(20).wait_for()
    assert PLANTED in page.locator(".tool").inner_text(), "what the others keep"


# --- Kept only when asked, and cleared whole -------------------------------------------------------------------------


@pytest.mark.browser
def test_nothing_is_kept_unless_the_reader_asks(site: Site, visit):
    page = visit(site)
    start(page, QUESTIONS)
    add(page, "a")
    assert page.evaluate(DATABASES) == []
    # Without this word Firefox ticks again what was ticked.
    assert page.locator(".tool input").count() == page.locator(".tool input[autocomplete=off]").count() > 3
    page.reload()
    page.locator(".tool[data-live]").wait_for()
    assert rows(page) == []
    add(page, "b")
    keep(page)
    add(page, "c")
    page.locator(".tool[data-kept='2']").wait_for()
    page.reload()
    page.locator(".tool-row").nth(1).wait_for()
    assert rows(page) == ["b", "c"]
    assert page.get_by_text("It is kept on this device, in this browser.").is_visible()


@pytest.mark.browser
def test_no_slip_takes_away_what_somebody_wrote(site: Site, visit):
    page = visit(site)
    start(page, QUESTIONS)
    label = page.locator(".tool-groups label").first
    box = label.locator("input")
    box.check()
    page.get_by_label("What I was told").fill("Not before March.")
    box.click()
    assert box.is_checked() and "so it stays" in message(page)
    assert page.get_by_label("What I was told").input_value() == "Not before March."
    page.get_by_label("What I was told").fill("")
    box.uncheck()
    assert rows(page) == []
    questions = [{"text": f"Question {number}", "done": False, "answer": ""} for number in range(200)]
    open_file(page, file_of("questions", {"questions": questions}))
    page.locator(".tool-row").nth(199).wait_for()
    add(page, "One too many")
    assert message(page) == "My list is full. Remove a question first."
    assert page.get_by_label("A question of my own").input_value() == "One too many"


@pytest.mark.browser
def test_clear_everything_empties_every_tool_and_leaves_nothing(site: Site, visit):
    page = visit(site)
    start(page, QUESTIONS)
    add(page, "a")
    keep(page)
    start(page, DIARY)
    put_in(page, "pain", [3])
    keep(page)
    button(page, "Clear everything").click()
    button(page, "No, leave it as it is").click()
    assert page.locator("[data-part=rows] tr").count() == 1
    button(page, "Clear everything").click()
    button(page, "Yes").click()
    page.get_by_text("Everything is cleared.").wait_for()
    assert not page.locator("[data-part=entries]").is_visible()
    assert page.evaluate(DATABASES) == []
    start(page, QUESTIONS)
    assert rows(page) == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.browser
def test_two_windows_lose_nothing_unseen(site: Site, visit):
    first = visit(site)
    start(first, QUESTIONS)
    add(first, "a")
    keep(first)
    second = first.context.new_page()
    start(second, QUESTIONS)
    second.locator(".tool-row").wait_for()
    add(second, "b")
    second.locator(".tool[data-kept='2']").wait_for()
    assert button(second, "Keep on this device").is_hidden()
    second.close()
    add(first, "c")
    first.get_by_text("It was changed or cleared in another window.").wait_for()
    assert rows(first) == ["a", "c"], "what was written can still be saved as a file"
    first.reload()
    first.locator(".tool-row").nth(1).wait_for()
    assert rows(first) == ["a", "b"]


@pytest.mark.browser
@pytest.mark.parametrize("how", ["refused", "no such thing"])
def test_where_the_browser_keeps_nothing_the_tool_works_and_says_so(site: Site, visit, how: str):
    page = visit(site)
    refusing = "{ open() { throw new DOMException('refused', 'SecurityError'); }, databases: async () => [] }"
    value = {"refused": refusing, "no such thing": "undefined"}[how]
    page.context.add_init_script(f"Object.defineProperty(window, 'indexedDB', {{ value: {value} }})")
    start(page, QUESTIONS)
    add(page, "a")
    button(page, "Keep on this device").click()
    page.get_by_text("This browser does not let the page keep anything").wait_for()
    assert rows(page) == ["a"]
    with page.expect_download():
        button(page, "Save a file").click()
    button(page, "Clear everything").click()
    button(page, "Yes").click()
    page.get_by_text("Everything is cleared.").wait_for()
    assert rows(page) == []
    assert page.complaints == []


#: A browser whose space has become full: nothing is written any more. (Of its own quota it looks only now and then.)
FULL = """() => { IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") } }"""


@pytest.mark.browser
def test_where_the_space_is_full_from_the_start_it_says_so(site: Site, visit):
    """With a quota of the browser's own, not with a store that only says no."""
    page = visit(site)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    start(page, QUESTIONS)
    add(page, "too much")
    button(page, "Keep on this device").click()
    page.get_by_text("its space is full. You can still save a file.").wait_for()
    assert rows(page) == ["too much"] and page.get_by_text("Every change is kept at once.").is_hidden()
    page.reload()
    assert rows(page) == []


@pytest.mark.browser
def test_where_the_space_becomes_full_it_says_so_and_what_was_kept_before_stays(site: Site, visit):
    page = visit(site)
    start(page, QUESTIONS)
    add(page, "before")
    keep(page)
    page.evaluate(FULL)
    add(page, "too much")
    page.get_by_text("This change is not kept").wait_for()
    assert page.get_by_text("Every change is kept at once.").is_hidden(), "it is not true now"
    assert rows(page) == ["before", "too much"]
    with page.expect_download() as saved:
        button(page, "Save a file").click()
    assert "too much" in Path(saved.value.path()).read_text()
    page.reload()
    page.locator(".tool-row").wait_for()
    assert rows(page) == ["before"] and page.get_by_text("Every change is kept at once.").is_visible()


@pytest.mark.browser
def test_the_way_back_shows_nothing_that_was_not_kept(site: Site, visit):
    """Firefox and Safari bring a left page back from memory. Chromium cannot be driven so: it gets the events of that way."""
    leave = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
    back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    page = visit(site)
    start(page, QUESTIONS)
    add(page, PLANTED)
    page.get_by_label("A question of my own").fill(PLANTED)
    page.evaluate(leave)
    assert PLANTED not in page.content() and page.get_by_label("A question of my own").input_value() == ""
    page.evaluate(back)
    assert rows(page) == []
    add(page, "kept")
    keep(page)
    page.evaluate(leave)
    assert rows(page) == []
    page.evaluate(back)
    page.get_by_text("kept", exact=True).first.wait_for()
    add(page, "goes on")
    page.locator(".tool[data-kept='2']").wait_for()
    start(page, SHEET)
    sheet = page.locator("[data-lines=questions] li")
    sheet.nth(1).wait_for()
    page.evaluate(leave)
    assert sheet.count() == 0
    page.evaluate(back)
    sheet.nth(1).wait_for()


@pytest.mark.browser
def test_what_an_older_page_kept_is_read_and_what_a_newer_one_kept_is_left_alone(site: Site, visit):
    rewrite = """(version) => new Promise((resolve) => {
      const request = indexedDB.open("guide-tools");
      request.onsuccess = () => {
        const rows = request.result.transaction("kept", "readwrite").objectStore("kept");
        rows.get("questions").onsuccess = ({ target }) => {
          rows.put({ ...target.result, version }, "questions").onsuccess = () => { request.result.close(); resolve() };
        };
      };
    })"""
    page = visit(site)
    start(page, QUESTIONS)
    add(page, "a")
    keep(page)
    page.evaluate(rewrite, 1)
    page.reload()
    page.locator(".tool-row").wait_for()
    page.evaluate(rewrite, 3)
    page.reload()
    page.get_by_text("cannot be read by this page. It was left as it is.").wait_for()
    add(page, "b")
    button(page, "Keep on this device").click()
    page.get_by_text("It was changed or cleared in another window.").wait_for()
    page.evaluate(rewrite, 2)
    page.reload()
    page.locator(".tool-row").wait_for()
    assert rows(page) == ["a"], "nothing wrote over it"


# --- Files -----------------------------------------------------------------------------------------------------------

OWN = {"questions": [{"text": "mine", "done": False, "answer": ""}]}
BAD_FILES = {
    "no JSON": ("}{", "cannot be read"),
    "not text": (b"\xff\xfe\x00\x01", "cannot be read"),
    "empty": ("", "cannot be read"),
    "only null": ("null", "cannot be read"),
    "another format": (file_of("questions", OWN, format="x"), "cannot be read"),
    "no version": (file_of("questions", OWN, version="1"), "cannot be read"),
    "of tomorrow": (file_of("questions", OWN, version=3), "newer version"),
    "of an old kind": (file_of("questions", OWN, version=0), "old kind"),
    "of another tool": (file_of("diary", {"entries": []}), "another tool"),
    "no list": (file_of("questions", {"questions": {"length": 3}}), "cannot be read"),
    "a wrong kind": (file_of("questions", {"questions": [{"text": 1, "done": False, "answer": ""}]}), "cannot be read"),
    "no words": (file_of("questions", {"questions": [{"text": " ", "done": False, "answer": ""}]}), "cannot be read"),
    "too long": (file_of("questions", {"questions": [OWN["questions"][0] | {"text": "x" * 1001}]}), "cannot be read"),
    "too many": (file_of("questions", {"questions": OWN["questions"] * 201}), "cannot be read"),
    "huge": ("x" * 1_000_001, "too large"),
    "deep": ("[" * 400_000, "cannot be read"),
}


@pytest.mark.browser
def test_a_file_that_is_not_from_here_changes_nothing(site: Site, visit):
    page = visit(site)
    start(page, QUESTIONS)
    add(page, "kept")
    for name, (words, reason) in BAD_FILES.items():
        page.locator("[data-part=message]").evaluate("(element) => { element.textContent = '' }")
        open_file(page, words)
        page.locator("[data-part=message]", has_text=reason).wait_for(timeout=10_000)
        assert message(page).endswith("Nothing was changed."), name
        assert rows(page) == ["kept"], name
    hostile = '<img src=x onerror="document.title=1">'
    text = file_of(
        "questions", {"questions": [{"text": hostile, "done": "yes", "answer": hostile, "__proto__": {"x": 1}}]}
    )
    open_file(page, text)
    button(page, "No, leave it as it is").click()
    assert rows(page) == ["kept"]
    open_file(page, text)
    button(page, "Yes").click()
    page.get_by_text("The file is open.").wait_for()
    assert rows(page) == [hostile], "as words"
    assert not page.locator(".tool-row").get_by_label("Asked").is_checked()
    assert page.complaints == []


@pytest.mark.browser
def test_a_diary_of_a_thousand_entries_goes_out_and_comes_back(site: Site, visit, tmp_path: Path):
    page = visit(site)
    start(page, DIARY)
    entries = [
        {"day": f"20{10 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}", "what": "phq-9"}
        | {"answers": [number % 4] * 9, "extra": None}
        for number in range(1000)
    ]
    for bad in (
        {"day": "2026-02-30", "what": "infusion"},
        {"day": "2026-02-03", "what": "constructor"},
        {"day": "2026-02-03", "what": "phq-9", "answers": [0] * 8},
        {"day": "2026-02-03", "what": "phq-9", "answers": [4] * 9},
        {"day": "2026-02-03", "what": "gad-7", "answers": [0.5] * 7},
    ):
        open_file(page, file_of("diary", {"entries": [*entries[:1], bad]}))
        page.get_by_text("This file cannot be read.").wait_for()
        assert page.locator("[data-part=rows] tr").count() == 0, bad
        page.locator("[data-part=message]").evaluate("(element) => { element.textContent = '' }")
    open_file(page, file_of("diary", {"entries": entries[::-1]}))
    page.get_by_text("The file is open.").wait_for()
    assert page.locator("[data-part=rows] tr").count() == 1000
    keep(page)
    page.reload()
    page.locator("[data-part=rows] tr").nth(999).wait_for()
    with page.expect_download() as saved:
        button(page, "Save a file").click()
    assert json.loads(Path(saved.value.path()).read_text())["data"]["entries"] == entries


# --- The diary -------------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_totals_and_bands_are_those_of_the_authors_at_every_edge(site: Site, visit):
    page = visit(site)
    start(page, DIARY)
    found = page.evaluate(
        """async () => {
          const { band, total } = await import("/static/tools/scoring.js");
          const named = {};
          for (const form of document.querySelectorAll("[data-form]")) {
            const bands = [...form.querySelectorAll("[data-part=bands] li")]
              .map((line) => ({ low: +line.dataset.low, high: +line.dataset.high, name: line.textContent }));
            named[form.dataset.form] = [...Array(29).keys()].map((sum) => band(bands, sum)?.name ?? null);
          }
          return [named, [total([2, 2, 2, 2, 2, 2, 2, 1, 1]), total([0, 0]), total([3, null]), total([]), band([], null) ?? null,
            total([1, 2, 10], true), total([1, null, 10], true)]];
        }"""
    )
    assert found[1] == [16, 0, None, None, None, 4.3, None]
    phq, gad, pain = (found[0][name] for name in ("phq-9", "gad-7", "pain"))
    assert phq == ["None-minimal"] * 5 + ["Mild"] * 5 + ["Moderate"] * 5 + ["Moderately severe"] * 5 + [
        "Severe"
    ] * 8 + [None]
    assert gad == ["Minimal"] * 5 + ["Mild"] * 5 + ["Moderate"] * 5 + ["Severe"] * 7 + [None] * 7
    assert set(pain) == {None}


@pytest.mark.browser
def test_no_total_while_a_question_has_no_answer_and_no_advice_from_a_number(site: Site, visit):
    page = visit(site)
    start(page, DIARY)
    assert page.locator(".tool input:checked").count() == 0
    form = page.locator("[data-form=phq-9]")
    form.locator("summary").click()
    form.get_by_role("button", name="Put it into my diary").click()
    assert form.locator("[data-part=state]").inner_text() == "Choose an answer first."
    assert page.locator("[data-part=rows] tr").count() == 0
    fill_in(page, "phq-9", [3, 3, 3, 3, 3, 3, 3, None, 0])
    assert form.locator("[data-part=state]").inner_text().startswith("Answered: 8 of 9.")
    form.get_by_role("button", name="Put it into my diary").click()
    assert page.locator("[data-part=rows] td").nth(1).inner_text() == "No total: questions without an answer: 1."
    assert page.locator(".tool input:checked").count() == 0, "nothing is chosen for the next time"
    for answers, words in (([0] * 9, "0 of 27. The authors call 0 to 4 “None-minimal”."), ([3] * 8 + [0], "24 of 27.")):
        put_in(page, "phq-9", answers)
        result = page.locator("[data-part=result]")
        assert words in result.inner_text()
        assert not page.locator("[data-part=alarm]").is_visible()
        assert not re.search(r"\b(safe|fine|good|normal|low risk|no risk|should|recommend)\b", result.inner_text())


@pytest.mark.browser
def test_totals_are_drawn_with_their_values_on_a_fixed_scale_and_infusions_are_marked(site: Site, visit):
    page = visit(site, width=360)
    start(page, DIARY)
    infusion = {"day": "2026-03-08", "what": "infusion"}
    entries = [
        {"day": f"2026-03-{day:02}", "what": "phq-9", "answers": [points] * 9}
        for day, points in ((1, 2), (8, 1), (15, 0))
    ]
    unfinished = {"day": "2026-03-20", "what": "phq-9", "answers": [None] * 9}
    open_file(page, file_of("diary", {"entries": [*entries, infusion, unfinished]}))
    drawing = page.locator("svg.tool-drawing")
    drawing.wait_for()
    assert page.locator(".tool-value").all_text_contents() == ["18", "9", "0"]
    circles = [circle.get_attribute("cy") for circle in drawing.locator("circle").all()]
    top, bottom = 22, 190 - 28
    assert [float(y) for y in circles] == pytest.approx([bottom - (bottom - top) * total / 27 for total in (18, 9, 0)])
    middle = float(drawing.locator("circle").nth(1).get_attribute("cx"))
    assert drawing.locator(".tool-dashed").get_attribute("d").startswith(f"M{middle:g}")
    assert "Dashed lines are infusions" in drawing.get_attribute("aria-label")
    colors = drawing.locator("*").evaluate_all(
        "(parts) => parts.flatMap((part) => [getComputedStyle(part).fill, getComputedStyle(part).stroke])"
    )
    assert len(set(colors) - {"none"}) == 1, "nothing is told by color, and black ink prints all of it"


@pytest.mark.browser
def test_the_last_question_of_the_phq_9_shows_help_first_and_says_that_nobody_sees_it(site: Site, visit):
    page = visit(site, width=360)
    start(page, DIARY)
    alarm = page.locator("[data-part=alarm]")
    fill_in(page, "phq-9", [None] * 8 + [1])
    assert alarm.is_visible(), "beside the question, at once"
    assert page.evaluate("document.activeElement.type") == "radio", "without taking the focus from it"
    fill_in(page, "phq-9", [None] * 8 + [0])
    assert not alarm.is_visible()
    put_in(page, "phq-9", [2, 2, 2, 2, 2, 2, 2, 1, 1])
    assert page.evaluate("document.activeElement.dataset.part") == "alarm"
    assert "Nobody else sees this answer" in alarm.inner_text()
    total = page.locator("[data-part=result] > [data-part=total]")
    assert "16 of 27. The authors call 15 to 19 “Moderately severe”." in total.inner_text()
    assert alarm.bounding_box()["y"] < total.bounding_box()["y"]
    assert [link.get_attribute("href") for link in alarm.locator("a").all()] == ["tel:988", "sms:988", "tel:911"]
    assert all(link.bounding_box()["height"] >= 44 for link in alarm.locator("a").all())


# --- Everybody -------------------------------------------------------------------------------------------------------


CONTROLS = {"button", "checkbox", "radio", "textbox", "spinbutton", "Date", "InputTime", "DisclosureTriangle"}


def heard(page) -> list[tuple[str, str, str]]:
    """What a screen reader is told of the page, in order: role, name, and the name of the group around it.

    From the browser's own accessibility tree, so that it is what a screen reader gets and not what the source says.
    """
    found: list[tuple[str, str, str]] = []
    devtools = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in devtools.send("Accessibility.getFullAXTree")["nodes"]}
    devtools.detach()

    def listen(node: dict, group: str) -> None:
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        if not node["ignored"]:
            found.append((role, name, group))
            group = name if role == "group" else group
        for child in node.get("childIds", []) if role not in {"Date", "InputTime"} else []:  # they have parts
            if child in nodes:
                listen(nodes[child], group)

    listen(next(node for node in nodes.values() if "parentId" not in node), "")
    return found


def inside_tool(page) -> list[tuple[str, str, str]]:
    """What is heard from the heading of the tool to the end of its frame."""
    title = page.locator(".tool > h2").inner_text()
    words = heard(page)
    begin = words.index(("region", title, ""))
    end = max(number for number, (_, name, _) in enumerate(words) if "watch the list while you write" in name)
    return words[begin : end + 1]


def press(control, fingers: bool) -> None:
    """As whoever has no mouse does it."""
    if fingers:
        control.tap()
    else:
        control.focus()
        control.page.keyboard.press("Space")


def use_by_ear(page, fingers: bool) -> None:
    """Unfold, tick, choose and fill in everything there is, each control found by its role, its name and its group alone."""
    for summary in page.locator(".tool summary").all():
        press(summary, fingers)
    chosen = set()
    for role, name, group in inside_tool(page):
        around = page.get_by_role("group", name=group, exact=True) if group else page.locator(".tool")
        if role in {"checkbox", "radio"} and (role, group) not in chosen:
            control = around.get_by_role(role, name=name, exact=True)
            if control.is_enabled() and not control.is_checked():
                press(control, fingers)
                assert control.is_checked(), name
            chosen |= {(role, group)} if role == "radio" else set()
        elif role in {"textbox", "spinbutton"}:
            around.get_by_role(role, name=name, exact=True).fill("45" if role == "spinbutton" else PLANTED)
        elif role in {"Date", "InputTime"}:
            around.get_by_label(name, exact=True).fill("2026-03-09" if role == "Date" else "10:00")
    for role, name, _ in inside_tool(page):
        if role == "button" and name.startswith(("Add it", "Put ", "Mark ")):
            press(page.locator(".tool").get_by_role(role, name=name, exact=True), fingers)


#: What can be seen of a tool only by its edge or its line, when the reader forces colors: whether it has one.
EDGES = """() => {
  const paper = getComputedStyle(document.body).backgroundColor;
  const edges = [...document.querySelectorAll(".tool :is(.tool-box, .tool-alarm, .tool-message, .button, textarea, svg.tool-drawing *)")];
  return edges.filter((element) => element.checkVisibility() && (element.textContent || !element.matches(".tool-message")))
    .filter((element) => {
      const style = getComputedStyle(element);
      if (element.closest("svg")) return [style.fill, style.stroke].every((color) => color === "none" || color === paper);
      return !parseFloat(style.borderInlineStartWidth) || style.borderInlineStartColor === paper;
    }).map((element) => `${element.tagName} ${element.getAttribute("class")} ${element.textContent.slice(0, 20)}`);
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("fingers", "width", "dark"), [(True, 360, False), (False, 1280, True)], ids=["phone by touch", "desk by keyboard"]
)
def test_everybody_can_use_every_tool(site: Site, visit, fingers: bool, width: int, dark: bool):
    """One person goes through all tools by what a screen reader says, keeps all of it, and looks at it in every way."""
    page = visit(site, width=width, dark=dark, touch=fingers)
    for address in TOOLS:
        start(page, address)
        use_by_ear(page, fingers)
        press(button(page, "Keep on this device"), fingers)
        page.get_by_role("status").get_by_text("It is kept on this device now.").wait_for()
        if address == DIARY:
            page.get_by_label("Day of this entry").fill("2026-03-16")
            put_in(page, "phq-9", [1] * 9)  # a second total, so that there is a drawing
            assert page.get_by_role("img", name="PHQ-9: the last 2 totals").is_visible()
        words = inside_tool(page)
        controls = [each for each in words if each[0] in CONTROLS]
        assert [each for each in controls if not each[1].strip()] == [], address
        assert sorted({each for each in controls if controls.count(each) > 1}) == [], address
        help_first = words.index(next(each for each in words if each[:2] == ("link", "Call 988")))
        assert help_first < words.index(controls[0])
        assert ("status", "", "") in words

        results = Axe().run(page, options={"resultTypes": ["violations"]}).response
        assert [(item["id"], [node["target"] for node in item["nodes"]][:5]) for item in results["violations"]] == []
        targets = page.locator(".tool").locator(
            "button, label.tool-choice, summary, textarea, input[type=date], input[type=file]"
        )
        heights = [target.bounding_box()["height"] for target in targets.all() if target.is_visible()]
        assert min(heights) >= 44
        page.emulate_media(forced_colors="active")
        assert page.evaluate(EDGES) == []
        page.emulate_media(forced_colors="none")
        page.set_viewport_size({"width": 320, "height": 640})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": width, "height": 900})
    assert page.locator("[data-lines] li").count() > 20, "on the sheet stands what was kept in all the others"
    assert page.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("address", TOOLS)
def test_without_script_it_is_one_sheet_of_paper(site: Site, visit, address: str):
    page = visit(site, width=360, scripts=False)
    page.goto(address)
    assert page.locator(".tool button:visible").count() == 0
    assert page.locator(".tool input:visible").count() > 0 or page.locator(".tool summary").count() > 0
    page.emulate_media(media="print")
    assert page.locator(".tool-lines").first.is_visible()
    assert page.locator(".crisis-line a[href='tel:988']").is_visible()
    assert sheets(page) == 1


@pytest.mark.browser
def test_the_diary_on_paper_has_a_box_for_each_of_seven_days_that_a_hand_can_write_in(site: Site, visit):
    page = visit(site, width=740, scripts=False)
    page.goto(DIARY)
    assert not page.locator(".tool-week").is_visible(), "for paper alone"
    page.emulate_media(media="print")
    boxes = [box.bounding_box() for box in page.locator(".tool-week td").all()]
    assert len(boxes) == 3 * 7
    millimeter = 96 / 25.4
    assert min(min(box["width"], box["height"]) for box in boxes) >= 12 * millimeter


def test_whoever_is_watched_can_leave_pages_about_themselves_at_once(guide):
    """A plain link, which says what it cannot do; it tells the other site nothing (Referrer-Policy, too)."""
    for address, page in guide.items():
        links = page.root.xpath("//main//a[@href='https://www.weather.gov/']")
        assert len(links) == 2 * (address in TOOLS or address == "/get-help-now/"), address
        assert all("noreferrer" in link.get("rel") for link in links)
        for link in page.root.xpath("//main//p[@class='leave-quickly']/a"):
            assert "history of this browser still shows" in words_of(link.getparent())
