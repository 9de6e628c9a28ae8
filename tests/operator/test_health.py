"""Whoever watches the site can tell a process that lives from a site that works, and strangers cannot tell more."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.operator.test_ready_pages import database_away

SITE_WORKERS = 2

#: More than the threads of both workers.
STRANGERS = 160


def test_a_working_site_is_alive_and_ready(site):
    assert site.get("/healthz").text == "alive\n"
    ready = site.get("/readyz")
    assert (ready.status, ready.text) == (200, "ready\n")
    assert "no-store" in ready.headers["Cache-Control"]


@pytest.mark.databases
def test_without_a_database_the_site_lives_but_is_not_ready(new_site):
    new_site.start()
    with database_away(new_site):
        assert new_site.get("/healthz").status == 200
        answer = new_site.get("/readyz")
        assert (answer.status, answer.text) == (503, "degraded\n")
        assert "not ready: database" in new_site.log.read_text() or "not ready: migrations" in new_site.log.read_text()
    assert new_site.get("/readyz").status == 200


def test_asking_again_costs_the_database_nothing(client, db, django_assert_num_queries):
    assert client.get("/readyz").status_code == 200
    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200


@contextlib.contextmanager
def relay(server: str) -> Iterator[tuple[str, threading.Event]]:
    """Another address of a PostgreSQL, and a switch: once set, connections are taken and nothing answers."""
    parts, silent, kept = urlsplit(server), threading.Event(), []

    def carry(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(65536):
                target.sendall(block)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def take(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                kept.append(near)
                if not silent.is_set():
                    far = socket.create_connection((parts.hostname, parts.port or 5432))
                    kept.append(far)
                    for ends in ((near, far), (far, near)):
                        threading.Thread(target=carry, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=200) as listener:
        threading.Thread(target=take, args=[listener], daemon=True).start()
        user = parts.netloc.rpartition("@")[0]
        place = f"{user}@127.0.0.1:{listener.getsockname()[1]}"
        yield urlunsplit(parts._replace(netloc=place)), silent
        listener.shutdown(socket.SHUT_RDWR)
    for end in kept:
        end.close()


@pytest.mark.databases
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has no host")
def test_strangers_who_ask_while_the_database_host_is_silent_stop_nobody(new_site):
    with relay(new_site.environment["DATABASE_URL"]) as (address, silent):
        new_site.environment["DATABASE_URL"] = address
        new_site.start()
        silent.set()
        with ThreadPoolExecutor(STRANGERS) as pool:
            begun = time.monotonic()
            asked = [pool.submit(new_site.get, "/readyz") for _ in range(STRANGERS)]
            asked[-1].result()  # both workers are waiting, and the others have been sent away
            assert new_site.get("/healthz").status == 200
            assert time.monotonic() - begun < 4, "they took all threads, until the database host is given up"
            assert {each.result().status for each in asked} == {503}
        silent.clear()
        assert new_site.get("/readyz").status == 200
        new_site.stop()


def test_a_watcher_may_use_the_address_of_the_machine_and_plain_http(new_site):
    new_site.environment["SITE_URL"] = "https://guide.example.org"
    new_site.environment["ALLOWED_HOSTS"] = "guide.example.org"
    new_site.start()
    assert (new_site.get("/healthz").status, new_site.get("/readyz").status) == (200, 200)


def test_only_reading_is_allowed(site):
    assert site.get("/readyz", method="POST").status == 405
