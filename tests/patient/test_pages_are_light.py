"""A cheap phone on a bad connection gets every page quickly: bytes and counts, which do not vary."""

import gzip
from urllib.parse import urlsplit

import brotli
import pytest

from ketaguide.stylesheets import bundle
from tests.reading import DOCUMENTS, TOOLS, Reading
from tests.site import Site

KIB = 1024
CHAPTER, ANY_PAGE, STYLES, FIRST_VIEW = 14 * KIB, 25 * KIB, 12 * KIB, 100 * KIB
#: The list of all sources grows with the evidence, and nobody reads it on the way to something else.
ALL_SOURCES = "/how-it-works/sources/", 31 * KIB
MOST_REQUESTS = 8


def packed(text: str) -> int:
    """Bytes of a text as it goes over the line in Brotli, which every browser of the last years takes over HTTPS."""
    return len(brotli.compress(text.encode()))


@pytest.mark.django_db
def test_every_page_is_small(guide: dict[str, Reading]):
    sizes = {document.address: (document.template, packed(guide[document.address].text)) for document in DOCUMENTS}
    limits = {"chapter": CHAPTER, "page": ANY_PAGE, "sheet": ANY_PAGE, "home": CHAPTER}
    too_large = {address: size for address, (template, size) in sizes.items() if size > limits[template]}
    assert too_large == {}


def test_the_style_sheet_is_small():
    assert packed(bundle()) <= STYLES


@pytest.mark.django_db
def test_every_page_is_small_in_gzip_too(guide: dict[str, Reading]):
    """What browsers get that do not take Brotli, and what proxies make of a page."""
    sizes = {address: len(gzip.compress(page.text.encode(), 9)) for address, page in guide.items()}
    limits = dict.fromkeys(sizes, ANY_PAGE) | dict([ALL_SOURCES])
    assert {address: size for address, size in sizes.items() if size > limits[address]} == {}


@pytest.mark.django_db
def test_pages_for_reading_carry_no_script_and_no_style_of_their_own(guide: dict[str, Reading]):
    for address, page in guide.items():
        scripts = [item for item in page.root.iter("script") if item.get("type") != "application/ld+json"]
        assert bool(scripts) == (address in TOOLS), address
        assert page.root.xpath("//style | //@style") == [], address


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/", "/risks-and-side-effects/", "/questions/", "/no-such-page/"])
def test_the_first_view_needs_few_requests_to_this_site_only(site: Site, visit, address: str):
    page = visit(site, width=360)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    seen: dict[str, dict] = {}
    session.on("Network.requestWillBeSent", lambda event: seen.setdefault(event["requestId"], event["request"]))
    received: dict[str, float] = {}
    session.on(
        "Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(address, wait_until="networkidle")
    requests = [seen[number]["url"] for number in received if number in seen]
    hosts = {urlsplit(url).netloc for url in requests if urlsplit(url).scheme in {"http", "https"}}
    assert hosts == {urlsplit(site.url).netloc}
    assert 3 <= len(requests) <= MOST_REQUESTS, requests
    assert sum(1 for url in requests if url.endswith((".woff2", ".woff", ".ttf"))) == 1
    assert not [url for url in requests if url.endswith(".js")]
    assert sum(received.values()) <= FIRST_VIEW
