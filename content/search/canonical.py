"""The one full address of a page."""

from django.conf import settings


def canonical_url(path: str) -> str:
    """The one full address of a page of this site, given its path. Never has a query string."""
    return settings.SITE_URL + path
