"""What leaves the site is hardened, whatever is asked for and however it is served."""

import re

import pytest

from ketaguide.delivery.middleware import READER_HEADERS
from tests.operator.failing_site import FAILING
from tests.operator.test_fuzz_public_addresses import ask, raw_request
from tests.operator.test_ready_pages import database_away
from tests.site import Site

SITE_WORKERS = 2

READER_ADDRESSES = [
    "/",
    "/get-help-now/",
    "/no-such-page/",
    "/robots.txt",
    "/sitemap.xml",
    "/?toolbar_on",
    "/get-help-now",
]


@pytest.mark.parametrize("address", READER_ADDRESSES)
def test_every_answer_to_a_reader_is_hardened_and_has_no_cookie(address, site):
    for method in ("GET", "HEAD"):
        answer = site.get(address, method=method)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "script-src" not in policy or "script-src 'self'" in policy
        assert "http" not in policy and "*" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["Strict-Transport-Security"] is None
        assert not (answer.headers["Vary"] or "x").startswith(",")
        assert method == "GET" or answer.body == b""


HOST = ("Host", "127.0.0.1")
EMPTY = ("Content-Length", "0")
#: Every kind of answer that a reader can get: its status, then what was asked.
KINDS = {
    "a page": (200, "GET", "/prepare/", [HOST]),
    "its head": (200, "HEAD", "/prepare/", [HOST]),
    "the page that the reader has": (304, "GET", "/prepare/", [HOST, ("If-None-Match", "*")]),
    "without the last slash": (301, "GET", "/prepare", [HOST]),
    "another door": (302, "GET", "/cms_login/", [HOST]),
    "no page": (404, "GET", "/no-such-page/", [HOST]),
    "a form": (403, "POST", "/prepare/", [HOST, EMPTY]),
    "too large": (413, "POST", "/prepare/", [HOST, ("Content-Length", "99999999")]),
    "a foreign host": (400, "GET", "/prepare/", [("Host", "evil.example")]),
    "a foreign host again": (400, "GET", "/admin/", [("Host", "evil.example")]),
    "no request": (400, "GET", "/prepare/", [HOST, ("Bad Name", "x")]),
    "a long address": (414, "GET", "/" + "a" * 5000, [HOST]),
    "a long header": (431, "GET", "/", [HOST, ("X-Long", "a" * 9000)]),
    "an unknown expectation": (417, "POST", "/", [HOST, EMPTY, ("Expect", "x")]),
    "an unknown coding": (501, "POST", "/", [HOST, ("Transfer-Encoding", "x")]),
    "a file": (200, "GET", "/static/css/site.css", [HOST]),
    "a part of a file": (206, "GET", "/static/css/site.css", [HOST, ("Range", "bytes=0-9")]),
    "no part of a file": (416, "GET", "/static/css/site.css", [HOST, ("Range", "bytes=9999999-")]),
    "a file for writing": (405, "POST", "/static/css/site.css", [HOST, EMPTY]),
    "no picture": (404, "GET", "/media/filer_public/none.jpg", [HOST]),
    "no color": (404, "GET", "/brand.none.css", [HOST]),
    "the sitemap": (200, "GET", "/sitemap.xml", [HOST]),
    "robots.txt": (200, "GET", "/robots.txt", [HOST]),
    "reading offline": (200, "GET", "/offline/", [HOST]),
    "its list": (200, "GET", "/offline.json", [HOST]),
    "its script": (200, "GET", "/offline-worker.js", [HOST]),
    "alive": (200, "GET", "/healthz", [HOST]),
    "ready": (200, "GET", "/readyz", [HOST]),
    "alive, for writing": (405, "POST", "/healthz", [HOST, EMPTY]),
}


def is_hardened(reply) -> None:
    """Each header is there once, with the value that is everywhere; a page may allow its own script."""
    for name, value in READER_HEADERS.items():
        sent = [each for key, each in reply.headers if key == name.lower()]
        assert len(sent) == 1, name
        assert sent[0].removesuffix("; script-src 'self'; worker-src 'self'") == value


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_all_the_headers(kind, site):
    status, method, target, headers = KINDS[kind]
    reply = ask(site, raw_request(method, target, headers, b""))
    assert reply.status == status
    if target.startswith("/admin/"):
        assert not reply.header("set-cookie")
        assert "script-src 'self';" in reply.header("content-security-policy")
    else:
        is_hardened(reply)


def test_answers_to_failures_carry_them_too(new_site):
    new_site.environment["DJANGO_SETTINGS_MODULE"] = "tests.operator.failing_site"
    new_site.start()
    failing = ask(new_site, raw_request("POST", FAILING, [HOST, EMPTY], b""))
    assert failing.status == 500
    assert {name.lower() for name in READER_HEADERS} <= {name for name, _ in failing.headers}
    with database_away(new_site):
        away = ask(new_site, raw_request("GET", "/prepare/", [HOST], b""))
        assert away.status == 503
        is_hardened(away)


def test_what_is_refused_or_sent_on_before_a_page_is_looked_for_carries_them_too(new_site):
    new_site.environment |= {"SITE_URL": "https://guide.example.org", "BEHIND_PROXY": "1"}
    new_site.start()
    https = ("X-Forwarded-Proto", "https")
    for status, headers in {
        301: [("Host", "guide.example.org")],
        400: [("Host", "evil.example")],
        200: [("Host", "guide.example.org"), https],
    }.items():
        reply = ask(new_site, raw_request("GET", "/prepare/", headers, b""))
        assert reply.status == status
        is_hardened(reply)
    assert "max-age=31536000" in reply.header("strict-transport-security")
    health = ask(new_site, raw_request("GET", "/healthz", [HOST, https], b""))
    assert "max-age=31536000" in health.header("strict-transport-security")


def test_head_answers_as_get_does(site):
    for address in READER_ADDRESSES:
        get, head = site.get(address), site.get(address, method="HEAD")
        assert head.status == get.status
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert head.headers["Location"] == get.headers["Location"]


def test_under_https_browsers_are_told_to_stay_there(new_site):
    new_site.environment |= {"SITE_URL": "https://guide.example.org", "BEHIND_PROXY": "1"}
    new_site.start()
    over_https = {"X-Forwarded-Proto": "https", "Host": "guide.example.org"}
    answer = new_site.get("/get-help-now/", headers=over_https)
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert '<link rel="canonical" href="https://guide.example.org/get-help-now/">' in answer.text
    login = new_site.get("/admin/login/", headers=over_https)
    assert "Secure" in login.headers["Set-Cookie"]
    plain = new_site.get("/get-help-now/", headers={"Host": "guide.example.org"})
    assert (plain.status, plain.headers["Location"]) == (301, "https://guide.example.org/get-help-now/")
    foreign = new_site.get("/", headers=over_https | {"Host": "evil.example"})
    assert foreign.status == 400
    assert "evil.example" not in foreign.text


def test_the_settings_of_a_real_server_pass_django_s_own_check(site):
    result = _production(site, "check", "--deploy", "--fail-level", "ERROR")
    assert re.findall(r"\((\w+\.\w+)\)", result.stderr) == ["ketaguide.W002"], (
        "nothing but that clinic facts are examples"
    )


def test_the_migrations_match_the_models(site):
    assert "No changes detected" in _production(site, "makemigrations", "--check", "--dry-run").stdout


def _production(site: Site, *args: str):
    extra = {"SITE_URL": "https://guide.example.org", "ALLOWED_HOSTS": "guide.example.org"}
    return site.manage(*args, **extra)


MOVE = """
from cms.models import PageContent
from djangocms_versioning.models import Version
from content.staff.accounts import system_user
content = PageContent.objects.get(page__reverse_id="words")
version = Version.objects.get_for_content(content).copy(system_user())
PageContent.admin_manager.filter(pk=version.content.pk).update(slug="{slug}")
Version.objects.get(pk=version.pk).publish(system_user())
"""


def test_every_worker_follows_a_page_that_moved(new_site):
    new_site.start()
    old = next(path for path in _addresses(new_site) if path.rstrip("/").endswith(("words", "glossary")))
    assert all(new_site.get(old).status == 200 for _ in range(8))
    for slug in ("second-home", "third-home"):
        new_site.manage("shell", "-v0", "-c", MOVE.format(slug=slug))
        for _ in range(20):
            answer = new_site.get(old)
            assert answer.status == 301
            assert answer.headers["Location"].endswith(f"/{slug}/")
            assert new_site.get(answer.headers["Location"]).status == 200
    assert (
        new_site.get(answer.headers["Location"].replace("third", "second")).headers["Location"].endswith("/third-home/")
    )


def _addresses(site: Site) -> list[str]:
    found = site.get("/sitemap.xml").text.split("<loc>")[1:]
    return ["/" + part.partition("</loc>")[0].split("/", 3)[3] for part in found]
