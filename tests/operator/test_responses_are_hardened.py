"""What leaves the site is hardened, whatever is asked for and however it is served."""

import re

import pytest

from tests.site import Site

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
