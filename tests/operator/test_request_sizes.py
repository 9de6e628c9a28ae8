"""Nobody fills the memory or the disk with one request: what is too large is refused before it is read."""

import contextlib
import http.client

import pytest

from tests.site import Answer, Site

HUGE = 100 * 1024 * 1024


def announce(site: Site, path: str, headers: dict[str, str], sent: bytes = b"") -> Answer:
    """The answer to a POST of which only this much is ever sent."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(sent)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@pytest.mark.parametrize("cookie", ["", "sessionid=made-up"])
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/admin/filer/clipboard/operations/upload/no_folder/"])
def test_a_huge_request_is_refused_before_it_arrives(cookie, path, site):
    headers = {"Content-Length": str(HUGE), "Content-Type": "multipart/form-data; boundary=b", "Cookie": cookie}
    answer = announce(site, path, headers, b"--b\r\n")
    assert answer.status == 413
    assert "That was too large" in answer.text
    assert "tel:988" in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("cookie", ["", "sessionid=madeup"])
def test_who_has_no_session_may_send_a_form_and_no_more(cookie, site):
    for size, status in ((1024 * 1024 + 1, 413), (10, 403)):
        headers = {"Content-Length": str(size), "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        assert announce(site, "/admin/login/", headers, b"a=" + b"x" * 8).status == status


def test_a_request_that_hides_its_size_is_not_read(site):
    headers = {"Transfer-Encoding": "chunked", "Content-Type": "multipart/form-data; boundary=b"}
    assert announce(site, "/admin/login/", headers, b"5\r\n--b\r\n\r\n").status == 403
