"""What readers' pages fetch about the clinic besides their text."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.clinic.brand import brand
from content.clinic.models import ClinicFact


@require_safe
def brand_stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The style sheet of the clinic's color. Its name changes with what is in it, so browsers never ask again.

    Raises Http404 for any other than the present one: nobody can fill the cache with colors.
    """
    fact = ClinicFact.objects.filter(key=ClinicFact.BRAND_COLOR).first()
    chosen = brand(fact.value) if fact else None
    if chosen is None or chosen.digest != digest:
        raise Http404
    response = HttpResponse(chosen.stylesheet, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
