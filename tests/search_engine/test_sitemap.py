"""A search engine that starts at the sitemap finds every public page, described once, dated honestly."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from djangocms_versioning.models import Version

from tests.reading import ADDRESS_OF, ADDRESSES, Reading, draft_of, publish, published, take_down
from tests.site import Site

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
LONG_AGO = datetime(2024, 2, 3, 20, tzinfo=UTC)


def entries(body: bytes) -> dict[str, str]:
    """Of a sitemap: the time of each address."""
    root = ElementTree.fromstring(body)
    rows = [(row.findtext("s:loc", "", NAMESPACE), row.findtext("s:lastmod", "", NAMESPACE)) for row in root]
    assert len(rows) == len(dict(rows)), "an address is listed twice"
    return dict(rows)


def last_change(client: Client, guide_id: str) -> str:
    """What the sitemap says of a page; empty if it does not list it."""
    return entries(client.get("/sitemap.xml").content).get("http://127.0.0.1:8000" + ADDRESS_OF[guide_id], "")


@pytest.fixture
def old_page(db, settings) -> str:
    """The id of a page that was published long ago."""
    settings.SITE_URL = "http://127.0.0.1:8000"
    Version.objects.filter(pk=published("cost").pk).update(modified=LONG_AGO)
    return "cost"


@pytest.fixture(scope="module")
def walked(site: Site) -> dict[str, Reading]:
    """Every page that the sitemap of a running site names, by its full address."""
    pages = {}
    for url in entries(site.get("/sitemap.xml").body):
        assert url.startswith(site.url + "/"), f"{url} names another host"
        answer = site.get(url.removeprefix(site.url))
        assert answer.status == 200, url
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "noindex" not in answer.headers.get("X-Robots-Tag", "")
        pages[url] = Reading(url.removeprefix(site.url), answer.text)
    return pages


def test_it_lists_exactly_the_pages_of_the_guide_under_the_host_of_the_site(site: Site, walked: dict[str, Reading]):
    assert {url.removeprefix(site.url) for url in walked} == set(ADDRESSES)
    answer = site.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert b"<priority>" not in answer.body
    assert b"<changefreq>" not in answer.body


def test_every_page_has_a_title_of_its_own(walked: dict[str, Reading]):
    titles = [page.title for page in walked.values()]
    assert len(set(titles)) == len(titles)
    for page in walked.values():
        assert len(page.title) > 10 and page.title.strip() == page.title
        assert len(page.root.xpath("//head/title")) == 1


def test_every_page_has_a_description_of_its_own_that_fits_a_result(walked: dict[str, Reading]):
    descriptions = [page.description for page in walked.values()]
    assert len(set(descriptions)) == len(descriptions)
    for page in walked.values():
        assert 50 <= len(page.description) <= 160, f"{page.address}: {len(page.description)} characters"
        assert len(page.root.xpath("//meta[@name='description']")) == 1


def test_every_page_names_its_own_address_as_the_one_to_keep(site: Site, walked: dict[str, Reading]):
    for url, page in walked.items():
        assert page.canonical == [url]
        assert not page.root.xpath("//meta[@name='robots']")


def test_the_address_to_keep_has_no_query_string_and_the_host_of_the_site(site: Site):
    for host in (f"127.0.0.1:{site.port}", f"localhost:{site.port}"):
        answer = site.get("/risks-and-side-effects/?utm_source=x&page=2", headers={"Host": host})
        assert Reading("", answer.text).canonical == [f"{site.url}/risks-and-side-effects/"]
        assert set(entries(site.get("/sitemap.xml", headers={"Host": host}).body)) == set(
            entries(site.get("/sitemap.xml").body)
        )


def test_pages_that_do_not_exist_name_no_address_to_keep(site: Site):
    page = Reading("", site.get("/no-such-page/").text)
    assert page.canonical == []
    assert page.root.xpath("//meta[@name='robots']/@content") == ["noindex"]


# --- When a page last changed ----------------------------------------------------------------------------------------


def test_the_time_of_a_page_is_that_of_its_published_version(client: Client, old_page: str):
    assert last_change(client, old_page) == LONG_AGO.date().isoformat()
    assert last_change(client, "risks") == published("risks").modified.astimezone().date().isoformat()


def test_a_draft_does_not_change_it(client: Client, old_page: str):
    from cms.api import add_plugin

    version = draft_of(
        old_page, meta_description="Another description of the same page that nobody can read yet at all."
    )
    placeholder = version.content.get_placeholders().get(slot="content")
    add_plugin(placeholder, "TextPlugin", "en", body="<p>New words.</p>")
    assert last_change(client, old_page) == LONG_AGO.date().isoformat()


@pytest.mark.databases
def test_publishing_changes_it(client: Client, old_page: str):
    publish(draft_of(old_page))
    assert last_change(client, old_page) > "2026-01-01"


def test_publishing_another_page_does_not_change_it(client: Client, old_page: str):
    publish(draft_of("risks"))
    assert last_change(client, old_page) == LONG_AGO.date().isoformat()


def test_reading_a_page_does_not_change_it(client: Client, old_page: str, client_of):
    client.get(ADDRESS_OF[old_page])
    client_of("Author").get(ADDRESS_OF[old_page])
    assert last_change(client, old_page) == LONG_AGO.date().isoformat()


@pytest.mark.databases
def test_a_page_that_was_taken_down_is_no_longer_listed(client: Client, old_page: str):
    take_down(old_page)
    assert last_change(client, old_page) == ""
    assert last_change(client, "risks")


# --- A guide too large for one file ----------------------------------------------------------------------------------


@pytest.fixture
def parts(client: Client, old_page: str, settings) -> dict[str, str]:
    """The parts of the sitemap, with their times, when a part holds ten pages."""
    settings.SITEMAP_LIMIT = 10
    return entries(client.get("/sitemap.xml").content)


@pytest.mark.databases
def test_a_large_sitemap_lists_its_parts_and_each_page_stands_in_one_of_them(
    client: Client, parts: dict[str, str], settings
):
    assert len(parts) == -(-len(ADDRESSES) // 10) > 1
    found = {}
    for url, time in parts.items():
        answer = client.get(url.removeprefix(settings.SITE_URL))
        assert answer.headers["Content-Type"] == "application/xml"
        pages = entries(answer.content)
        assert len(pages) <= 10
        assert not pages.keys() & found.keys()
        assert datetime.fromisoformat(time).date().isoformat() == max(pages.values())
        found |= pages
    assert {url.removeprefix(settings.SITE_URL) for url in found} == set(ADDRESSES)
    assert found[settings.SITE_URL + ADDRESS_OF["cost"]] == LONG_AGO.date().isoformat()
    settings.SITEMAP_LIMIT = len(ADDRESSES)
    assert entries(client.get("/sitemap.xml").content) == found


@pytest.mark.parametrize("part", ["0", "01", "99", "9" * 30, "9" * 5000, "-1", "x", "1x"])
def test_there_are_no_other_parts(client: Client, parts: dict[str, str], part: str):
    assert client.get(f"/sitemap-{part}.xml", follow=True).status_code == 404
