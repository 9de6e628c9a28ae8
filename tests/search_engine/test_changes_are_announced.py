"""Search engines are told of what changed, if the operator wants it: public addresses, to one place, again after a failure."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from content.search import indexnow
from content.search.models import AnnouncedPage
from tests.reading import ADDRESS_OF, ADDRESSES, draft_of, move, publish, take_down
from tests.site import free_port

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef-KEY"


class Engine(HTTPServer):
    """A search engine that notes what it is told, and answers as a test wishes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.told: list[dict] = []
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/indexnow"

    def addresses(self) -> list[str]:
        """What it was told since it was last asked."""
        told, self.told = self.told, []
        return [address for each in told for address in each["urlList"]]


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.status == 200:
            self.server.told.append(told)
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.told.append({"urlList": [self.path]})
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args) -> None:
        """Silent."""


@pytest.fixture
def engine(settings) -> Iterator[Engine]:
    with Engine() as engine:
        thread = Thread(target=engine.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.INDEXNOW_KEY, settings.INDEXNOW_URL, settings.NOINDEX = KEY, engine.url, False
        yield engine
        engine.shutdown()
        thread.join()


def announce() -> None:
    call_command("announce_pages", stdout=StringIO())


def full(*addresses: str) -> list[str]:
    return sorted(f"http://127.0.0.1:8000{address}" for address in addresses)


def test_without_a_key_nothing_is_sent(engine: Engine, settings):
    settings.INDEXNOW_KEY = ""
    announce()
    assert not engine.told
    assert Client().get("/indexnow-.txt").status_code == 404


def test_a_copy_to_try_things_out_on_announces_nothing(engine: Engine, settings):
    settings.NOINDEX = True
    announce()
    assert not engine.told


def test_first_everything_that_is_public_and_then_only_what_changed(engine: Engine):
    announce()
    assert engine.addresses() == full(*ADDRESSES)
    announce()
    assert not engine.told, "nothing changed"
    publish(draft_of("risks"))
    draft_of("after", title="Zanzibar")  # nobody has published it
    announce()
    assert engine.addresses() == full(ADDRESS_OF["risks"])
    take_down("words")
    move("after", "later")
    announce()
    assert engine.addresses() == full(ADDRESS_OF["words"], ADDRESS_OF["after"], "/later/")


def test_a_request_holds_the_key_and_public_addresses_and_nothing_else(engine: Engine):
    announce()
    (told,) = engine.told
    assert told.keys() == {"host", "key", "keyLocation", "urlList"}
    assert (told["host"], told["key"]) == ("127.0.0.1:8000", KEY)
    answer = Client().get(told["keyLocation"].removeprefix("http://127.0.0.1:8000"))
    assert answer.content.decode() == KEY
    assert Client().get("/indexnow-another-key.txt").status_code == 404


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "key was not accepted"), (429, "too many"), (503, "503"), (302, "302")]
)
def test_what_was_refused_is_told_and_sent_again(engine: Engine, status: int, reason: str):
    engine.status = status
    with pytest.raises(CommandError, match=reason):
        announce()
    assert not engine.told, "a redirect would take the key to somebody else"
    assert not AnnouncedPage.objects.exists()
    engine.status = 200
    announce()
    assert engine.addresses() == full(*ADDRESSES)


def test_an_engine_that_is_not_there_stops_nobody(engine: Engine, settings):
    settings.INDEXNOW_URL = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(CommandError, match="cannot be reached"):
        announce()


def test_a_large_guide_is_sent_in_parts_of_which_each_stays_sent(engine: Engine, monkeypatch):
    monkeypatch.setattr(indexnow, "MOST_ADDRESSES", 20)
    announce()
    assert [len(each["urlList"]) for each in engine.told] == [20, 20, len(ADDRESSES) - 40]
