"""The whole public site as files, for nginx or any host of static files.

What is written is what a reader gets: every address is asked for without a session, through every middleware, under the
host of SITE_URL. The walk begins at the sitemap and follows links, so that whatever a page uses comes along, and nothing
else. Beside the pages lie, for hosts that know them, `_headers` and `_redirects`, and for nginx `nginx.conf` and
`redirects.map` (docs/operators.md).
"""

import gzip
import re
import shutil
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import brotli
from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.test import Client, override_settings
from lxml import etree, html

from ketaguide.delivery.edition import current_edition
from ketaguide.delivery.languages import other_languages, prefix
from ketaguide.delivery.middleware import STAFF_PATH

SITEMAP = "/sitemap.xml"
IS_SITEMAP = re.compile(r"/sitemap(-\d+)?\.xml")
#: What only the script of “Read without internet” names (content/offline/views.py).
NAMED_BY_SCRIPTS = ("/offline.json", "/offline-worker.js")
OFFLINE_LIST = "offline.json"
#: What is named nowhere: machines know where to ask. Not every site has these.
KNOWN_TO_MACHINES = ("/.well-known/security.txt", "/llms.txt")
#: An address that no page has, in each language; what it answers becomes 404.html.
NOT_FOUND = "404/"
NOT_FOUND_FILE = "/404.html"
#: Files that are no addresses of the site. None of them can be the name of a page: slugs have no dots.
HEADERS_FILE, REDIRECTS_FILE, NGINX_FILE, NGINX_REDIRECTS = "_headers", "_redirects", "nginx.conf", "redirects.map"
OWN_FILES = (HEADERS_FILE, REDIRECTS_FILE, NGINX_FILE, NGINX_REDIRECTS)
#: Headers that the server of the files sets itself.
NOT_KEPT = {
    *("content-type", "content-length", "content-encoding", "content-disposition", "vary"),
    *("etag", "last-modified", "expires", "date", "server", "connection", "location"),
}
TEXT_TYPES = {"application/xml", "application/json", "application/javascript", "image/svg+xml"}
#: What is rendered here stays here: the running site may have another SITE_URL, and its kept pages may be older.
OWN_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "export_site"}}
#: In the environment of a request whose answer becomes a file: no server will answer a form on it. No client can send it.
FOR_FILES = "ketaguide.for_files"
ATTEMPTS = 3
PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}

Headers = dict[str, str]


class ExportError(Exception):
    """The site cannot be exported; the message says why, to whoever runs the command."""


@dataclass
class Export:
    """What was written: headers by address, redirects by address, and links that lead nowhere, with a page of each."""

    headers: dict[str, Headers] = field(default_factory=dict)
    redirects: dict[str, tuple[int, str]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    pages: int = 0


def export_site(folder: Path) -> Export:
    """Write the public site to a folder that is empty or does not exist.

    The folder appears only when all of it is written; a publish in the meantime makes it start over. Raises ExportError,
    and OSError when a file cannot be written.
    """
    if settings.DEBUG:
        raise ExportError("With DEBUG=1 error pages show the code. Run this without it.")
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"{folder} is not empty. Name a new folder, so that nothing is overwritten.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(ATTEMPTS):
        edition = current_edition()
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".unfinished", dir=folder.parent))
        try:
            with override_settings(CACHES=OWN_CACHE):
                export = _write_site(unfinished)
            if current_edition() == edition:
                unfinished.chmod(0o755)
                unfinished.rename(folder)
                return export
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    raise ExportError("The site was changed during each of several tries. Run this again when nobody publishes.")


def _write_site(folder: Path) -> Export:
    export = Export()
    host = urlsplit(settings.SITE_URL).netloc
    client = Client(raise_request_exception=False, headers={"host": host})
    client.defaults[FOR_FILES] = "1"
    moved = Redirect.objects.filter(site_id=settings.SITE_ID).order_by("old_path").values_list("old_path", flat=True)
    waiting: deque[tuple[str, str]] = deque()  # each address with the one that named it
    seen = set()

    def look_at(links: Iterable[str], base: str) -> None:
        for path in filter(None, (_own_path(link, base or "/") for link in links)):
            if path not in seen and not path.startswith(STAFF_PATH):
                seen.add(path)
                waiting.append((path, base))

    look_at(
        [SITEMAP, "/robots.txt", *NAMED_BY_SCRIPTS, *KNOWN_TO_MACHINES, *not_found_addresses(), *map(quote, moved)], ""
    )
    look_at([f"/{prefix(language)}{OFFLINE_LIST}" for language in other_languages()], "")
    while waiting:
        path, named_by = waiting.popleft()
        response = client.get(quote(path), secure=settings.HTTPS)
        look_at(_take(export, folder, path, named_by, response), path)
    _write_server_files(export, folder)
    return export


def not_found_addresses() -> list[str]:
    """An address in each language that no page has."""
    return [f"/{prefix(language)}{NOT_FOUND}" for language, _ in settings.LANGUAGES]


def _take(export: Export, folder: Path, path: str, named_by: str, response) -> Iterable[str]:
    """Put an answer into the export; give the links in it."""
    status = response.status_code
    if response.cookies:
        raise ExportError(f"{path} sets a cookie, so it is not the same for every reader.")
    not_found = path in not_found_addresses()
    if status == (HTTPStatus.NOT_FOUND if not_found else HTTPStatus.OK):
        body, kind = response.getvalue(), response.headers.get("Content-Type", "").partition(";")[0]
        address = path.removesuffix("/") + ".html" if not_found else path
        _write(_file(folder, address), body, kind)
        if not not_found or address == NOT_FOUND_FILE:  # those of other languages have the same headers
            export.headers[address] = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
        export.pages += kind == "text/html" and not not_found
        return _links(body, kind)
    if status == HTTPStatus.BAD_REQUEST:
        raise ExportError(f"The site does not answer as {settings.SITE_URL}. Does ALLOWED_HOSTS name that host?")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ExportError(f"{path} gives an error ({status}). The lines above say why.")
    if IS_SITEMAP.fullmatch(named_by) or path in {SITEMAP, "/robots.txt"}:
        raise ExportError(f"{path} should be a page of the site, but gives {status}.")
    if path.startswith(settings.STATIC_URL):
        raise ExportError(f"{path} is missing, which {named_by} uses. Run “manage.py collectstatic” first.")
    if target := response.headers.get("Location"):
        export.redirects[path] = (status, target)
        return [target]
    if named_by:
        export.broken[path] = named_by
    return []


# --- Links -----------------------------------------------------------------------------------------------------------


def _own_path(link: str, base: str) -> str | None:
    """The path, decoded, of a link into this site that was found at the path `base`; None when it leads elsewhere."""
    try:
        parts = urlsplit(urljoin(settings.SITE_URL + quote(base), link.strip()))
    except ValueError:
        return None
    return (unquote(parts.path) or "/") if f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL else None


def _links(body: bytes, kind: str) -> Iterator[str]:
    """Where a page, a style sheet or a sitemap leads, and what it uses."""
    if kind == "text/html":
        root = html.document_fromstring(body)
        # `data-src` is what a script fetches when it is needed.
        yield from root.xpath("//@href | //@src | //@data-src | //@poster | //meta[@property='og:image']/@content")
        for sources in root.xpath("//@srcset | //@imagesrcset"):
            yield from (source.split()[0] for source in re.split(r",\s+", sources) if source.strip())
    elif kind == "text/css":
        yield from re.findall(r"url\(\s*[\"']?([^\"')]+)", body.decode())
    elif kind == "application/xml":
        # Not those of pictures, which are deeper: the pages name them, too.
        yield from etree.fromstring(body).xpath("/*/*/*[local-name()='loc']/text()")


# --- Files -----------------------------------------------------------------------------------------------------------


def _file(folder: Path, path: str) -> Path:
    """Where the answer at this address is written."""
    name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
    if any(part in {"", ".", ".."} for part in name.split("/")) or "\0" in name or name.split("/")[0] in OWN_FILES:
        raise ExportError(f"The address {path} cannot be written as a file.")
    return folder / name


def _write(file: Path, body: bytes, kind: str) -> None:
    """Write a file and, if it is text, its compressed variants."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    if kind.startswith("text/") or kind in TEXT_TYPES or kind.endswith("+json"):
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(body, 9, mtime=0))
        file.with_name(file.name + ".br").write_bytes(brotli.compress(body, quality=9))


# --- Headers and redirects -------------------------------------------------------------------------------------------


def _sections(headers: dict[str, Headers]) -> dict[str, Headers]:
    """Headers by address; by `/section/*` where all addresses below `/section/` have the same."""
    sections: dict[str, dict[str, Headers]] = defaultdict(dict)
    for path, found in sorted(headers.items()):
        section, slash, _ = path[1:].partition("/")
        sections[f"/{section}/*" if slash else path][path] = found
    rules: dict[str, Headers] = {}
    for pattern, paths in sections.items():
        values = list(paths.values())
        rules |= {pattern: values[0]} if all(value == values[0] for value in values) else paths
    return rules


def _write_server_files(export: Export, folder: Path) -> None:
    rules, redirects = _sections(export.headers), sorted(export.redirects.items())
    moved = {path: target for path, (status, target) in redirects if status in PERMANENT}
    for name, lines in {
        HEADERS_FILE: _headers(rules),
        REDIRECTS_FILE: (f"{quote(path)} {_escaped(target)} {status}\n" for path, (status, target) in redirects),
        NGINX_REDIRECTS: _nginx_redirects(moved),
        NGINX_FILE: _nginx(rules, {path: found for path, found in redirects if path not in moved}),
    }.items():
        (folder / name).write_text("".join(lines), encoding="utf-8")


def _headers(rules: dict[str, Headers]) -> Iterator[str]:
    """The lines of `_headers`. Hosts add up all rules that fit an address, so no header may stand in two of them."""
    first = next(iter(rules.values()))
    common = {name: value for name, value in first.items() if all(one.get(name) == value for one in rules.values())}
    for pattern, found in {"/*": common, **rules}.items():
        own = {name: value for name, value in found.items() if pattern == "/*" or name not in common}
        if own:
            yield quote(pattern, safe="/*") + "\n"
            yield from (f"  {name}: {value}\n" for name, value in own.items())


def _nginx_redirects(moved: dict[str, str]) -> Iterator[str]:
    """The lines of `redirects.map`. As on the site, the last slash of an old address may be left out."""
    targets = {old: target for path, target in moved.items() for old in (path, path.rstrip("/") or "/")}
    return (f"{_quoted(old)} {_quoted(_escaped(target))};\n" for old, target in sorted(targets.items()))


def _nginx(rules: dict[str, Headers], redirects: dict[str, tuple[int, str]]) -> Iterator[str]:
    """The lines of `nginx.conf`. A location with headers of its own loses those of the server, so it has all of them."""
    yield "# Made by manage.py export_site for a server block of nginx; docs/operators.md shows the rest.\n"
    yield "index index.html;\ncharset utf-8;\ngzip_static on;\ngzip_vary on;\nabsolute_redirect off;\n"
    # Also for a folder without a page in it and for what is no request for a page: nginx's own pages have no crisis help.
    yield f'set $not_found "{NOT_FOUND_FILE}";\n'
    for language in other_languages():
        yield f'if ($uri ~ ^/{language}/) {{ set $not_found "/{language}{NOT_FOUND_FILE}"; }}\n'
    yield "error_page 403 =404 $not_found;\nerror_page 404 405 $not_found;\n"
    # Before nginx could look at the address.
    yield f"error_page 400 414 {NOT_FOUND_FILE};\n"
    yield "if ($moved_to) { return 301 $moved_to; }\n"
    for path, (status, target) in redirects.items():
        yield f"location = {_quoted(path)} {{ return {status} {_quoted(_escaped(target))}; }}\n"
    for name in OWN_FILES:
        yield f"location = /{name} {{ return 404; }}\n"
    ((usual, _),) = Counter(tuple(found.items()) for found in rules.values()).most_common(1)
    yield from _add_headers(usual)
    for pattern, found in rules.items():
        if tuple(found.items()) == usual:
            continue
        if pattern.endswith("/*"):
            where = f"^~ {_quoted(pattern.removesuffix('*'))}"
        else:  # nginx answers a folder with the file in it
            where = "= " + _quoted(pattern + "index.html" if pattern.endswith("/") else pattern)
        yield f"location {where} {{\n"
        yield "  internal;\n" if pattern == NOT_FOUND_FILE else ""
        yield from ("  " + line for line in _add_headers(found.items()))
        yield "}\n"


def _add_headers(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"add_header {name} {_quoted(value)} always;\n" for name, value in headers)


def _escaped(target: str) -> str:
    """A redirect's target without signs that mean something to the server."""
    return quote(target, safe="/:?#[]@!&'()*+,;=%~")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
