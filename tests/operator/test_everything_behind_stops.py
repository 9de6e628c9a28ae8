"""Readers keep reading when the cache and the database are away at once, or answer nothing; and even then nobody gets a
page that was taken down."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.operator.test_ready_pages import PAGE, database_away, publish, take_down
from tests.site import Site, free_port

pytestmark = pytest.mark.databases

READERS = 12
FAMILY = "/family-and-friends/"


@pytest.fixture
def one_worker(new_site, redis) -> Site:
    """A site with a Redis of its own and one worker, so that each reader meets the same memory."""
    new_site.environment |= {"CACHE_URL": redis.url, "WEB_CONCURRENCY": "1"}
    new_site.start()
    return new_site


def statuses(site: Site, path: str = PAGE) -> set[int]:
    return {site.get(path).status for _ in range(READERS)}


def test_without_cache_and_database_readers_get_what_the_process_remembers(one_worker, redis):
    read_before = one_worker.get(PAGE)
    redis.stop()
    assert one_worker.get(PAGE).body == read_before.body
    with database_away(one_worker):
        assert all(one_worker.get(PAGE).body == read_before.body for _ in range(READERS))
        assert one_worker.get("/cost-and-insurance/").status == 503
    assert one_worker.get("/cost-and-insurance/").status == 200


def test_what_changed_without_the_cache_is_not_remembered_without_the_database(one_worker, redis):
    before = one_worker.get(PAGE).text
    assert one_worker.get(FAMILY).status == 200
    redis.stop()
    publish(one_worker, "what-it-is", "Written without Redis")
    take_down(one_worker, "family")
    now = one_worker.get(PAGE).text
    assert "Written without Redis" in now
    assert "Written without Redis" not in before
    with database_away(one_worker):
        assert {one_worker.get(PAGE).text for _ in range(READERS)} == {now}
        assert statuses(one_worker, FAMILY) == {503}
    assert statuses(one_worker, FAMILY) == {404}


def test_a_page_taken_down_by_somebody_who_missed_redis_does_not_come_back(one_worker):
    """The copy is still in Redis, because the program that took the page down could not reach it."""
    assert one_worker.get(FAMILY).status == 200
    take_down(one_worker, "family", CACHE_URL=f"redis://127.0.0.1:{free_port()}/0")
    # Starting that program took longer than a worker goes without comparing.
    assert one_worker.get(PAGE).status == 200
    with database_away(one_worker):
        assert statuses(one_worker) == {200}
        assert statuses(one_worker, FAMILY) == {503}
    assert statuses(one_worker, FAMILY) == {404}


class Road:
    """A way to the database server that can be closed: it then takes connections, and nothing comes back."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server = server
        self.open = True
        self.taken = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self._listener.getsockname()[1]
        self._held: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Let nothing more through, on connections that are there either."""
        self.open = False

    def end(self) -> None:
        for each in (self._listener, *self._held):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                self.taken += 1
                self._held.append(caller)
                if self.open:
                    server = socket.create_connection(self.server)
                    self._held.append(server)
                    for one, other in ((caller, server), (server, caller)):
                        threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if self.open:
                    other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def road() -> Iterator[Road]:
    server = urlsplit(os.environ["DATABASE_URL"])
    road = Road((server.hostname or "127.0.0.1", server.port or 5432))
    yield road
    road.end()


@contextmanager
def by_road(site: Site, road: Road) -> Iterator[Site]:
    """The site, with its database at the end of that road."""
    url = urlsplit(site.environment["DATABASE_URL"])
    account = url.netloc.rpartition("@")[0]
    site.environment["DATABASE_URL"] = urlunsplit(url._replace(netloc=f"{account}@127.0.0.1:{road.port}"))
    site.start()
    try:
        yield site
    finally:
        site.environment["DATABASE_URL"] = urlunsplit(url)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about a database server")
def test_readers_do_not_wait_for_a_database_that_answers_nothing(new_site, road):
    """Each reader of a page that is not current would wait for it in vain, until no thread is left for anybody."""
    with by_road(new_site, road):
        before = new_site.get(PAGE).body
        publish(new_site, "benefits", "Under another title")  # now PAGE is kept, but not current
        road.close()
        assert new_site.get(PAGE).body == before  # somebody has to find out, in each worker
        asked = road.taken
        assert all(new_site.get(PAGE).body == before for _ in range(10 * READERS))
        assert road.taken - asked < READERS, "nearly every reader waited for the database"
