"""Reading about a mental illness leaves nothing behind: no cookie, no session, no word to another host.

What a browser asks for on each page, test_everybody_can_use_every_page.py sees, which opens them all.
"""

from urllib.parse import quote, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.reading import ADDRESSES, TOOLS, Reading, is_internal
from tests.site import Site

QUERIES = [
    "toolbar_on",
    "toolbar_off",
    "toolbar_on=1&edit",
    "edit",
    "edit_off",
    "structure",
    "preview=1&draft",
    "disable_toolbar",
    "cms_toolbar_login=1&next=/",
    "language=xx",
    "language=es&lang=es",
    "utm_source=feed&fbclid=1234",
    "a=" + "x" * 3000,
    "a=%ff%fe&%00=%00&%=%zz",
    "&".join(f"n{number}=1" for number in range(1500)),
]
OTHER_ADDRESSES = [
    "/no-such-page/",
    "/robots.txt",
    "/sitemap.xml",
    "/about",
    "/media/x.png",
    "/cms_login/",
    "/static/x.css",
]


def check_vary(value: str | None) -> None:
    """Field names with commas between them, none empty and none twice."""
    names = [name.strip().lower() for name in (value or "").split(",")]
    assert "" not in names, f"Vary has an empty name: {value!r}"
    assert len(names) == len(set(names)), f"Vary has a name twice: {value!r}"
    assert "*" not in names


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:25])
def test_no_query_string_makes_a_cookie_a_session_or_another_page(client: Client, db, query: str):
    for address in ("/", "/risks-and-side-effects/"):
        plain = client.get(address)
        answer = client.get(address, QUERY_STRING=query)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.content == plain.content
    assert not Session.objects.exists()


@pytest.mark.parametrize("address", OTHER_ADDRESSES)
@pytest.mark.parametrize("query", ["", "toolbar_on", "toolbar_off", "edit&language=xx"])
def test_addresses_that_are_no_pages_set_no_cookie_either(client: Client, db, address: str, query: str):
    answer = client.get(address, QUERY_STRING=query)
    assert not answer.cookies
    assert not Session.objects.exists()
    check_vary(answer.headers.get("Vary", "none"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_sent_without_a_cookie_and_may_only_differ_by_cookie(client: Client, db, address: str):
    answer = client.get(address, QUERY_STRING="toolbar_off&language=xx")
    assert not answer.cookies
    assert not Session.objects.exists()
    check_vary(answer.headers["Vary"])
    assert "Cookie" in answer.headers["Vary"], "a shared cache must not give a reader the page of staff"


def test_a_running_site_sets_no_cookie_whatever_the_address(site: Site):
    for number, address in enumerate(["/", "/does-it-work/", *OTHER_ADDRESSES]):
        for query in QUERIES if address == "/" else QUERIES[number :: len(OTHER_ADDRESSES)]:
            answer = site.get(f"{address}?{query}")
            assert answer.headers.get_all("Set-Cookie") is None, f"{address}?{query[:30]}"
            for value in answer.headers.get_all("Vary") or []:
                check_vary(value)


def test_a_mis_encoded_address_is_a_page_that_does_not_exist(site: Site):
    for address in ("/%ff%fe/", "/%00/", "/a%00b/", "/%e2%98%83/", "/" + "a" * 3000 + "/", "/%2e%2e/etc/passwd/"):
        answer = site.get(address)
        assert answer.status == 404, address[:30]
        assert 'href="tel:988"' in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_names_no_other_host_but_in_links_that_a_reader_may_follow(guide: dict[str, Reading], address: str):
    root = guide[address].root
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in {"src", "srcset", "data", "action", "formaction", "poster", "ping", "background", "style"}:
                assert is_internal(value), f"{name}={value}"
            if name == "href" and element.tag == "link" and element.get("rel") != "canonical":
                assert is_internal(value), value
            assert not name.startswith("on"), f"{name} would need a script"
    # Data for machines is no script: browsers do not run it.
    scripts = root.xpath("//script[not(@type='application/ld+json')]")
    assert not list(root.iter("object", "embed", "style", "base"))
    # The field of the search, and the page of the search, which answers there.
    assert {element.get("action") or element.get("src") for element in root.iter("form", "iframe")} <= {"/search/"}
    assert not root.xpath("//link[contains(@rel, 'dns-prefetch') or contains(@rel, 'preconnect')]")
    assert bool(scripts or root.xpath("//meta[@http-equiv]")) == (address in TOOLS)


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_to_other_hosts_are_encrypted_and_say_nothing_about_the_reader(guide: dict[str, Reading], address: str):
    for link in guide[address].links():
        parts = urlsplit(link)
        assert parts.scheme in {"", "https", "tel", "sms", "mailto"}, link
        assert "utm_" not in parts.query
        assert quote(guide[address].canonical[0], safe="") not in link


def test_a_page_forbids_browsers_to_tell_other_hosts_where_the_reader_came_from(client: Client, db):
    answer = client.get("/does-it-work/suicidal-thoughts/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    for name in ("style-src", "img-src", "font-src"):
        assert policy[name] == "'self'"
    for name in ("frame-ancestors", "base-uri"):
        assert policy[name] == "'none'"
    for name in ("form-action", "frame-src"):  # for the field of the search
        assert policy[name] == "'self'"
