"""Whatever strangers send to public addresses: no failure of the server, nothing of theirs in a page, crisis help on
every error page, and no cookie."""

import re
import socket
import zlib
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html

from tests.site import Site

EXAMPLES = 400
MARK = "xmark7"
MARKUP = f'"><{MARK} onload=a>'
#: Where addresses begin: of pages, of files, of what only staff use, and of nothing.
BEGINNINGS = (
    *("/", "/what-is-ketamine-infusion/", "/get-help-now/", "/get-help-now", "/does-it-work/depression/", "/clinic/"),
    *("/robots.txt", "/sitemap.xml", "/sitemap.xml/", "/favicon.ico", "/healthz", "/readyz", "/media/", "/static/"),
    *(
        "/media/filer_public/",
        "/media/filer_public_thumbnails/",
        "/static/css/site.css",
        "/static/css/",
        "/no-such-page/",
    ),
    *(
        "/admin/login/",
        "/admin/",
        "/admin",
        "/admin/jsi18n/",
        "/admin/cms/pagecontent/",
        "/admin/gallery/",
        "/es/",
        "/en/",
    ),
    *(
        "",
        "//",
        "//evil.example/",
        "http://evil.example/",
        "http://127.0.0.1/",
        "*",
        "/\\evil.example/",
        "/.well-known/x",
    ),
)
#: Pieces that mean something to somebody: paths, encodings, markup, templates, shells, databases.
PIECES = (
    *(
        "..",
        "../",
        "..%2f",
        "%2e%2e/",
        "..\\",
        "%5c..%5c",
        "%252e%252e%252f",
        "....//",
        "/etc/passwd",
        "/./",
        "//",
        "/",
    ),
    *(
        "%00",
        "%0d%0aX-Injected:%20yes",
        "%0a",
        "%ff",
        "%c0%ae",
        "%ed%a0%80",
        "%f0%9f%98%80",
        "%",
        "%%",
        "%zz",
        "%u0041",
    ),
    *(
        "é",
        "日本",
        "\ud800",
        "\u202e",
        "\x7f",
        "\x01",
        "\xff",
        "~",
        "'",
        '"',
        "`",
        ";",
        "|",
        "$(id)",
        "{{7*7}}",
        "{%25",
        "${7}",
    ),
    *(
        MARKUP,
        "%22%3E%3C" + MARK + "%20onload=a%3E",
        "<!--",
        "javascript:alert(1)",
        "' OR 1=1--",
        "admin",
        "settings.py",
    ),
    *(
        ".html",
        ".php",
        ".git/config",
        "index",
        "a",
        "a" * 300,
        "%41" * 1500,
        "/a" * 800,
        "a" * 5000,
        "0",
        "-1",
        "9" * 40,
    ),
)
NAMES = (
    *(
        "p",
        "page",
        "q",
        "next",
        "language",
        "lang",
        "toolbar_on",
        "toolbar_off",
        "edit",
        "structure",
        "preview",
        "utm_source",
    ),
    *(
        "cms_path",
        "preview_token",
        "live-url",
        "_popup",
        "_to_field",
        "e",
        "o",
        "all",
        "",
        "a[]",
        "a" * 200,
        MARKUP,
        "%00",
        "%ff",
    ),
)
METHODS = (
    *("GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"),
    *("get", "GÉT", "A" * 40, "GET\t", ""),
)
HOSTS = (
    *(
        "127.0.0.1",
        "127.0.0.1",
        "127.0.0.1",
        "localhost:80",
        "evil.example",
        "127.0.0.1:99999",
        "127.0.0.1:x",
        "",
        "a b",
    ),
    *(
        "127.0.0.1, evil.example",
        "127.0.0.1@evil.example",
        "[::1",
        "[::1]:8000",
        "..",
        "é",
        "a" * 3000,
        MARKUP,
        "127.0.0.1\x00",
    ),
)
HEADERS = (
    *(
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "If-None-Match",
        "If-Modified-Since",
        "If-Match",
        "Range",
        "If-Range",
    ),
    *(
        "Cookie",
        "Content-Type",
        "Content-Encoding",
        "Referer",
        "Origin",
        "User-Agent",
        "Authorization",
        "X-Requested-With",
    ),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-HTTP-Method-Override", "Expect"),
    *("Content-Length", "Transfer-Encoding", "X-CSRFToken", "Upgrade", "Via", "Forwarded", "X-Bad Name", "Host"),
    *("SCRIPT_NAME", "PATH_INFO", "X-Forwarded-Ssl", "X-Forwarded-Protocol", "REMOTE_USER"),
)
VALUES = (
    *(
        "",
        "*",
        "*/*",
        "br;q=0, gzip;q=x",
        "gzip, br, identity;q=-1",
        'W/"a", "b',
        "'",
        "bytes=0-",
        "bytes=9-1",
        "bytes=0-0,1-1",
    ),
    *(
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 99 Foo 99999 00:00:00 GMT",
        "-1",
        "99999999999999999999",
        "1",
        "0",
        "chunked",
    ),
    *(
        "chunked, gzip",
        "/no-such-page",
        "/prepare/",
        "sessionid=../../etc/passwd",
        "sessionid=",
        "sessionid=\xff",
        "csrftoken=" + "a" * 32,
        "messages=[[]]",
        "a",
    ),
    *(
        "sessionid=abcdefghijklmnopqrstuvwxyz012345; csrftoken=" + MARKUP,
        "multipart/form-data; boundary=",
        "application/json",
    ),
    *(
        "multipart/form-data; boundary=b",
        "text/html; charset=nonsense",
        "100-continue",
        "https",
        "evil.example",
        "h2c",
        "Basic x",
    ),
    *(MARKUP, "é", "\x00", "\x0b", "a" * 500, "a" * 9000, "x" * 30 + "\t" + "y"),
)
BODIES = (
    b"",
    b"a=b",
    b"username=%ff&password=%00&next=//evil.example",
    b"--b\r\n\r\n",
    b'{"a": ',
    b"\x00\xff" * 50,
    b"5\r\nhello\r\n",
)

target = st.builds(
    lambda beginning, pieces, query: beginning + "".join(pieces) + query,
    st.sampled_from(BEGINNINGS),
    st.lists(st.sampled_from(PIECES), max_size=3),
    st.one_of(
        st.just(""),
        st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(PIECES)), min_size=1, max_size=3).map(
            lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs)
        ),
    ),
)
request = st.builds(
    lambda method, target, host, headers, body: (method, target, [("Host", host), *headers], body),
    st.sampled_from(METHODS),
    target,
    st.sampled_from(HOSTS),
    st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(VALUES)), max_size=3),
    st.sampled_from(BODIES),
)


@dataclass
class Reply:
    """What came back: the status, header lines in lower case, and the body as sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def text(self) -> str:
        packed = self.body and self.header("content-encoding") == "gzip"
        body = zlib.decompress(self.body, wbits=31) if packed else self.body
        return body.decode("utf-8", "replace")


def ask(site: Site, raw: bytes) -> Reply | None:
    """Send these bytes and give the answer; None when the connection was closed without one."""
    received = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection, suppress(ConnectionError):
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        while block := connection.recv(65536):
            received += block
    while received.startswith(b"HTTP/1.1 100"):
        received = received.partition(b"\r\n\r\n")[2]
    if not received:
        return None
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    return Reply(int(lines[0].split(" ")[1]), headers, body)


def raw_request(method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "Connection: close"]
    if body and "Content-Length" not in dict(headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body


def check(reply: Reply, sent: str) -> None:
    """What holds for every answer to a stranger."""
    allowed = {501} if "Transfer-Encoding" in sent else set()  # what HTTP wants for a coding that nobody knows
    assert reply.status < 500 or reply.status in allowed, reply.text
    assert f"<{MARK}" not in reply.text
    assert "Traceback" not in reply.text and reply.text.strip() != "49"
    assert not any(name == "x-injected" for name, _ in reply.headers)
    location = reply.header("location")
    assert not re.match(r"(https?:)?[/\\]{2}(?!127\.0\.0\.1[:/]|localhost[:/])", location), location
    if "/admin" not in sent and "sessionid=" not in sent:  # a made-up session is taken back with a cookie
        assert not reply.header("set-cookie")
    if reply.header("content-type").startswith("text/html") and reply.status >= 400 and reply.body:
        assert {"tel:988", "sms:988", "tel:911"} <= set(html.fromstring(reply.text).xpath("//a/@href"))
        assert reply.header("x-content-type-options") == "nosniff"
        assert reply.header("content-security-policy").startswith("default-src 'none'")


@given(request)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # finding a smaller example takes minutes, and tells little more
)
def test_no_request_makes_the_server_fail_or_repeat_what_was_sent(site, asked):
    reply = ask(site, raw_request(*asked))
    if reply is not None:
        check(reply, repr(asked))


@pytest.mark.parametrize(
    "noise", [b"\x00" * 100, b"\x16\x03\x01\x02\x00" * 50, b"GET", b"GET /\r\n\r\n", b"\r\n" * 50, b"A" * 70000]
)
def test_what_is_no_request_is_refused(site, noise):
    reply = ask(site, noise)
    if reply is not None:
        check(reply, "")
    assert site.get("/healthz").status == 200


TOO_MUCH = {
    "an address": raw_request("GET", "/" + "a" * 5000, [("Host", "127.0.0.1")], b""),
    "a parameter": raw_request("GET", "/?a=" + "b" * 8000, [("Host", "127.0.0.1")], b""),
    "a header": raw_request("GET", "/", [("Host", "127.0.0.1"), ("Cookie", "a=" + "b" * 9000)], b""),
    "many headers": raw_request("GET", "/", [("Host", "127.0.0.1"), *[("X-A", "b")] * 90], b""),
    "a foreign host": raw_request("GET", "/", [("Host", "evil.example")], b""),
    "no method": raw_request("", "/", [("Host", "127.0.0.1")], b""),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_even_the_web_server_s_own_refusals_have_crisis_help(site, name):
    reply = ask(site, TOO_MUCH[name])
    assert reply is not None
    assert 400 <= reply.status < 500
    assert reply.header("content-type").startswith("text/html")
    check(reply, "")


#: Headers in which a proxy may say that another address was asked for, each with a page that nobody has read yet.
OTHER_ADDRESSES = {
    "SCRIPT_NAME": "/prepare/",
    "PATH_INFO": "/clinic/",
    "X-Forwarded-Host": "/words/",
    "X-Forwarded-Prefix": "/family-and-friends/",
    "X-Original-URL": "/does-it-work/",
}


def test_no_header_changes_the_page_that_is_kept_for_others(new_site):
    new_site.start()
    for name, page in OTHER_ADDRESSES.items():
        headers = [("Host", "127.0.0.1"), (name, f"/{MARK}")]
        assert ask(new_site, raw_request("GET", f"/{MARK}{page}", headers, b"")).status == 404
        assert ask(new_site, raw_request("GET", page, headers, b"")).status == 200
        assert MARK not in new_site.get(page).text
