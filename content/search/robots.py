"""robots.txt: what crawlers may read."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from content.search.canonical import canonical_url
from content.search.crawlers import Purpose, of
from content.search.models import MachineRules
from ketaguide.delivery.kept import let_keep


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything may be read except what belongs to staff; by assistants, as far as the clinic lets them."""
    rules = MachineRules.current()
    refused = [name for purpose in Purpose if not getattr(rules, purpose) for name in of(purpose)]
    text = render_to_string("robots.txt", {"sitemap": canonical_url("/sitemap.xml"), "refused": refused})
    return let_keep(HttpResponse(text, content_type="text/plain; charset=utf-8"))
