"""The shipped recipe for nginx tells the site what it has to know, and nothing of who reads."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.operator.nginx import running_nginx
from tests.site import ROOT, Site, free_port


class Echo(BaseHTTPRequestHandler):
    """Answers with the addresses that it was told."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers.get("X-Forwarded-For", "none").encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[Site]:
    """nginx with deploy/nginx.conf, without TLS, before a server that tells what it was told."""
    server, port = ThreadingHTTPServer(("127.0.0.1", 0), Echo), free_port()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    work = tmp_path_factory.mktemp("nginx")
    recipe = Path(ROOT, "deploy", "nginx.conf").read_text(encoding="utf-8")
    recipe = recipe.replace("127.0.0.1:8000", f"127.0.0.1:{server.server_port}")
    recipe = re.sub(r"^server \{\n    listen 80;.*?^\}\n", "", recipe, flags=re.S | re.M)
    recipe = recipe.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    recipe = re.sub(r"^ +(ssl_|listen \[::\]).*\n", "", recipe, flags=re.M)
    recipe = recipe.replace("/var/cache/nginx", str(work)).replace("/var/log/nginx", str(work))
    with running_nginx(work, port, recipe) as site:
        yield site
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("address", ["/", "/clinic/", "/administration/", "/static/x.css"])
def test_nothing_tells_who_reads(front, address):
    assert front.get(address, headers={"X-Forwarded-For": "198.51.100.7"}).text == "none"


@pytest.mark.parametrize("address", ["/admin/login/", "/%61dmin/login/", "/admin/?next=/"])
def test_pauses_after_wrong_passwords_can_be_for_one_network(front, address):
    assert front.get(address, headers={"X-Forwarded-For": "198.51.100.7"}).text == "127.0.0.1"
