"""In which language the screens of staff are, for each person: English, until they choose another under “Your account”.

It is the language that django CMS keeps for its toolbar. It never touches what readers get, nor which language of a page is
worked on, nor what is written down: whatever changes something is done in the main language, and only its answer is put into
the person's.
"""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from cms.models import Placeholder, UserSettings
from cms.utils.permissions import get_current_user
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import activate, get_language_info, override

from content.staff.login.door import is_staff_path

#: Views that show what readers get, in the language of that: pages, components and records. django CMS puts its toolbar into the
#: person's language by itself.
FOR_READERS = ("cms_placeholder_render_object_", "gallery")
PREVIEWS = ("_preview", "_preview_new")


def languages_of_screens() -> list[tuple[str, str]]:
    """(code, name) of the main language and of those into which the words of the screens are translated: also where the guide itself
    is in one language only.
    """
    names = dict(settings.LANGUAGES)
    codes = {path.name for folder in settings.LOCALE_PATHS for path in Path(folder).iterdir() if path.is_dir()}
    others = sorted(codes - {settings.LANGUAGE_CODE})
    return [
        (code, names.get(code) or get_language_info(code)["name_local"].capitalize())
        for code in (settings.LANGUAGE_CODE, *others)
    ]


def language_of(user: Any) -> str:
    """The language that somebody has chosen. One query."""
    offered = dict(languages_of_screens())
    if not user.is_authenticated:
        return settings.LANGUAGE_CODE
    chosen = UserSettings.objects.filter(user=user.pk).values_list("language", flat=True).first()
    return chosen if chosen in offered else settings.LANGUAGE_CODE


def in_language_of_person(words: str | Promise) -> str:
    """Words in the language of whoever is logged in and at work in this request; in the active one where nobody is. For what others
    put into a message before the answer is put into that language.
    """
    user = get_current_user()
    with override(language_of(user)) if user is not None else nullcontext():
        return str(words)


def choose(user: Any, language: str) -> None:
    """Keep the language of a person's screens, in the row that django CMS makes for everybody who sees its toolbar."""
    row = UserSettings.objects.filter(user=user).first()
    if row is None:
        clipboard = Placeholder.objects.create(slot="clipboard")
        row = UserSettings.objects.create(user=user, language=language, clipboard=clipboard)
        clipboard.source = row
        clipboard.save()
    UserSettings.objects.filter(pk=row.pk).update(language=language)


def keep_what_was_chosen(sender: type[UserSettings], instance: UserSettings, raw: bool = False, **kwargs: Any) -> None:
    """django CMS 5.1.3 begins with the language of the first page that somebody opens, together with a clipboard, and puts that of
    the page in the place of one that the guide is not in (receiver).
    """
    if not raw and instance._state.adding and instance.clipboard_id:
        instance.language = settings.LANGUAGE_CODE
    elif not raw and not instance._state.adding:
        chosen = language_of(instance.user)
        if chosen not in dict(settings.LANGUAGES):
            instance.language = chosen


class ScreenLanguageMiddleware:
    """Put the screens of staff into the language of the person. Stands behind the messages, which are kept when they are said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        self._speak(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method in {"GET", "HEAD"}:
            self._speak(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What was refused is answered by a page of words."""
        self._speak(request)

    def process_template_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        self._speak(request)
        return response

    def _speak(self, request: HttpRequest) -> None:
        """From here on; `ketaguide.delivery.languages.LanguageMiddleware` ends it with the request."""
        if not is_staff_path(request):
            return
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        if name.startswith(FOR_READERS) or name.endswith(PREVIEWS):
            return
        if not hasattr(request, "screen_language"):
            request.screen_language = language_of(request.user)  # type: ignore[attr-defined]
        if request.screen_language != settings.LANGUAGE_CODE:  # type: ignore[attr-defined]
            activate(request.screen_language)  # type: ignore[attr-defined]
