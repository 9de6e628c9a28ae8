"""The page that a request asks for: the one at its address in the language of the address."""

from collections.abc import Callable
from typing import Any

from cms.models import Page, PageContent, PageUrl
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.shortcuts import get_current_site
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import activate, get_language

from ketaguide.delivery.languages import in_its_language
from ketaguide.delivery.middleware import is_cms_page

#: The addresses at which django CMS shows staff one text of a page.
SHOWN_TO_STAFF = {f"cms_placeholder_render_object_{way}" for way in ("edit", "preview", "structure")}


class CurrentPageMiddleware:
    """Takes the place of django CMS's own, which finds a page by its path in any language: two pages may have the same, and
    nobody who asks for Spanish may get another page, or its English text.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        vars(request)["current_page"] = SimpleLazyObject(lambda: _current_page(request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Find the page before django CMS looks for it; and show staff a text in its own language.

        Raises Http404 where the guide has no home page in a language.
        """
        if request.resolver_match and request.resolver_match.url_name in SHOWN_TO_STAFF:
            _activate_language_of(*(args or kwargs.values()))
        if not is_cms_page(request):
            return
        page, language = _current_page(request), get_language()
        if language == settings.LANGUAGE_CODE or in_its_language(request.path_info) != "/":
            return
        # django CMS sends whoever finds no home page to the log in of staff, to make one.
        if page is None or not PageContent.objects.filter(page=page, language=language).exists():
            raise Http404


def show(request: HttpRequest, content: PageContent) -> None:
    """Let this request show one text of a page, public or not, as readers would get it."""
    vars(request)["current_page"] = content.page
    request.toolbar.set_object(content)  # type: ignore[attr-defined]


def _activate_language_of(content_type: str, text: str) -> None:
    """The language of the request is set back by the middleware that stands before all others."""
    if int(content_type) == ContentType.objects.get_for_model(PageContent).pk:
        language = PageContent.admin_manager.filter(pk=text).values_list("language", flat=True).first()
        if language in dict(settings.LANGUAGES):
            activate(language)


def _current_page(request: HttpRequest) -> Page | None:
    kept = vars(request)
    if "_current_page_cache" not in kept:  # the name is django CMS's
        path = (
            in_its_language(request.path_info).removeprefix("/").removesuffix("/")
        )  # no more: who typed two is sent on
        found = PageUrl.objects.get_for_site(get_current_site(request)).filter(path=path, language=get_language())
        row = found.select_related("page", "page__site").first()
        kept["_current_page_cache"] = row.page if row else None
        if row:
            row.page.urls_cache = {row.language: row}  # or django CMS reads it again
    return kept["_current_page_cache"]
