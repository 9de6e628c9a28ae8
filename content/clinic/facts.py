"""The register of clinic facts as one page uses it."""

from django.http import HttpRequest
from django.utils.translation import get_language

from content.clinic.models import ClinicFact
from content.page.rendering import rendering


def facts_of(request: HttpRequest) -> dict[str, ClinicFact]:
    """Every clinic fact by its key, in the language of the request. One query for each request."""
    return rendering(request).once("clinic_facts", lambda: _facts(get_language()))


def _facts(language: str | None) -> dict[str, ClinicFact]:
    return {fact.key: fact.in_language(language) for fact in ClinicFact.objects.all()}
