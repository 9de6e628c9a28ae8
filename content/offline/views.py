"""Reading without internet: only on a device whose reader asked for it, on the page made for that.

That page (`templates/offline/page.html`) has the only script of readers but for those of the tools, `static/offline/page.js`. It registers
`static/offline/worker.js`, a service worker, which keeps the whole guide: what is on the device never tells which pages
were read.
"""

from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from content.search.sitemap import GuideSitemap
from ketaguide.delivery.kept import let_keep
from ketaguide.delivery.languages import locale_of
from ketaguide.delivery.middleware import READER_POLICY, is_reader

SCRIPTS = settings.BASE_DIR / "static" / "offline"
POLICY = f"{READER_POLICY}; script-src 'self'; worker-src 'self'"
#: Enough for any guide that a person reads; each page takes a few dozen kilobytes.
MOST_PAGES = 500
#: What stands above a page that comes from the copy.
WORDS = {
    "copy": _("You have no internet connection. This is the copy of {date}; the page online may be newer."),
    "missing": _("You have no internet connection, and the page you asked for is not in the copy of {date}."),
}


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """Where readers keep the guide on their device, and remove it. Without script it says what else they can do."""
    response = render(request, "offline/page.html")
    if is_reader(request):
        response.headers["Content-Security-Policy"] = POLICY
    return let_keep(response)


@require_safe
def offline_list(request: HttpRequest) -> HttpResponse:
    """`pages`: the addresses to keep; `words`: what stands above a copy; `language`: for dates."""
    language = get_language()
    listed = GuideSitemap().every_page().filter(language=language)
    pages = [GuideSitemap().location(page) for page in islice(listed, MOST_PAGES)]
    data = {
        "pages": [*pages, reverse("offline_page"), reverse("search")],
        "words": WORDS,
        "language": locale_of(language),
    }
    return let_keep(JsonResponse(data))


@require_safe
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It lies at the root, because it answers for no address above its own."""
    text = (SCRIPTS / "worker.js").read_text(encoding="utf-8")
    return let_keep(HttpResponse(text, content_type="text/javascript; charset=utf-8"))
