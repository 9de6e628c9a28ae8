"""Ready pages: what readers get, kept compressed and answered before anything else runs.

Every kept page belongs to an edition of the site (`ketaguide.delivery.edition`), which ends whenever something is published. A page
of another edition is never served, except when the page cannot be rendered because the database is away: then readers get
the last published copy. A page is kept under the edition that was current *before* it was rendered, so a publish in the
middle makes it stale at once.
"""

import contextlib
import gzip
import hashlib
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from threading import Lock

import brotli
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from ketaguide.delivery.edition import changed_since, copies_since, current_edition, database_answers, is_of
from ketaguide.delivery.encodings import preferred_encoding
from ketaguide.delivery.middleware import is_reader, is_shared_draft, is_staff_path

#: A page is rendered anew after this many seconds even if nothing was published: a net under the editions.
KEEP_SECONDS = 60 * 60
#: The last published copy outlives its edition, for when the database is away.
COPY_SECONDS = 60 * 60 * 24 * 30
#: For how long a worker waits for another one that is rendering the same page.
WAIT_SECONDS = 5.0
MEMORY_PAGES = 1000
#: Headers that belong to one answer, not to the page.
PASSING = {"date", "server", "connection", "content-length", "etag", "expires"}


@dataclass(frozen=True)
class ReadyPage:
    """A page as it leaves the site: its body in three encodings, and the headers that go with each."""

    edition: str
    rendered: float
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    gzip: bytes
    br: bytes
    digest: str

    def answer(self, request: HttpRequest, condition: str) -> HttpResponseBase:
        """The response to this request; 304 when `condition` (If-None-Match) names the page."""
        encoding = preferred_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etag = f'"{self.digest}{"-" + encoding if encoding else ""}"'
        known = {tag.removeprefix("W/") for tag in parse_etags(condition)} if condition else set()
        response: HttpResponse
        if etag in known or "*" in known:
            response = HttpResponseNotModified()
        else:
            body = {"br": self.br, "gzip": self.gzip}.get(encoding, self.plain)
            response = HttpResponse(b"" if request.method == "HEAD" else body)
            response.headers["Content-Length"] = str(len(body))
            if encoding:
                response.headers["Content-Encoding"] = encoding
        for name, value in self.headers:
            response.headers[name] = value
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response.headers["Content-Type"]
        response.headers["ETag"] = etag
        return response


class ReadyPagesMiddleware:
    """Stands before nearly everything else. Answers readers from what is kept; lets everything else through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.memory = _Memory()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self._may_be_kept(request):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            return self.get_response(request)  # which refuses it, with the headers that every answer has
        edition = current_edition()
        if edition is None:
            return self.get_response(request)
        # The page is rendered whole, whatever part or version of it the reader asked for.
        condition = request.META.pop("HTTP_IF_NONE_MATCH", "")
        request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        request.META.pop("HTTP_RANGE", None)
        key = _key(request.path_info, request.is_secure())
        page = self._current(key, edition)
        if page is None and not database_answers():
            page = self._last_copy(key, edition)  # nobody waits for a database that is known to be away
        if page is None:
            with _only_one(key):
                # Others may have published since, and rendered: also between the look above and the turn.
                edition = current_edition() or edition
                page = self._current(key, edition)
                if page is None:
                    response = self.get_response(request)
                    page = self._keep(key, edition, response)
                    if page is None:
                        return response
        return page.answer(request, condition)

    @staticmethod
    def _may_be_kept(request: HttpRequest) -> bool:
        return (
            request.method in {"GET", "HEAD"}
            and is_reader(request)
            and not is_staff_path(request)
            and not is_shared_draft(request)
            and not request.path_info.startswith((settings.MEDIA_URL, settings.STATIC_URL))
            and not (settings.SECURE_SSL_REDIRECT and not request.is_secure())
        )

    def _current(self, key: str, edition: str) -> ReadyPage | None:
        page = self.memory.get(key)
        if page is None or not _is_current(page, edition):
            page = _read(key)
            if page is None or not _is_current(page, edition):
                return None
            self.memory.put(key, page)
        return page

    def _last_copy(self, key: str, edition: str) -> ReadyPage | None:
        """The last published copy; while the cache is away, what this process remembers of the same edition."""
        page = _read(key)
        if page is not None and page.rendered > copies_since():
            return page
        page = self.memory.get(key)
        return page if page is not None and is_of(page.edition, edition) else None

    def _keep(self, key: str, edition: str, response: HttpResponse) -> ReadyPage | None:
        """Keep what was rendered; give the page to send instead of the response, or None to send the response."""
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._last_copy(key, edition)
        if (
            response.status_code != HTTPStatus.OK
            or response.streaming
            or response.cookies
            or "public" not in response.headers.get("Cache-Control", "")
            or not response.content  # the answer to HEAD
        ):
            if response.status_code != HTTPStatus.OK:
                _write(key, None)  # the page is gone: no copy of it may come back
            return None
        page = make_ready(response, edition)
        _write(key, page)
        if changed_since(edition):
            _write(key, None)  # something was published meanwhile, or taken down: this must not become its last copy
        self.memory.put(key, page)
        return page


def make_ready(response: HttpResponse, edition: str) -> ReadyPage:
    """A rendered response as a page to keep."""
    patch_vary_headers(response, ["Accept-Encoding"])
    headers = {name: value for name, value in response.headers.items() if name.lower() not in PASSING}
    body = response.content
    return ReadyPage(
        edition=edition,
        rendered=time.time(),
        headers=tuple(headers.items()),
        plain=body,
        gzip=gzip.compress(body, 9, mtime=0),
        br=brotli.compress(body, quality=11),
        digest=hashlib.sha256(body).hexdigest()[:32],
    )


def _is_current(page: ReadyPage, edition: str) -> bool:
    return is_of(page.edition, edition) and time.time() - page.rendered < KEEP_SECONDS


# --- Keeping ---------------------------------------------------------------------------------------------------------


class _Memory:
    """The pages that this process served last, so that the shared cache is asked for the edition only."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, ReadyPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> ReadyPage | None:
        return self._pages.get(key)

    def put(self, key: str, page: ReadyPage) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MEMORY_PAGES:
                self._pages.popitem(last=False)


def _key(path: str, secure: bool) -> str:
    # Pages hold the public address, so sites with two of them may share a cache, and an edition, but no page. And what is
    # sent over HTTPS has a header more.
    return "ready-pages:" + hashlib.sha256(f"{settings.SITE_URL}{secure:d}{path}".encode()).hexdigest()


def _read(key: str) -> ReadyPage | None:
    return cache.get(key)


def _write(key: str, page: ReadyPage | None) -> None:
    if page is None:
        cache.delete(key)
    else:
        cache.set(key, page, timeout=COPY_SECONDS)


def forget(path: str) -> None:
    """Drop the last copy of the page at this address once the transaction is committed: readers must not get it again."""
    for secure in (True, False):
        transaction.on_commit(partial(_write, _key(path, secure), None), robust=True)


@contextlib.contextmanager
def _only_one(key: str) -> Iterator[None]:
    """Let one worker of all render a page; the others wait for it."""
    lock, mine = key + ":turn", uuid.uuid4().hex
    got = cache.add(lock, mine, timeout=WAIT_SECONDS * 2)
    deadline = time.monotonic() + WAIT_SECONDS
    while not got and time.monotonic() < deadline:
        time.sleep(0.01)
        got = cache.add(lock, mine, timeout=WAIT_SECONDS * 2)
    try:
        yield
    finally:
        if got:
            cache.delete(lock)
