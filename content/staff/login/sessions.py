"""Sessions of an account: when its password was typed last, and ending them."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

#: In a session: when its password was typed last.
CONFIRMED = "password_typed_at"
#: For so long nobody is asked again. Afterwards the browser may have been left open.
CONFIRMED_SECONDS = 5 * 60


def confirm(request: HttpRequest) -> None:
    """Note that the password was typed right now."""
    request.session[CONFIRMED] = time.time()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the password was typed in this session a moment ago."""
    return abs(time.time() - request.session.get(CONFIRMED, 0)) < CONFIRMED_SECONDS


def end_sessions(user: Any, but: str | None = None) -> None:
    """Log the account out everywhere, except in the session with the key `but`."""
    for session in Session.objects.exclude(pk=but or ""):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
