"""Whether links to other sites lead somewhere is asked when an operator says so, politely, and told on the start page."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from content.desk import outside_links
from content.desk.broken_links import broken_links
from content.desk.models import BrokenLink
from content.desk.outside_links import Answer
from content.evidence.models import Reference
from tests.reading import draft_of, publish, published, take_down
from tests.site import free_port
from tests.staff.desk import add_component, fresh, plugins

pytestmark = pytest.mark.django_db


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: what it answers stands in the path, such as /404 or /405-200 (to HEAD, to GET); it notes who asked."""

    asked: list[tuple[str, str, dict[str, str]]] = []

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path, dict(self.headers)))
        name = self.path.strip("/").partition("?")[0]
        first, _, second = name.partition("-")
        if name == "never":
            self.server.over.wait(30)
        elif name == "loop":
            self.answer(302, "/loop")
        elif name == "leads-on":
            self.answer(301, "/200")
        elif name == "elsewhere":
            self.answer(302, "ftp://127.0.0.1/file")
        elif not first.isdecimal():
            self.answer(200)
        else:
            self.answer(int(first if self.command == "HEAD" else second or first))

    def do_GET(self) -> None:
        self.do_HEAD()

    def answer(self, code: int, place: str = "") -> None:
        self.send_response(code)
        if place:
            self.send_header("Location", place)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.over, server.daemon_threads = threading.Event(), True
    Elsewhere.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def asked_here(elsewhere, monkeypatch) -> str:
    """The same; of the links of the guide only those to it are asked for."""
    every = outside_links.outside_links
    monkeypatch.setattr(
        outside_links,
        "outside_links",
        lambda: {link: places for link, places in every().items() if link.startswith((elsewhere, "http://127.0.0.1:"))},
    )
    return elsewhere


def linked(*addresses: str):
    """A draft of the page of words that leads to these addresses."""
    version = draft_of("words")
    add_component(version, "TextPlugin", body="".join(f'<p><a href="{each}">there</a></p>' for each in addresses))
    return version


def check() -> list[str]:
    """What the command says, line by line."""
    said = StringIO()
    call_command("check_outside_links", pause=0, stdout=said)
    return said.getvalue().splitlines()


def told(client) -> list[list[str]]:
    """For each link under the heading of the start page: its address, and the pages that lead to it."""
    page = html.fromstring(client.get("/admin/").content.decode())
    return [entry.xpath(".//a/@href") for entry in page.xpath("//section[@aria-labelledby='broken-links-heading']//li")]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("200", Answer.WELL),
        ("leads-on", Answer.WELL),
        ("405-200", Answer.WELL),
        ("404-200", Answer.WELL),
        ("404", Answer.NOWHERE),
        ("410", Answer.NOWHERE),
        ("elsewhere", Answer.NOT_TOLD),
        ("loop", Answer.NOT_TOLD),
        ("500", Answer.NO_ANSWER),
        ("never", Answer.NO_ANSWER),
        ("403", Answer.NOT_TOLD),
        ("429", Answer.NOT_TOLD),
        ("400", Answer.NOT_TOLD),
        ("999", Answer.NOT_TOLD),
        ("Depresión?q=ñ", Answer.WELL),
    ],
)
def test_what_an_answer_means(elsewhere: str, path: str, answer: Answer) -> None:
    assert outside_links.ask(f"{elsewhere}/{path}", seconds=0.3 if path == "never" else 20) is answer


def test_who_is_not_there_does_not_answer() -> None:
    assert outside_links.ask(f"http://127.0.0.1:{free_port()}/") is Answer.NO_ANSWER
    assert outside_links.ask("http://no-such-host.invalid/") is Answer.NO_SUCH_HOST
    assert outside_links.ask("http://[not-an-address/") is Answer.NOWHERE


def test_another_site_learns_which_program_asks_and_nothing_else(elsewhere: str) -> None:
    outside_links.ask(f"{elsewhere}/405-200?x=1")
    assert [(method, path) for method, path, _ in Elsewhere.asked] == [
        ("HEAD", "/405-200?x=1"),
        ("GET", "/405-200?x=1"),
    ]
    outside_links.ask(f"{elsewhere}/leads-on")
    outside_links.ask(f"{elsewhere}/429")
    assert [method for method, _, _ in Elsewhere.asked[2:]] == ["HEAD", "HEAD", "HEAD"]
    for _, _, headers in Elsewhere.asked:
        assert headers.pop("User-Agent").startswith("ketaguide link check (http")
        assert headers.keys() <= {"Host", "Accept-Encoding", "Connection"}


def test_every_link_and_source_of_the_public_pages_is_asked_for_and_none_of_a_draft() -> None:
    linked("https://draft.example/")
    found = outside_links.outside_links()
    assert "https://draft.example/" not in found
    assert "https://988lifeline.org" in found, "a link in a text"
    cited = Reference.objects.exclude(doi="").first()
    assert cited.link in found and cited.link.startswith("https://doi.org/"), "a source below a text"
    assert not [link for link in found if "#" in link or not link.startswith("http")]
    page = published("get-help-now").content.page_id
    assert (page, "en") in found["https://988lifeline.org"]


def test_what_is_broken_is_told_until_it_is_mended(asked_here: str, client_of) -> None:
    author = client_of("Author")
    publish(linked(*(f"{asked_here}/{path}" for path in ("200#part", "404", "403", "500"))))
    assert told(author) == [], "nobody asked yet"
    said = check()
    assert f"2 of 4 {asked_here}/403: lets no program look; open it yourself" in said
    assert f"3 of 4 {asked_here}/404: leads nowhere" in said
    assert told(author) == [[f"{asked_here}/404", "/words/"], [f"{asked_here}/500", "/words/"]]

    publish(linked())  # the text with the links is copied, and stays
    assert len(told(author)) == 2
    version = draft_of("words")
    for plugin in plugins(version, "TextPlugin"):
        type(plugin).objects.filter(pk=plugin.pk).update(body=plugin.body.replace(f"{asked_here}/404", "/risks/"))
    assert len(told(author)) == 2, "readers still get it"
    publish(fresh(version))
    assert told(author) == [[f"{asked_here}/500", "/words/"]]
    take_down("words")
    assert told(author) == []


def test_what_leads_somewhere_again_is_told_no_more(asked_here: str, client_of) -> None:
    publish(linked(f"{asked_here}/200"))
    page = published("words").content.page
    for address in (f"{asked_here}/200", "https://gone.example/"):
        BrokenLink.objects.create(page=page, language="en", address=address, fault="nowhere", looked=timezone.now())
    assert len(told(client_of("Manager"))) == 2
    assert check()[-1].startswith("All links lead somewhere.")
    assert told(client_of("Manager")) == []


def test_a_machine_that_reaches_nobody_blames_no_link(asked_here: str, monkeypatch) -> None:
    nobody = "http://no-such-host.invalid/", f"http://127.0.0.1:{free_port()}/"
    monkeypatch.setattr(outside_links, "outside_links", lambda: {each: {(1, "en")} for each in nobody})
    with pytest.raises(CommandError, match="connected to the internet"):
        check()
    assert not BrokenLink.objects.exists()


def test_hosts_take_turns_and_are_given_time(elsewhere: str, monkeypatch) -> None:
    other = elsewhere.replace("127.0.0.1", "localhost")
    links = {f"{host}/{path}": set() for host in (elsewhere, other) for path in ("200", "405-200")}
    monkeypatch.setattr(outside_links, "outside_links", lambda: links)
    waited: list[float] = []
    monkeypatch.setattr(outside_links.time, "sleep", waited.append)
    hosts = [address.split("/")[2] for _, _, address, _ in outside_links.check(pause=30)]
    assert hosts[0] != hosts[1] and hosts[:2] == hosts[2:]
    assert len(waited) == 4 and all(25 < seconds <= 30 for seconds in waited), "before the second, and before its GET"


def test_stopped_half_way_keeps_what_it_found(asked_here: str, client_of, monkeypatch) -> None:
    publish(linked(*(f"{asked_here}/{path}" for path in ("200", "404", "410"))))
    ask = outside_links.ask

    def interrupted(address: str, **how) -> Answer:
        if address.endswith("410"):
            raise KeyboardInterrupt
        return ask(address, **how)

    monkeypatch.setattr(outside_links, "ask", interrupted)
    with pytest.raises(CommandError, match="What was found until now is kept"):
        check()
    assert told(client_of("Author")) == [[f"{asked_here}/404", "/words/"]]


def test_a_source_that_got_another_address_is_told_no_more(client_of) -> None:
    source = Reference.objects.exclude(doi="").first()
    page = published("risks").content.page
    BrokenLink.objects.create(page=page, language="en", address=source.link, fault="nowhere", looked=timezone.now())
    source.title += "."
    source.save()
    assert len(told(client_of("Manager"))) == 1
    source.doi = "10.1000/another"
    source.save()
    assert told(client_of("Manager")) == []


def test_a_long_list_asks_the_database_no_more_often(client_of) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            broken_links()
        return len(asked)

    pages = [published(name).content.page for name in ("words", "risks", "preparing")]
    asked = []
    for number in range(12):
        row = {"page": pages[number % 3], "language": "en", "fault": "no-answer", "looked": timezone.now()}
        BrokenLink.objects.create(address=f"https://{number // 2}.example/{number}", **row)
        asked.append(queries())
    assert asked[0] == asked[-1] == 3
    author = client_of("Author")
    assert "did not answer" in author.get("/admin/").content.decode()
    assert author.post(reverse("your_account"), {"language": "es"}).status_code == 302
    page = author.get("/admin/").content.decode()
    assert "Enlaces a otros sitios que no llevan a ninguna parte" in page and "no respondió" in page
