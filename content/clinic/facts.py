"""The register of clinic facts as one page uses it."""

from django.http import HttpRequest

from content.clinic.models import ClinicFact
from content.page.rendering import rendering


def facts_of(request: HttpRequest) -> dict[str, ClinicFact]:
    """Every clinic fact by its key. One query for each request."""
    return rendering(request).once("clinic_facts", lambda: {fact.key: fact for fact in ClinicFact.objects.all()})
