"""robots.txt: what crawlers may read."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from content.search.canonical import canonical_url
from ketaguide.delivery.kept import let_keep


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything may be read except what belongs to staff."""
    text = render_to_string("robots.txt", {"sitemap": canonical_url("/sitemap.xml")})
    return let_keep(HttpResponse(text, content_type="text/plain; charset=utf-8"))
