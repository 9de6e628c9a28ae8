"""Readers who never finish their request, or never take the answer, do not keep the others from reading."""

import contextlib
import re
import select
import socket
import statistics
import time

import pytest

from tests.operator.test_fuzz_public_addresses import ask, raw_request
from tests.site import PASSWORD, Site

STALLED = 32
START = b"GET /prepare/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"


def connect(stack: contextlib.ExitStack, site: Site) -> socket.socket:
    """A connection of somebody who takes little at a time."""
    connection = stack.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", site.port))
    return connection


def test_others_read_on_while_many_requests_never_end(site):
    paths = ("/prepare/", "/get-help-now/", "/healthz", "/no-such-page/") * 3
    before = [site.get(path).status for path in paths]
    with contextlib.ExitStack() as stack:
        for _ in range(STALLED):
            connect(stack, site).sendall(START + b"X-Slow: ")
        answers, seconds = [], []
        for path in paths:
            began = time.monotonic()
            answers.append(site.get(path).status)
            seconds.append(time.monotonic() - began)
    assert answers == before == [200, 200, 200, 404] * 3
    assert statistics.median(seconds) < 1


@pytest.fixture
def hasty(new_site):
    """A site with two threads in all, and less patience than usual."""
    arguments = "--threads=2 --worker-class=tests.operator.hasty_worker.Worker"
    new_site.environment |= {"WEB_CONCURRENCY": "1", "GUNICORN_CMD_ARGS": arguments}
    new_site.start()
    return new_site


@pytest.mark.parametrize(
    "sent",
    {
        "a request without an end": START + b"X-Slow: ",
        "a form without an end": START.replace(b"GET /prepare/", b"POST /admin/login/") + FORM + b"a",
        "answers that nobody takes": (START + b"\r\n") * 4000,
    }.items(),
    ids=lambda item: item[0],
)
def test_nobody_holds_a_thread_for_good(sent, hasty):
    with contextlib.ExitStack() as stack:
        for _ in range(4):
            connection = connect(stack, hasty)
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                connection.sendall(sent[1])
        # Until what the system keeps for those who take nothing is full, nobody has to wait.
        assert {hasty.get("/prepare/").status for _ in range(300)} == {200}


@pytest.mark.parametrize("start", [START + b"X-Slow: ", START.replace(b"GET /", b"POST /") + FORM])
def test_a_byte_now_and_then_wins_no_time(start, hasty):
    with contextlib.ExitStack() as stack:
        connection = connect(stack, hasty)
        connection.sendall(start)
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 20 and not select.select([connection], [], [], 0.2)[0]:
                connection.sendall(b"a")
        assert time.monotonic() - began < 20


def test_a_form_that_is_cut_off_is_not_taken_for_whole(site):
    page = site.get("/admin/login/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    body = f"csrfmiddlewaretoken={token}&username=admin&password={PASSWORD}".encode()
    headers = [
        ("Host", "127.0.0.1"),
        ("Cookie", page.headers["Set-Cookie"].partition(";")[0]),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    for missing, taken in ((50, False), (0, True)):
        length = [("Content-Length", str(len(body) + missing))]
        reply = ask(site, raw_request("POST", "/admin/login/", headers + length, body))
        assert (reply is not None and reply.status == 302) is taken
