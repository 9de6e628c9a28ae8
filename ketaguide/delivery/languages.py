"""Which language an address speaks: that of its first part, such as `/es/`, and the main one without it.

Nothing is guessed from the browser and nothing is remembered, so an address is the same for everybody.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import get_language, override


def language_of(path: str) -> str:
    """The language of an address, given its path."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in other_languages() else settings.LANGUAGE_CODE


def other_languages() -> list[str]:
    """The codes of all languages but the main one."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def locale_of(language: str | None) -> str:
    """How browsers write numbers and dates of a language here, such as “es-US”: of “es” alone they say 0,5."""
    found = (each.locale for each in settings.GUIDE_LANGUAGES if each.code == language)
    return next(found, language or settings.LANGUAGE_CODE)


def prefix(language: str | None) -> str:
    """What addresses of a language begin with, such as “es/”; nothing in the main one."""
    return f"{language}/" if language in other_languages() else ""


def in_its_language(path: str) -> str:
    """The path of an address without the part that names its language, such as “/risks/”."""
    return "/" + path.removeprefix("/").removeprefix(prefix(language_of(path)))


class LanguagePrefix:
    """The first part of addresses in the language of the request, for the URL configuration.

    Not Django's LocalePrefixPattern: where django CMS 5.1.3 finds one, it puts “/en/” before the redirects of pages, also where
    the main language has no prefix.
    """

    converters: dict[str, Any] = {}

    @property
    def regex(self) -> re.Pattern[str]:
        return re.compile(re.escape(str(self)))

    def match(self, path: str) -> tuple[str, tuple, dict] | None:
        return (path.removeprefix(str(self)), (), {}) if path.startswith(str(self)) else None

    def check(self) -> list:
        return []

    def __str__(self) -> str:
        return prefix(get_language())


def in_every_language(*patterns: URLPattern | URLResolver) -> URLResolver:
    """These addresses, once for each language."""
    return URLResolver(LanguagePrefix(), list(patterns))  # type: ignore[arg-type]


class LanguageMiddleware:
    """Answer in the language of the address. Stands before everything, so that refusals speak it, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with override(language_of(request.path_info)):
            request.LANGUAGE_CODE = get_language()  # what django CMS asks
            return self.get_response(request)
