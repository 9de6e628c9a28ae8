"""/.well-known/security.txt (RFC 9116): whom somebody tells who finds a weakness of the site."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.clinic.facts import facts_of
from content.search.canonical import canonical_url
from ketaguide.delivery.kept import let_keep

#: Written into each copy when it is made, and copies are made anew each hour: it never runs out on a running site.
GOOD_FOR = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The clinic's email address and telephone number. Raises Http404 while both are missing or examples."""
    facts = facts_of(request)
    real = {key: fact for key, fact in facts.items() if fact.value and not fact.example}
    contacts = []
    if (email := real.get("email")) and "@" in email.value and not set(email.value) & set(" \r\n<>,"):
        contacts.append(f"mailto:{email.value}")
    if (phone := real.get("phone")) and phone.dial:
        contacts.append(f"tel:{phone.dial}")
    if not contacts:
        raise Http404
    lines = [f"Contact: {contact}" for contact in contacts]
    lines.append(f"Expires: {(timezone.now() + GOOD_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}")
    lines.append(f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}")
    lines.append(f"Canonical: {canonical_url(request.path)}")
    return let_keep(HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))
