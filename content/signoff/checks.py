"""Checks of translations: `manage.py check --deploy`."""

from collections import Counter

from cms.models import PageContent
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, InterfaceError

from content.signoff.translations import open_translations


@register(Tags.security, deploy=True)
def translations_are_reviewed(app_configs, **kwargs) -> list[CheckMessage]:
    """Names each language of which pages are public that no translator has signed. Says nothing where there is no database yet."""
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    if not others:
        return []
    try:
        public = Counter(PageContent.objects.filter(language__in=others).values_list("language", flat=True))
        signed = Counter(language for _, language in open_translations()) if public else Counter()
    except (DatabaseError, InterfaceError):
        return []
    names = dict(settings.LANGUAGES)
    return [
        Warning(
            f"{names[code]}: {count - signed[code]} of {count} pages were reviewed by no qualified translator, and say so.",
            hint="Add a translator under “Reviewers”, who signs each page. Until then search engines are asked not to list them. "
            f"To go without this language, set GUIDE_LANGUAGES={settings.LANGUAGE_CODE}.",
            id="ketaguide.W003",
        )
        for code, count in public.items()
        if signed[code] < count
    ]
