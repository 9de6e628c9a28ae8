"""Telling search engines which pages are new, changed or gone (IndexNow, https://www.indexnow.org/documentation).

Off without INDEXNOW_KEY. What was announced last is kept, and compared with the sitemap: whatever way a page changed, the next
run finds it, nothing waits for it, and what failed is tried again. It is the only request that the server makes on its own, and it
holds public addresses and the key.
"""

import json
from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.search.canonical import canonical_url
from content.search.models import AnnouncedPage
from content.search.sitemap import GuideSitemap

#: In one request, as the documentation allows. A database takes fewer at once.
MOST_ADDRESSES = 10_000
ROWS_AT_ONCE = 500
SECONDS_TO_ANSWER = 20
#: What the documentation of IndexNow, and Yandex's of it, say of an answer.
REASONS = {
    403: "the key was not accepted: its file must be reachable from outside",
    422: "the addresses do not belong to this host, or the key is not as it should be",
    429: "there were too many requests",
}


class AnnouncingError(Exception):
    """Why nothing was announced, in words for an operator."""


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs) -> None:
        """The key goes nowhere else."""


def announce() -> int:
    """Send every address whose text was published since it was last announced, and every one that is gone.

    Returns how many were sent. Raises AnnouncingError when the search engines cannot be reached or refuse; what an earlier request of
    the same run sent stays announced, and the next run sends the rest.
    """
    sitemap = GuideSitemap()
    now = {canonical_url(sitemap.location(page)): page.published_at for page in sitemap.items()}
    before = dict(AnnouncedPage.objects.values_list("address", "published_at"))
    changed = sorted({address for address, _ in now.items() ^ before.items()})
    for some in _parts(changed, MOST_ADDRESSES):
        _send(some)
        _keep({address: now[address] for address in some if address in now}, some)
    return len(changed)


def _send(addresses: list[str]) -> None:
    site = urlsplit(settings.SITE_URL)
    told = {
        "host": site.netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": canonical_url(reverse("indexnow_key", args=[settings.INDEXNOW_KEY])),
        "urlList": addresses,
    }
    request = Request(  # noqa: S310 (settings let http and https through)
        settings.INDEXNOW_URL, json.dumps(told).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        build_opener(_StayHere).open(request, timeout=SECONDS_TO_ANSWER).close()
    except HTTPError as error:
        error.close()
        raise AnnouncingError(
            f"{settings.INDEXNOW_URL} answered {error.code}: {REASONS.get(error.code, error.reason)}"
        ) from error
    except (OSError, HTTPException) as error:
        raise AnnouncingError(f"{settings.INDEXNOW_URL} cannot be reached: {error}") from error


def _keep(public: dict, sent: list[str]) -> None:
    """Note what was sent, and that the rest of it is gone."""
    with transaction.atomic():
        for some in _parts(sent, ROWS_AT_ONCE):
            AnnouncedPage.objects.filter(address__in=some).delete()
        rows = [AnnouncedPage(address=address, published_at=time) for address, time in public.items()]
        AnnouncedPage.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _parts(addresses: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(addresses), size):
        yield addresses[start : start + size]


@require_safe
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """The file by which a search engine knows that a key is this site's. Raises Http404 for every other name."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
