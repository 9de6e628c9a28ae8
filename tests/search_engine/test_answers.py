"""What a crawler is told besides the text: status, one address for each page, what to leave alone."""

import socket
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

from tests.reading import ADDRESSES
from tests.site import Site

#: May differ: times, and what is made from the body, which RFC 9110 (9.3.2) lets a server leave out.
MAY_DIFFER = {"date", "expires", "etag", "transfer-encoding"}


def raw(site: Site, request: str) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers and body of one request, as they come over the wire."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(f"{request} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}, body


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/risks-and-side-effects/",
        "/does-it-work/depression/",
        "/sitemap.xml",
        "/robots.txt",
        "/no-such-page/",
        "/about",
    ],
)
def test_head_gives_the_headers_of_get_without_the_body(site: Site, address: str):
    status, headers, body = raw(site, f"GET {address}")
    head_status, head_headers, head_body = raw(site, f"HEAD {address}")
    assert head_status == status
    for name in MAY_DIFFER:
        headers.pop(name, "")
        head_headers.pop(name, "")
    assert head_headers == headers
    assert head_body == b""
    assert body or headers.get("location")


def test_robots_txt_opens_the_guide_closes_the_admin_and_names_the_sitemap(site: Site):
    answer = site.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for agent in ("*", "Googlebot", "bingbot", "OAI-SearchBot"):
        assert all(rules.can_fetch(agent, site.url + address) for address in ADDRESSES)
        assert rules.can_fetch(agent, f"{site.url}/static/css/site.css"), "a page is judged by how it looks"
        assert not rules.can_fetch(agent, f"{site.url}/admin/")
        assert not rules.can_fetch(agent, f"{site.url}/admin/cms/placeholder/object/8/preview/3/")
    assert rules.site_maps() == [f"{site.url}/sitemap.xml"]


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address != "/"])
def test_an_address_without_its_last_slash_moves_permanently_to_the_page(client: Client, db, address: str):
    answer = client.get(address.rstrip("/"))
    assert answer.status_code == 301
    assert answer.headers["Location"] == address


def test_an_address_never_moves_a_reader_to_another_host(site: Site):
    for address in (
        "//elsewhere.example/about",
        "//elsewhere.example/about/",
        "/%2felsewhere.example/x",
        "/\\elsewhere.example",
    ):
        _, headers, _ = raw(site, f"GET {address}")
        location = headers.get("location", "/")
        assert location.startswith(("/", site.url + "/")), location
        assert not location.startswith(("//", "/\\")), location


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page/",
        "/risks-and-side-effects/more/",
        "/risks-and-side-effects/2/",
        "/index.html/",
    ],
)
def test_an_unknown_address_is_not_found_whatever_it_asks(site: Site, address: str):
    for query in ("", "?toolbar_off", "?page=1"):
        assert site.get(address + query).status == 404


def test_a_page_that_did_not_change_is_answered_in_one_line(site: Site):
    answer = site.get("/risks-and-side-effects/")
    again = site.get("/risks-and-side-effects/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/cms/pagecontent/", "/admin/no-such-thing/"])
def test_staff_addresses_tell_crawlers_to_forget_them(client: Client, client_of, address: str):
    for visitor in (client, client_of("Manager")):
        assert "noindex" in visitor.get(address).headers["X-Robots-Tag"]


def test_other_methods_change_nothing(site: Site):
    before = site.get("/about/").body
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert site.get("/about/", method=method).status in {403, 405}
    assert site.get("/about/").body == before
