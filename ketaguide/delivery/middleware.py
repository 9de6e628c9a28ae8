"""What every response must carry, and what a reader's request may never cause.

A *reader* is anybody without a session. Staff addresses all lie under `STAFF_PATH`. Whoever follows a link to a draft is a
reader, also with a session.
"""

from collections.abc import Callable, Container
from http import HTTPStatus

from cms.models import PageContent, PageUrl
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.redirects.middleware import RedirectFallbackMiddleware
from django.contrib.sessions.models import Session
from django.db import Error as DatabaseFailure
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseGone,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import timezone

from ketaguide.delivery.languages import in_its_language, language_of, prefix
from ketaguide.delivery.models import GoneReason

STAFF_PATH = "/admin/"
#: Where somebody without an account reads one draft. The key of the link stands in the query, which no log keeps.
SHARED_DRAFT_PATH = "/shared-draft/"
#: In a session: who gave the password and has the second step of logging in before them.
SECOND_STEP = "second_step"

# `connect-src`: no script runs on these pages, but Lighthouse reads robots.txt under the policy of the page. `form-action` and
# `frame-src` are for the field of the search, which is answered by the search page: by its server, or by its script in a frame.
READER_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'"
)
# A page with a tool for readers runs its own scripts and reaches nothing: no request by script, no form, no worker. `data:` is
# for pictures that a script draws.
TOOL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; "
    "worker-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The CMS toolbar and the text editor write styles from script (docs/decisions.md), draw small pictures from data:, and show
# pages in frames. tests/staff/test_policy_of_staff_pages.py says when one of these is not needed any more.
STAFF_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

#: What readers' answers carry, those included that Django never sees. HSTS comes from Django, which knows about HTTPS.
READER_HEADERS = {
    "Content-Security-Policy": READER_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,  # for browsers that do not know frame-ancestors
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

CMS_PAGES = {"pages-root", "pages-details-by-slug"}

GetResponse = Callable[[HttpRequest], HttpResponse]


def is_staff_path(request: HttpRequest) -> bool:
    """Whether the address belongs to the admin, where the CMS also keeps its edit and preview views."""
    return request.path_info.startswith(STAFF_PATH)


def is_reader(request: HttpRequest) -> bool:
    """Whether the request carries no session, whoever sends it."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def is_shared_draft(request: HttpRequest) -> bool:
    """Whether the address is the one at which drafts are shown to people without an account."""
    return request.path_info == SHARED_DRAFT_PATH


def is_cms_page(request: HttpRequest) -> bool:
    """Whether the CMS answered the request with a page. Known only after the address was resolved."""
    return request.resolver_match is not None and request.resolver_match.url_name in CMS_PAGES


def shut_in(request: HttpRequest) -> None:
    """Note that the page which this request shows holds a tool: readers get it under TOOL_POLICY."""
    vars(request)["_holds_a_tool"] = True


def is_shut_in(request: HttpRequest) -> bool:
    """Whether the page which this request shows holds a tool."""
    return "_holds_a_tool" in vars(request)


def harden(request: HttpRequest, response: HttpResponse) -> None:
    """Add the Content-Security-Policy and its relatives: strict for readers, wider for staff, and shut for tools."""
    if not is_reader(request) or is_staff_path(request):
        response.headers.setdefault("Content-Security-Policy", STAFF_POLICY)
        # With “no-referrer” browsers send “Origin: null” with forms, which Django's CSRF check refuses.
        response.headers["Referrer-Policy"] = "same-origin"
    elif is_shut_in(request) and response.status_code == HTTPStatus.OK:
        response.headers.setdefault("Content-Security-Policy", TOOL_POLICY)
    for name, value in READER_HEADERS.items():
        response.headers.setdefault(name, value)
    if is_staff_path(request) or settings.NOINDEX:
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")


class EndedSessionMiddleware:
    """Take whoever sends a session cookie for the reader that they are, unless it opens the session of somebody who has
    logged in, or has given the password.

    Else anybody gets past the ready pages with such a cookie, has a page rendered with each request, and may send as much
    as staff. While the database is away the cookie stays, so that staff are told.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Files are the same for everybody, and a page of the editor has many.
        if is_shared_draft(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        elif not is_reader(request) and not request.path_info.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            key = request.COOKIES[settings.SESSION_COOKIE_NAME]
            if not _opens_a_staff_session(key):
                del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


def _opens_a_staff_session(key: str) -> bool:
    if not (key.isascii() and key.isalnum()):
        return False
    try:
        session = Session.objects.filter(pk=key, expire_date__gt=timezone.now()).first()
    except DatabaseFailure:
        return True
    return session is not None and is_staff_session(session.get_decoded())


def is_staff_session(session: Container[str]) -> bool:
    """Whether what a session holds belongs to somebody who has logged in, or has given the password."""
    return SESSION_KEY in session or SECOND_STEP in session


class SecurityHeadersMiddleware:
    """Harden every answer. Stands before Django's SecurityMiddleware, whose refusals and redirects need it as well."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        harden(request, response)
        return response


class RequestSizeMiddleware:
    """Refuse what is too large before any of it is read: Django writes the files in a form to the disk first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.MAX_READER_REQUEST_BYTES if is_reader(request) else settings.MAX_STAFF_REQUEST_BYTES
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            return HttpResponse(render_to_string("413.html"), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)


class ReaderMiddleware:
    """Keep readers free of sessions and cookies, and their pages free of variants.

    No public page reads the query string, but for the key of a link to a draft, so it is dropped: `?utm_source=…` shares
    the kept copy of a page, and the CMS's `?toolbar_on` and `?toolbar_off`, which would write a session, have no effect.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reading = is_reader(request) and not is_staff_path(request)
        if reading and request.method in {"OPTIONS", "TRACE"}:
            # For programs alone, so without a page; django CMS would render one.
            return HttpResponseNotAllowed(["GET", "HEAD"], content_type="text/plain", headers={"Content-Length": "0"})
        if reading and request.META.get("QUERY_STRING") and not is_shared_draft(request):
            request.META["QUERY_STRING"] = ""
            request.GET = QueryDict()
        response = self.get_response(request)
        if vary := response.headers.get("Vary"):
            # django CMS 5.1.3 sends “, Cookie” for pages it may keep: an empty name is not a field name.
            response.headers["Vary"] = ", ".join(name for name in map(str.strip, vary.split(",")) if name)
        if reading:
            response.cookies.clear()
            if response.status_code == HTTPStatus.OK and is_cms_page(request):
                # The CMS forbids keeping what it does not keep itself. A page without a session is the same for
                # everybody: browsers may keep it and ask with its ETag whether it is still current.
                response.headers["Cache-Control"] = "public, no-cache"
                del response.headers["Expires"]
        return response


class AddressMiddleware(CommonMiddleware):
    """Send whoever typed a page's address a little wrong (capitals, doubled slashes, none at the end) to the page, at once and
    for good. Where there is no published page, the answer stays what it is: nobody is sent to what is not found.
    """

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Any address may be one of django CMS, whose pages are looked for below: Django would add a slash to all."""
        return (
            super().should_redirect_with_slash(request) and resolve(f"{request.path_info}/").url_name not in CMS_PAGES
        )

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # PostgreSQL takes no question with a NUL in it.
        if (
            response.status_code == HTTPStatus.NOT_FOUND
            and request.method in {"GET", "HEAD"}
            and "\0" not in request.path
        ):
            address = _published_address(tidy(request.path_info))
            if address not in {"", request.path_info}:
                return HttpResponsePermanentRedirect(address)
        return super().process_response(request, response)


def tidy(path: str) -> str:
    """The path as addresses of pages are written: small letters, one slash between parts and one at each end."""
    parts = [part for part in path.lower().split("/") if part]
    return f"/{'/'.join(parts)}/" if parts else "/"


def _published_address(address: str) -> str:
    """Where readers find the page at this address: there or, below `/es/`, at its Spanish address where this one holds the
    English words. Empty where they find none.
    """
    language, path = language_of(address), in_its_language(address).strip("/")
    for meant in dict.fromkeys((language, settings.LANGUAGE_CODE)):
        pages = PageUrl.objects.filter(path=path, language=meant).values("page")
        public = PageContent.objects.filter(page__in=pages, language=language).values("page")
        found = PageUrl.objects.filter(page__in=public, language=language, path__isnull=False).first()
        if found is not None:
            return tidy(f"/{prefix(language)}{found.path}")
    return ""


class GonePage(HttpResponseGone):
    """What readers get where a page was taken away for good: an error page, with crisis help."""

    def __init__(self, path: str) -> None:
        reason = GoneReason.objects.filter(redirect__site=settings.SITE_ID, redirect__old_path=path).first()
        super().__init__(render_to_string("410.html", {"reason": reason}))


class MovedPageMiddleware(RedirectFallbackMiddleware):
    """Send whoever follows an old address to the new one, whatever the query string: Django compares it, too."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        query, request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", ""), ""
        try:
            found = super().process_response(request, response)
            return GonePage(request.get_full_path()) if isinstance(found, HttpResponseGone) else found
        finally:
            request.META["QUERY_STRING"] = query
