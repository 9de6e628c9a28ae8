"""Checks of the way the site is run: `manage.py check`, and `manage.py check --deploy` for a public server."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def text_is_sanitized(app_configs, **kwargs) -> list[CheckMessage]:
    """Staff text is shown as it is stored, so it must be cleaned when it is saved."""
    if getattr(settings, "TEXT_HTML_SANITIZE", True):
        return []
    return [
        Error(
            "TEXT_HTML_SANITIZE is off: whatever is pasted into a page would run in readers' browsers.",
            hint="Remove TEXT_HTML_SANITIZE from the settings.",
            id="ketaguide.E001",
        )
    ]


@register(Tags.caches)
def cache_is_shared(app_configs, **kwargs) -> list[CheckMessage]:
    """A cache of its own would let one worker serve what another has already replaced."""
    backend = settings.CACHES["default"]["BACKEND"]
    if "locmem" not in backend and "dummy" not in backend:
        return []
    return [
        Error(
            f"{backend} is not shared by the workers: after a publish they would disagree.",
            hint="Leave CACHE_URL out for files in the data folder, or name a Redis.",
            id="ketaguide.E002",
        )
    ]


@register(Tags.security, deploy=True)
def site_address_is_public(app_configs, **kwargs) -> list[CheckMessage]:
    """Canonical links and the sitemap hold SITE_URL, and cookies are safe only over HTTPS."""
    if settings.HTTPS:
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}, which is not an https address.",
            hint="Set SITE_URL to the address that readers use, such as https://guide.example.org.",
            id="ketaguide.W001",
        )
    ]
