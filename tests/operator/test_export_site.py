"""The exported folder, behind any server of files, gives readers what the site gives them, and nothing else."""

import gzip
import re
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import brotli
import pytest
from django.conf import settings
from lxml import etree, html

from tests.operator.nginx import running_nginx
from tests.reading import ADDRESSES, is_internal
from tests.site import Answer, Site, free_port

SECRET = "Zanzibar"
#: A form has no server among files: the field of the search is left out there, and the error page has a link instead.
FIELD = re.compile(rb'<div class="search-here.*?</iframe>\n</div>\n', re.DOTALL)
LINK = b'<li><a href="/search/">Search this guide</a></li>\n'
#: A page that moved, one that was taken down, a draft of a page, a draft of a new one, a picture on a page, one on none.
CHANGES = f"""
from cms.api import add_plugin, create_page
from content.staff.accounts import system_user
from tests.components.reader import add_picture
from tests.reading import draft_of, move, publish, take_down
move("cost", "what-it-costs")
take_down("language-help")
draft_of("risks", title="{SECRET} draft")
create_page("{SECRET} page", "pages/page.html", "en", slug="zanzibar", created_by=system_user())
version = draft_of("clinic")
placeholder = version.content.get_placeholders().get(slot="content")
add_plugin(placeholder, "FigurePlugin", "en", image=add_picture("room.png", 900, 600), alt="A room")
add_plugin(placeholder, "TextPlugin", "en", body='<p><a href="/never-written/">Dead</a> <a href="/admin/">Staff</a></p>')
publish(version)
add_picture("zanzibar.png", 900, 600)
"""


class Files(SimpleHTTPRequestHandler):
    """As a static host: a folder is answered with its index.html, and what is not there with 404.html."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def list_directory(self, path) -> None:
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def told(site: Site) -> str:
    """What the command says while it exports the changed site to the folder `export` beside its data."""
    site.manage("shell", "-v0", "-c", CHANGES)
    result = site.manage("export_site", str(site.data_dir.parent / "export"))
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def folder(site: Site, told: str) -> Path:
    return site.data_dir.parent / "export"


@pytest.fixture(scope="module")
def exported(folder: Path) -> Iterator[Callable[[str], tuple[int, bytes]]]:
    """`exported("/clinic/")` fetches from the folder, served as files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield lambda path: fetch(f"http://127.0.0.1:{server.server_port}{path}")
    server.shutdown()
    thread.join()
    server.server_close()


def sitemap(site: Site) -> list[str]:
    root = etree.fromstring(site.get("/sitemap.xml").body)
    return [loc.removeprefix(site.url) for loc in root.xpath("/*/*/*[local-name()='loc']/text()")]


def links_of(page: bytes) -> set[str]:
    root = html.document_fromstring(page)
    sources = {part.split()[0] for value in root.xpath("//@srcset") for part in value.split(", ")}
    found = {*root.xpath("//@href | //@src"), *sources}
    return {link for link in found if is_internal(link) and not link.startswith("#")}


def test_every_address_of_the_sitemap_gives_what_the_site_gives(site, exported):
    addresses = sitemap(site)
    assert len(addresses) == len(ADDRESSES) - 1
    for address in [*addresses, "/sitemap.xml", "/robots.txt"]:
        assert exported(address) == (200, FIELD.sub(b"", site.get(address).body)), address
    assert FIELD.search(site.get("/").body)


def test_what_is_not_there_gets_the_error_page_of_the_site(site, exported):
    for address in ("/nothing-here/", "/language-help/"):
        status, body = exported(address)
        assert (status, body.replace(LINK, b"")) == (404, FIELD.sub(b"", site.get(address).body))
        assert LINK in body
        assert b"tel:988" in exported(address)[1]


def test_every_link_leads_to_a_file_or_is_told_about(site, folder, told, exported):
    links = {link: page for page in [*sitemap(site), "/404/"] for link in links_of(exported(page)[1])}
    assert len(links) > len(ADDRESSES)
    assert any(link.startswith("/media/") for link in links)
    dead = {"/never-written/", "/admin/"}
    for link, page in links.items():
        path = unquote(urlsplit(urljoin(page, link)).path)
        assert path in dead or exported(path)[0] == 200, f"{page} leads to {link}"
    assert "/clinic/ leads to /never-written/, which is not there." in told
    assert "/admin/" not in told
    assert not (folder / "admin").exists()


def test_styles_fonts_and_pictures_are_those_of_the_site(site, folder, exported):
    files = [path for name in ("static", "media") for path in (folder / name).rglob("*") if path.is_file()]
    kinds = {path.suffix for path in files}
    assert {".css", ".woff2", ".svg", ".jpg"} <= kinds
    for path in files:
        if path.suffix not in {".gz", ".br"}:
            address = "/" + path.relative_to(folder).as_posix()
            assert exported(address) == (200, site.get(address).body)
    assert not any("staff" in path.parts for path in files), "readers use no such file"
    scripts = {(path.parent.name, path.name.partition(".")[0]) for path in files if path.suffix == ".js"}
    tools = {("tools", path.stem) for path in (settings.BASE_DIR / "static" / "tools").glob("*.js")}
    search = {("search", "search"), ("minisearch-7.2.0", "index")}
    assert scripts == {("offline", "page")} | search | tools, "of “Read without internet”, the search and the tools"
    for path in folder.rglob("*.css"):
        for link in re.findall(r"url\([\"']?([^\"')]+)", path.read_text()):
            assert (path.parent / link).resolve().is_file(), link


def test_nothing_that_is_not_public_is_in_it(folder):
    for path in folder.rglob("*"):
        assert SECRET.lower() not in path.name.lower()
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path
    assert b"/cost-and-insurance/" not in (folder / "index.html").read_bytes()
    assert not (folder / "cost-and-insurance").exists()


def test_compressed_variants_hold_the_same(folder):
    texts = [path for path in folder.rglob("*") if path.suffix in {".html", ".css", ".svg", ".xml", ".txt"}]
    assert len(texts) > len(ADDRESSES)
    for path in texts:
        body = path.read_bytes()
        assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == body
        assert brotli.decompress(Path(f"{path}.br").read_bytes()) == body
    assert not list(folder.rglob("*.woff2.*")), "a font is compressed already"


def test_the_search_page_says_that_files_answer_no_form(site, exported):
    page = html.document_fromstring(exported("/search/")[1])
    (instead,) = page.xpath("//noscript")
    assert set(instead.xpath(".//a/@href")) == {"/questions/", "/words/"}
    assert "search-form-scripted" in page.get_element_by_id("search-form").get("class"), "hidden where no script runs"
    assert b"<noscript" not in site.get("/search/").body


def test_old_addresses_lead_on(site, folder):
    for old in ("/cost-and-insurance/", "/cost-and-insurance"):
        assert f'"{old}" "/what-it-costs/";\n' in (folder / "redirects.map").read_text()
    assert (folder / "_redirects").read_text() == "/cost-and-insurance/ /what-it-costs/ 301\n"
    assert site.get("/cost-and-insurance/").headers["Location"] == "/what-it-costs/"


def hosts_headers(text: str, address: str) -> dict[str, str]:
    """The headers that a host adds which reads `_headers`; none may come twice."""
    found: dict[str, str] = {}
    fits = False
    for line in text.splitlines():
        if not line.startswith("  "):
            fits = address == line or (line.endswith("*") and address.startswith(line[:-1]))
        elif fits:
            name, value = line.strip().split(": ", 1)
            assert name.lower() not in found, f"{name} comes twice for {address}"
            found[name.lower()] = value
    return found


def nginx_headers(text: str, file: str) -> dict[str, str]:
    """The headers that nginx adds to a file: those of its location, or without one those of the server."""
    server, blocks = re.sub(r"^location [^{]*\{\n(.*?)^\}\n", "", text, flags=re.S | re.M), {}
    for kind, name, block in re.findall(r'^location (=|\^~) "([^"]+)" \{\n(.*?)^\}\n', text, flags=re.S | re.M):
        blocks[kind, name] = block
    block = blocks.get(("=", file)) or next(
        (b for (k, n), b in blocks.items() if k == "^~" and file.startswith(n)), server
    )
    return {name.lower(): value for name, value in re.findall(r'add_header (\S+) "(.*)" always;', block)}


def test_headers_are_those_of_the_site(site, folder):
    hosts, nginx = (folder / "_headers").read_text(), (folder / "nginx.conf").read_text()
    picture = next(path for path in (folder / "media").rglob("*.jpg")).relative_to(folder).as_posix()
    style = next(path for path in (folder / "static").rglob("*.css")).relative_to(folder).as_posix()
    for address in [*sitemap(site), "/sitemap.xml", "/robots.txt", f"/{picture}", f"/{style}"]:
        found = hosts_headers(hosts, address)
        assert nginx_headers(nginx, address + "index.html" if address.endswith("/") else address) == found
        live = site.get(address).headers
        assert found == {name: live[name] for name in found}
        for name in ("Content-Security-Policy", "Cache-Control", "Referrer-Policy", "X-Robots-Tag"):
            assert found.get(name.lower()) == live[name], f"{name} of {address}"
    assert hosts_headers(hosts, "/404.html")["content-security-policy"]


@pytest.fixture(scope="module")
def nginx(folder: Path, tmp_path_factory) -> Iterator[Callable[..., Answer]]:
    """`nginx("/clinic/")` asks nginx, which serves the folder as docs/operators.md says."""
    port = free_port()
    lines = [
        f'map_hash_bucket_size 512; map $uri $moved_to {{ default ""; include {folder}/redirects.map; }}',
        f"server {{ listen 127.0.0.1:{port}; root {folder}; include {folder}/nginx.conf; }}",
    ]
    with running_nginx(tmp_path_factory.mktemp("nginx"), port, "\n".join(lines)) as server:
        yield server.get


def test_nginx_gives_what_the_site_gives(site, nginx):
    for address in [*sitemap(site), "/robots.txt"]:
        ours, live = nginx(address), site.get(address)
        body = FIELD.sub(b"", live.body)
        assert (ours.status, ours.body) == (200, body), address
        for name in ("Content-Security-Policy", "Cache-Control", "Referrer-Policy", "X-Content-Type-Options"):
            assert ours.headers.get_all(name) == live.headers.get_all(name), f"{name} of {address}"
        assert nginx(address, headers={"If-None-Match": ours.headers["ETag"]}).status == 304
        packed = nginx(address, headers={"Accept-Encoding": "gzip"})
        assert (packed.headers["Content-Encoding"], gzip.decompress(packed.body)) == ("gzip", body)
    for old in ("/cost-and-insurance/", "/cost-and-insurance"):
        assert (nginx(old).status, nginx(old).headers["Location"]) == (301, "/what-it-costs/")
    assert nginx("/clinic").headers["Location"] == "/clinic/"


def test_nginx_has_crisis_help_on_every_page_of_its_own(nginx):
    for method, address, status in (
        ("GET", "/nothing-here/", 404),
        ("GET", "/static/", 404),
        ("GET", "/_headers", 404),
        ("POST", "/clinic/", 405),
        ("GET", "/" + "long" * 4000, 414),
        ("GET", "/%00", 400),
    ):
        answer = nginx(address, method=method)
        assert answer.status == status
        assert "tel:988" in answer.text, address
        assert answer.headers["Content-Security-Policy"]


def test_a_folder_with_something_in_it_is_left_alone(new_site, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    for place, reason in ((tmp_path / "out", "is not empty"), (tmp_path / "out" / "mine.txt", "cannot be written")):
        result = new_site.manage("export_site", str(place), check=False)
        assert result.returncode == 1
        assert reason in result.stderr and "Traceback" not in result.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out"}


def test_a_failure_leaves_nothing_behind(new_site, tmp_path):
    shutil.rmtree(new_site.data_dir / "static")
    result = new_site.manage("export_site", str(tmp_path / "public" / "out"), check=False)
    assert result.returncode == 1
    assert "collectstatic" in result.stderr
    assert not list((tmp_path / "public").iterdir())


def test_the_public_address_may_be_another_than_the_running_site_has(site, told, tmp_path):
    before = site.get("/clinic/").body
    (tmp_path / "out").mkdir()
    site.manage("export_site", str(tmp_path / "out"), SITE_URL="https://guide.example.org", BEHIND_PROXY="1")
    page = (tmp_path / "out" / "clinic" / "index.html").read_text()
    assert '<link rel="canonical" href="https://guide.example.org/clinic/">' in page
    assert site.url not in page
    assert "Strict-Transport-Security" in (tmp_path / "out" / "_headers").read_text()
    assert site.get("/clinic/").body == before, "the export must not change what the site keeps"


def test_a_site_that_does_not_answer_under_its_own_name_is_not_exported(new_site, tmp_path):
    place = str(tmp_path / "out")
    result = new_site.manage("export_site", place, check=False, ALLOWED_HOSTS="elsewhere.example.org")
    assert "ALLOWED_HOSTS" in result.stderr
    assert "DEBUG" in new_site.manage("export_site", place, check=False, DEBUG="1").stderr
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
