"""After a busy run the logs say what happened, and nothing of readers, what they looked for, or what staff typed."""

import contextlib
import http.client
import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ketaguide.delivery.network import short_address
from tests.operator.failing_site import FAILING
from tests.operator.test_ready_pages import database_away
from tests.site import Site

SECRETS = [
    "depressed-and-alone",
    "utm-of-a-reader",
    "word in a search",
    "wrong-password-typed",
    "token-of-a-session",
    "note-about-a-patient",
    "header-of-a-reader",
    "browser-of-a-reader",
    "page-before-this-one",
]
ADDRESSES = ("127.0.0.1", "203.0.113.77")


def busy_run(site: Site, log: Path) -> None:
    """Readers and staff, good requests and broken ones, and the failures that there are."""
    site.environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.operator.failing_site",
        "LOG_LEVEL": "DEBUG",
        "ACCESS_LOG": str(log),
    }
    site.start()
    reader = {
        "User-Agent": "browser-of-a-reader",
        "Referer": "https://example.org/?page-before-this-one",
        "X-Forwarded-For": "203.0.113.77",
        "X-Reader": "header-of-a-reader",
    }
    for path in (
        "/?q=depressed-and-alone",
        "/prepare/?utm_source=utm-of-a-reader",
        "/no-such-page/?q=depressed-and-alone",
        "/no-such-page/%3Fq=word%20in%20a%20search",
        "/no-such-line/%0AWARNING%20forged",
        "/media/filer_public/none.jpg?depressed-and-alone",
        "/admin/?next=depressed-and-alone",
    ):
        site.get(path, headers=reader)
    site.get("/", headers={"Cookie": "sessionid=token-of-a-session; csrftoken=token-of-a-session"})
    site.get("/", headers={"Host": "evil.example", **reader})
    form = {"username": "admin", "password": "wrong-password-typed", "token": "token-of-a-session"}
    form |= {"note": "note-about-a-patient"}
    assert send(site, "/admin/login/?q=depressed-and-alone", form) == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', site.get("/admin/login/").text)[1]
    SECRETS.append(token)
    assert send(site, "/admin/login/", form | {"csrfmiddlewaretoken": token}, f"csrftoken={token}") in {200, 403}
    assert send(site, FAILING + "?q=depressed-and-alone", form) == 500
    for broken in (
        b"GET /?q=depressed-and-alone HTTP/9.9.9\r\n\r\n",
        b"depressed-and-alone\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nheader-of-a-reader note-about-a-patient\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: x\r\n sessionid=token-of-a-session\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
            connection.sendall(broken)
            connection.recv(1000)
    with database_away(site):
        assert site.get("/family-and-friends/?q=depressed-and-alone", headers=reader).status == 503
        assert send(site, "/admin/login/", form) in {403, 503}
    site.stop()


def send(site: Site, path: str, form: dict[str, str], cookie: str = "") -> int:
    """The status of a form that is sent."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("POST", path, urlencode(form), headers)
        return connection.getresponse().status


@pytest.fixture(scope="module")
def logs(site_template, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """What the site said, and its access log."""
    folder = tmp_path_factory.mktemp("logs")
    site = site_template.copy(folder / "data")
    try:
        busy_run(site, folder / "access.log")
        yield site.log.read_text(), (folder / "access.log").read_text()
    finally:
        site.stop()
        shutil.rmtree(folder)


def test_they_hold_nothing_of_readers_or_staff(logs):
    for text in logs:
        assert [secret for secret in SECRETS if secret in text] == []
        of_readers = re.sub(r"http://127\.0\.0\.1:|connection to server at \S+127\.0\.0\.1", "", text)
        assert [address for address in ADDRESSES if address in of_readers] == []


def test_every_line_is_one_json_object(logs):
    for text in logs:
        for line in text.splitlines():
            assert {"time", "level", "logger", "process", "message"} <= json.loads(line).keys(), line


def test_they_still_say_what_happened(logs):
    said, accessed = ([json.loads(line) for line in text.splitlines()] for text in logs)
    answered = {(row["method"], row["path"], row["status"]) for row in accessed}
    assert {("GET", "/", 200), ("GET", "/no-such-page/", 404), ("POST", FAILING, 500)} <= answered
    assert {row["address"] for row in accessed} == {"127.0.0.0"}
    assert any(row["message"] == "Not Found: /no-such-page/" for row in said)
    assert any(row["message"].startswith("Invalid request from ip=127.0.0.0: ") for row in said)
    failed = next(row for row in said if row["message"] == f"Internal Server Error: {FAILING}")
    assert "failing_site.py" in failed["exception"]
    assert "in respond" in failed["exception"]
    assert failed["exception"].splitlines()[-1] == "KeyError"
    assert "\nValueError\n" in failed["exception"]


def test_they_say_why_the_database_is_away(logs):
    traces = [row.get("exception", "") for row in map(json.loads, logs[0].splitlines())]
    assert any("not currently accepting connections" in trace or "SQLITE_" in trace for trace in traces)


def test_somebody_at_a_terminal_gets_lines(new_site):
    new_site.environment |= {"LOG_FORMAT": "line", "ACCESS_LOG": "-"}
    new_site.start()
    new_site.get("/no-such-page/?q=depressed-and-alone")
    new_site.stop()
    text = new_site.log.read_text()
    assert re.search(r"^\S+ WARNING django.request: Not Found: /no-such-page/$", text, re.MULTILINE)
    assert re.search(
        r"^\S+ INFO gunicorn.access: answered address=127.0.0.0 method=GET path=/no-such", text, re.MULTILINE
    )
    assert "depressed-and-alone" not in text


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2::3", "2001:db8:1::"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("fe80::1%eth0", "fe80::"),
        ("", "-"),
        ("unix:", "-"),
    ],
)
def test_addresses_are_cut_to_their_network(address, short):
    assert short_address(address) == short
