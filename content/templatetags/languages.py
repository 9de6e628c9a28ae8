"""What the templates ask about the languages of the site and of the page they show."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from content.page.links import address
from content.page.surroundings import surroundings
from content.publishing.languages import is_being_updated
from content.signoff.translations import InLanguage, in_languages
from ketaguide.delivery.languages import locale_of

register = template.Library()


@register.simple_tag
def front_page() -> str:
    """The address of the front page in the language of this request. No query: error pages show it, too."""
    return address("")


@register.simple_tag
def reading_locale() -> str:
    """How browsers write numbers and dates of this request's language here."""
    return locale_of(get_language())


@register.simple_tag
def front_pages() -> list[dict[str, str]]:
    """The front pages in the other languages: {code, name, url}. No query."""
    return [
        {"code": code, "name": name, "url": address("", code)}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


@register.simple_tag(takes_context=True)
def page_languages(context) -> dict[str, Any]:
    """Of the page that is shown: {current, original, others, listed, is_being_updated}. All empty in a site with one language.

    `current` and `original` are the page in its own and in the main language; `listed` is the page in each language in which
    search engines may list it, empty unless this one and another are among them. `is_being_updated` is whether it is a public
    translation that says something else than the original.
    """
    found = in_languages(context["request"])
    current = next((each for each in found if each.is_current), None)
    listed: list[InLanguage] = [each for each in found if each.is_open]
    original = next((each for each in found if each.code == settings.LANGUAGE_CODE), None)
    return {
        "current": current,
        "original": original,
        "is_being_updated": _is_being_updated(context["request"], current, original),
        "others": [each for each in found if not each.is_current],
        "listed": listed if current in listed and len(listed) > 1 else [],
    }


def _is_being_updated(request: HttpRequest, current: InLanguage | None, original: InLanguage | None) -> bool:
    """Only what readers get is told of: a draft has its problems beside it."""
    if current is None or current.public is None or original is None or current is original:
        return False
    content = surroundings(request).content
    return content is not None and content.pk == current.public.pk and is_being_updated(content, original.public)
