"""Readers get kept pages: the same ones as rendered, never older than the last publish, and also without a database."""

import gzip
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import brotli
import psycopg
import pytest

from tests.site import Site, free_port

SITE_WORKERS = 2

PAGE = "/what-is-ketamine-infusion/"
#: So many readers come at the same time.
CROWD = 40
PUBLISH = """
from cms.models import PageContent
from djangocms_versioning.models import Version
from content.staff.accounts import system_user
version = Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="{id}")).copy(system_user())
PageContent.admin_manager.filter(pk=version.content.pk).update(title="{title}")
version = Version.objects.get(pk=version.pk)
{operation}
"""
TAKE_DOWN = """
from cms.models import PageContent
from djangocms_versioning.models import Version
from content.staff.accounts import system_user
Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="{id}")).unpublish(system_user())
"""


def publish(site: Site, page_id: str, title: str) -> None:
    """Give a page a new title and publish it."""
    operation = "version.publish(system_user())"
    site.manage("shell", "-v0", "-c", PUBLISH.format(id=page_id, title=title, operation=operation))


def take_down(site: Site, page_id: str, **environment: str) -> None:
    """Unpublish a page, by a command with this environment."""
    site.manage("shell", "-v0", "-c", TAKE_DOWN.format(id=page_id), **environment)


@contextmanager
def database_away(site: Site):
    """The site's database cannot be used."""
    url = site.environment.get("DATABASE_URL")
    if not url:
        place, away = site.data_dir / "db.sqlite3", site.data_dir / "away"
        away.mkdir()
        for path in site.data_dir.glob("db.sqlite3*"):
            path.rename(away / path.name)
        place.mkdir()  # SQLite would make a new file
        try:
            yield
        finally:
            for path in away.glob("db.sqlite3-*"):
                path.rename(site.data_dir / path.name)
            place.rmdir()
            (away / place.name).rename(place)
            away.rmdir()
        return
    name = urlsplit(url).path.strip("/")
    server = url.replace(f"/{name}", "/postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.fixture
def kept_files(site: Site) -> Callable[[], int]:
    """How many entries the site's cache on disk has."""
    return lambda: len(list((site.data_dir / "cache").glob("*.djcache")))


def test_every_encoding_holds_the_same_page(site):
    plain = site.get(PAGE)
    packed = site.get(PAGE, headers={"Accept-Encoding": "gzip"})
    small = site.get(PAGE, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert small.headers["Content-Encoding"] == "br"
    assert gzip.decompress(packed.body) == plain.body == brotli.decompress(small.body)
    assert len({answer.headers["ETag"] for answer in (plain, packed, small)}) == 3
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_refused_encoding_is_not_sent(site):
    style = re.search(r'href="(/static/[^"]+\.css)"', site.get(PAGE).text)
    assert style
    for address in (PAGE, style[1]):
        answer = site.get(address, headers={"Accept-Encoding": "br;q=0, gzip;q=0.5"})
        assert answer.headers["Content-Encoding"] == "gzip"


def test_a_browser_that_has_the_page_is_told_so(site):
    etag = site.get(PAGE).headers["ETag"]
    answer = site.get(PAGE, headers={"If-None-Match": etag})
    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", etag)
    assert site.get(PAGE, headers={"If-None-Match": '"another"'}).status == 200


def test_the_first_answer_is_whole_although_the_browser_asked_for_less(new_site):
    new_site.start()
    conditional = new_site.get(PAGE, headers={"If-None-Match": '"another"', "Range": "bytes=0-9"})
    assert conditional.status == 200
    assert conditional.body == new_site.get(PAGE).body
    assert new_site.get(PAGE, method="HEAD").body == b""


@pytest.mark.databases
def test_publishing_shows_for_the_next_reader_in_every_worker(site):
    before = site.get(PAGE).text
    assert "A title for one minute" not in before
    publish(site, "what-it-is", "A title for one minute")
    assert all("A title for one minute" in site.get(PAGE).text for _ in range(20))


@pytest.mark.databases
def test_a_crowd_after_a_publish_has_each_page_rendered_once(new_site):
    """Whoever comes while it is being rendered waits for it, in every worker."""
    new_site.environment["DJANGO_SETTINGS_MODULE"] = "tests.operator.counting_site"
    new_site.start()
    pages = (PAGE, "/does-it-work/", "/")
    for page in pages:
        new_site.get(page)
    publish(new_site, "what-it-is", "A title for a crowd")
    noted = new_site.data_dir / "rendered"
    noted.unlink()
    with ThreadPoolExecutor(max_workers=CROWD) as crowd:
        answers = list(crowd.map(new_site.get, pages * CROWD))
    assert {answer.status for answer in answers} == {200}
    assert all("A title for a crowd" in answer.text for answer in answers[:: len(pages)])
    assert sorted(noted.read_text().split()) == sorted(pages)


def test_a_draft_is_not_shown(site):
    site.manage("shell", "-v0", "-c", PUBLISH.format(id="benefits", title="Only a draft", operation="pass"))
    assert all("Only a draft" not in site.get(path).text for path in ("/does-it-work/", "/", "/sitemap.xml"))


@pytest.mark.databases
def test_a_clinic_fact_changes_on_every_page_at_once(site):
    pages = ("/", PAGE, "/clinic/")
    for page in pages:
        assert "Seaside Clinic" not in site.get(page).text
    code = (
        "from content.clinic.models import ClinicFact; fact = ClinicFact.objects.get(key='clinic-name'); "
        "fact.value = 'Seaside Clinic'; fact.save()"
    )
    site.manage("shell", "-v0", "-c", code)
    assert all("Seaside Clinic" in site.get(page).text for page in pages for _ in range(6))


@pytest.mark.databases
def test_query_strings_and_unknown_addresses_do_not_fill_the_cache(site, kept_files):
    site.get("/prepare/")
    before = kept_files()
    for number in range(30):
        assert site.get(f"/prepare/?utm_source={number}").status == 200
        assert site.get(f"/nothing-here-{number}/").status == 404
    assert kept_files() == before


def test_staff_never_get_a_kept_page(site):
    readers = site.get(PAGE)
    staff = site.log_in("author").get(site.url + PAGE, timeout=30)
    assert readers.headers["Cache-Control"] == "public, no-cache"
    assert "public" not in staff.headers["Cache-Control"]


@pytest.mark.parametrize("cookie", ["somebody", "x" * 32, "", "é", "a" * 3000])
def test_a_made_up_session_opens_no_way_past_the_kept_pages(site, cookie):
    """Else a stranger could have a page rendered with each request."""
    readers = site.get(PAGE)
    answer = site.get(PAGE, headers={"Cookie": f"sessionid={cookie}", "If-None-Match": readers.headers["ETag"]})
    assert answer.status == 304
    for name in ("Content-Security-Policy", "Cache-Control"):
        assert answer.headers[name] == readers.headers[name]


def test_who_logged_out_is_a_reader_again(site):
    staff = site.log_in("author")
    ended = staff.cookies["sessionid"]
    assert site.send(staff, "/admin/logout/").status_code == 200
    assert site.get(PAGE, headers={"Cookie": f"sessionid={ended}"}).headers["Cache-Control"] == "public, no-cache"


@pytest.mark.databases
def test_without_a_database_readers_keep_reading(new_site):
    new_site.start()
    read_before = new_site.get(PAGE)
    others = ("/get-help-now/", "/sitemap.xml", "/robots.txt")
    for path in others:
        new_site.get(path)
    publish(new_site, "benefits", "Benefits under another title")  # begins a new edition
    with database_away(new_site):
        for _ in range(8):
            assert new_site.get(PAGE).body == read_before.body
            assert {new_site.get(path).status for path in others} == {200}
        never_read = new_site.get("/family-and-friends/")
        assert never_read.status == 503
        assert "tel:988" in never_read.text
    assert new_site.get("/family-and-friends/").status == 200
    assert "Benefits under another title" in new_site.get("/does-it-work/").text


@pytest.mark.databases
def test_a_page_that_was_taken_down_does_not_come_back_when_the_database_is_away(new_site):
    new_site.start()
    path = "/family-and-friends/"
    assert new_site.get(path).status == 200
    take_down(new_site, "family")
    with database_away(new_site):
        assert all(new_site.get(path).status == 503 for _ in range(6))
    assert new_site.get(path).status == 404


@pytest.mark.databases
def test_two_public_addresses_on_one_cache_share_publishes_but_no_page(new_site):
    port = free_port()
    other = Site(new_site.data_dir, port, new_site.environment | {"PORT": str(port)})
    new_site.start()
    other.start()
    try:
        for site in (new_site, other, new_site, other):
            answer = site.get(PAGE)
            assert answer.headers["Cache-Control"] == "public, no-cache"
            assert f'<link rel="canonical" href="{site.url}{PAGE}">' in answer.text
        publish(other, "what-it-is", "A title of two sites")
        assert all("A title of two sites" in site.get(PAGE).text for site in (new_site, other) for _ in range(6))
    finally:
        other.stop()
