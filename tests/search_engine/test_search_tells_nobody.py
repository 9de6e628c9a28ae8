"""What somebody looks for is written down nowhere, what is not published is found by nobody, and no form breaks the search."""

import socket
from urllib.parse import quote_plus

import pytest
from cms.models import Page, PageContent
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html

from tests.reading import draft_of, page_of, published, take_down
from tests.search_engine.test_drafts_stay_unseen import SECRET, add_secret, new_page  # noqa: F401
from tests.site import Site

SITE_WORKERS = 2

TYPED = "xylophonewords"
TAKE_DOWN = "from tests.reading import take_down; take_down('language-help')"
MARK = "<xmark7>"


def results(client: Client, words: str) -> list[str]:
    page = html.fromstring(client.post("/search/", {"q": words}).content.decode())
    return page.xpath("//ol[@id='search-results']//a/@href")


def index_text(client: Client) -> str:
    (address,) = html.fromstring(client.get("/search/").content.decode()).xpath("//form/@data-src")
    return client.get(address).content.decode()


def test_words_stand_in_no_log_cache_database_or_address(new_site: Site, tmp_path):
    new_site.environment |= {"LOG_LEVEL": "DEBUG", "ACCESS_LOG": "-"}
    new_site.start()
    for method, path, body in (
        ("POST", "/search/", f"q={TYPED}"),
        ("POST", "/search/", f"q={TYPED}+i+want+to+die"),
        ("GET", f"/search/?q={TYPED}", ""),
        ("POST", f"/search/?q={TYPED}", f"q={TYPED}"),
    ):
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = send(new_site, (head + body).encode())
        assert answer.startswith(b"HTTP/1.1 200") and b"Set-Cookie" not in answer
        assert b"no-store" in answer if method == "POST" else TYPED.encode() not in answer
    new_site.stop()
    written = [path for path in new_site.data_dir.rglob("*") if path.is_file()]
    assert len(written) > 100
    assert [path for path in written if TYPED.encode() in path.read_bytes()] == []
    assert b"/search/" in new_site.log.read_bytes(), "the log was on"


def send(site: Site, raw: bytes) -> bytes:
    received = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(raw)
        while block := connection.recv(65536):
            received += block
    return received


def test_a_search_changes_nothing_and_needs_no_cookie(db, django_assert_max_num_queries):
    client = Client(enforce_csrf_checks=True)
    client.post("/search/", {"q": "bladder"})
    with django_assert_max_num_queries(700) as asked:
        answer = client.post("/search/", {"q": "bladder"})
    assert answer.status_code == 200 and not answer.cookies
    assert not Session.objects.exists()
    assert [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")] == []


def test_the_page_may_post_to_this_site_only_and_run_its_own_script_only(client: Client, db):
    for answer in (client.get("/search/"), client.post("/search/", {"q": "x"})):
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert (policy["form-action"], policy["script-src"]) == ("'self'", "'self'")
        assert policy["frame-ancestors"] == "'self'", "it answers in a frame of the pages of this site"
        assert policy["default-src"] == "'none'"
        assert 'content="noindex"' in answer.content.decode()
    assert client.put("/search/").status_code == 405


# --- What is not published -------------------------------------------------------------------------------------------------


def test_drafts_are_in_no_index_and_no_result(client: Client, new_page):  # noqa: F811
    add_secret(draft_of("risks", title=f"{SECRET} risks", menu_title=SECRET))
    assert SECRET not in index_text(client)
    assert results(client, SECRET) == []


def test_a_page_that_was_taken_down_is_found_no_more(client: Client, db):
    assert "/language-help/#can-i-use-a-translation-tool" in results(client, "translation tool")
    take_down("language-help")
    assert not any(address.startswith("/language-help/") for address in results(client, "translation tool"))
    assert "/language-help/" not in index_text(client)


@pytest.mark.parametrize(
    ("model", "change"), [(PageContent, {"redirect": "/clinic/"}), (Page, {"login_required": True})]
)
def test_pages_that_lead_elsewhere_or_need_a_login_are_not_in_it(client: Client, db, model, change: dict):
    assert "translation tool" in index_text(client)
    page = page_of("language-help")
    model.objects.filter(pk=page.pk if model is Page else published("language-help").object_id).update(**change)
    cache.clear()
    assert "translation tool" not in index_text(client)


@pytest.mark.browser
def test_as_soon_as_a_page_is_taken_down_no_worker_and_no_open_window_finds_it(new_site: Site, visit):
    new_site.start()
    window = visit(new_site)
    window.goto("/search/")
    (old,) = html.fromstring(new_site.get("/search/").text).xpath("//form/@data-src")
    assert all(b"/language-help/" in post(new_site, b"q=translation+tool") for _ in range(8)), (
        "every worker has an index"
    )
    new_site.manage("shell", "-v0", "-c", TAKE_DOWN)
    for _ in range(8):
        assert b"/language-help/" not in post(new_site, b"q=translation+tool")
        assert new_site.get(old).status == 404
    (new,) = html.fromstring(new_site.get("/search/").text).xpath("//form/@data-src")
    assert "/language-help/" not in new_site.get(new).text
    posted: list[str] = []
    window.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    window.fill("#search-words", "translation tool")
    window.locator("#search-results a").first.wait_for()
    assert window.locator("#search-results a[href^='/language-help/']").count() == 0
    assert posted == [], "also with an index that has another name by now, no word leaves the device"


# --- Whatever is sent -------------------------------------------------------------------------------------------------------

NASTY = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        [
            *(
                "\x00",
                "\x00bladder\x1b[31m",
                "\u202e" * 50,
                "a" * 100_000,
                "want " * 20_000,
                MARK,
                f'">{MARK}',
                "{{7*7}}",
            ),
            *("' OR 1=1--", "%", "\ud7ff", "𝔟𝔩𝔞𝔡𝔡𝔢𝔯", "ﬁ" * 300, "é" * 300, "̈" * 500, "\n\r\t", "0" * 300, "{% now %}"),
        ]
    ),
)


@given(NASTY)
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_no_words_break_the_search_or_come_back_as_markup(site: Site, words: str):
    body = f"q={quote_plus(words)}".encode()
    answer = post(site, body)  # within the time that `send` waits
    assert answer.split(b" ")[1] == b"200", answer[:200]
    page = html.fromstring(answer.partition(b"\r\n\r\n")[2].decode())
    assert page.xpath("//xmark7") == [] and MARK.encode() not in answer
    assert len(page.xpath("//input[@name='q']/@value")[0]) <= 200
    assert b">49<" not in answer


def post(site: Site, body: bytes, kind: str = "application/x-www-form-urlencoded") -> bytes:
    head = f"POST /search/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    return send(site, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"q=\xff\xfe\x00%ff%fe%00"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"q=bladder"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"q=bladder"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(3000))),
        ("application/x-www-form-urlencoded", b"x=1"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\nbladder\r\n--b--\r\n',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="q"; filename="q"\r\n\r\nx\r\n--b--\r\n',
        ),
        ("multipart/form-data; boundary=", b"--b\r\n\r\n"),
        ("application/json", b'{"q": "bladder"}'),
        ("text/plain", b"q=bladder"),
        ("", b"q=" + b"a" * 2_000_000),
    ],
)
def test_no_form_makes_the_server_fail(site: Site, kind: str, body: bytes):
    answer = post(site, body, kind)
    assert answer[9:10] in {b"2", b"4"}, answer[:200]
    assert b"tel:988" in answer
