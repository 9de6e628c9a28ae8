"""The search page, and the index that it gives to devices.

Words are looked for on the device where scripts run. Where they do not, the form posts them: so they stand in no address, no
history and no log. Nothing is changed by that POST and nothing kept, so it needs no cookie and no token against forgery: all
that a foreign site could do with it is to show its visitor a page of results.
"""

from typing import Any

from cms.models import PageContent
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from content.models.glossary_list import GlossaryList
from content.richtext.reading import one_line
from content.search.site.distress import always, speaks_of_distress
from content.search.site.index import index_of_site
from content.search.site.ranking import LONGEST
from ketaguide.delivery.export_site import FOR_FILES
from ketaguide.delivery.kept import let_keep
from ketaguide.delivery.middleware import READER_POLICY, is_reader

#: What the page has beyond reading: the script that answers on the device, also in a frame of the page where somebody types.
POLICY = READER_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'") + "; script-src 'self'"
#: The largest index, in characters, that a device is given, a quarter of that compressed. Above it the server answers alone.
LARGEST = 1_000_000


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form and, after a POST, what was found."""
    index = index_of_site()
    context: dict[str, Any] = {
        "index": index if len(index.text) <= LARGEST else None,
        "longest": LONGEST,
        "phrases": [*always(), *index.distress],
    }
    if request.META.get(FOR_FILES):
        context |= {"is_file": True, "words_page": _page_of_words()}
    if request.method == "POST":
        query = one_line(request.POST.get("q", "")[: 4 * LONGEST])[:LONGEST]
        distress = speaks_of_distress(query, index.distress)
        results = index.ranking.search(query, index.help_page if distress else None) if query else []
        context |= {"query": query, "distress": distress, "results": results, "searched": bool(query)}
    response = render(request, "search/page.html", context)
    if is_reader(request):
        response.headers["Content-Security-Policy"] = POLICY
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        return response
    return let_keep(response)


def _page_of_words() -> str:
    """The address of the page with the explained words; empty where there is none."""
    contents = PageContent.objects.filter(language=get_language())
    lists = GlossaryList.objects.filter(
        placeholder__content_type=ContentType.objects.get_for_model(PageContent),
        placeholder__object_id__in=contents.order_by().values("pk"),
    )
    content = contents.filter(pk__in=lists.values("placeholder__object_id")).order_by("page__path").first()
    return content.get_absolute_url() if content else ""


@require_safe
def search_index(request: HttpRequest, digest: str) -> HttpResponse:
    """The index under its present name. Raises Http404 for any other: what was taken down is under no name any more."""
    index = index_of_site()
    if index.digest != digest or len(index.text) > LARGEST:
        raise Http404
    response = HttpResponse(index.text, content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
