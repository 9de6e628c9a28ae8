"""The door to everything under /admin/: nobody comes in unless logged in whole, and strangers get no session."""

import time
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from content.staff.login.factors import has_second_factor
from content.staff.login.sessions import confirm
from content.staff.models import LoginRules
from ketaguide.delivery.middleware import STAFF_PATH, GetResponse, is_reader, is_staff_path, is_staff_session

#: For whoever is not logged in: the log in, and its second step.
LOG_IN_PATH = f"{STAFF_PATH}login/"
#: For whoever has to set up two-step log in first.
SET_UP_PATHS = (LOG_IN_PATH, f"{STAFF_PATH}two-step/", f"{STAFF_PATH}logout/")
BEGAN = "logged_in_at"


class StaffDoorMiddleware:
    """Stop whoever may not be under /admin/. Elsewhere a half-open session is none: drafts and toolbar stay hidden.

    Stands before the CMS's middleware, which writes sessions for whoever asks for an edit address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staff_path(request):
            response = self._stop(request) or self.get_response(request)
            if not is_staff_session(request.session):
                # Nothing but logging in begins a session: django CMS writes one for whoever asks for its toolbar.
                request.session.flush()
            return response
        user = AnonymousUser() if is_reader(request) else request.user
        if user.is_authenticated and (_has_ended(request) or lacks_second_factor(user) or must_set_up(user)):
            request.user = AnonymousUser()
        return self.get_response(request)

    def _stop(self, request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if user.is_authenticated and (_has_ended(request) or lacks_second_factor(user)):
            logout(request)
            user = request.user
        if request.path_info.startswith(LOG_IN_PATH):
            return None
        if not (user.is_active and user.is_staff):
            if request.method == "POST" and request.headers.get("Sec-Fetch-Dest") == "empty":
                # A script of a page that is still open: it would take the log in for what it asked for.
                return HttpResponse(render_to_string("staff/logged_out.html"), status=HTTPStatus.FORBIDDEN)
            wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else STAFF_PATH
            return redirect_to_login(wanted, settings.LOGIN_URL)
        if not request.path_info.startswith(SET_UP_PATHS) and must_set_up(user):
            return redirect("two_step")
        return None


def begin_session(sender, request: HttpRequest, **kwargs) -> None:
    """Note when somebody logged in (receiver of Django's signal): a session is over after its time, used or not."""
    request.session[BEGAN] = time.time()
    confirm(request)


def lacks_second_factor(user: Any) -> bool:
    """Whether the account has a second factor that this session was not opened with: it is older than the factor."""
    return not user.is_verified() and has_second_factor(user)


def must_set_up(user: Any) -> bool:
    """Whether the rules want a second factor from an account that has none."""
    return not user.is_verified() and LoginRules.current().second_factor_required and not has_second_factor(user)


def _has_ended(request: HttpRequest) -> bool:
    # Also one that began in a time to come, when the clock was ahead.
    return abs(time.time() - request.session.get(BEGAN, 0)) > settings.SESSION_COOKIE_AGE
