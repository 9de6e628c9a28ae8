"""Sessions of an account: when its password was typed last, and ending them."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

#: In a session: when its password was typed last.
CONFIRMED = "password_typed_at"
#: In a session: when its owner took the second step once more, for one thing that asks for it.
SECOND_STEP_AGAIN = "second_step_again_at"
#: For so long nobody is asked again. Afterwards the browser may have been left open.
CONFIRMED_SECONDS = 5 * 60


def confirm(request: HttpRequest) -> None:
    """Note that the password was typed right now."""
    request.session[CONFIRMED] = time.time()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the password was typed in this session a moment ago."""
    return abs(time.time() - request.session.get(CONFIRMED, 0)) < CONFIRMED_SECONDS


def second_step_taken(request: HttpRequest) -> None:
    """Note that the person has taken the second step once more, right now."""
    request.session[SECOND_STEP_AGAIN] = time.time()


def took_second_step(request: HttpRequest) -> bool:
    """Whether the second step was taken once more a moment ago, and not used yet."""
    return abs(time.time() - request.session.get(SECOND_STEP_AGAIN, 0)) < CONFIRMED_SECONDS


def use_second_step(request: HttpRequest) -> bool:
    """The same; it is used now, and counts for nothing else."""
    taken = took_second_step(request)
    request.session.pop(SECOND_STEP_AGAIN, None)
    return taken


def end_sessions(user: Any, but: str | None = None) -> None:
    """Log the account out everywhere, except in the session with the key `but`."""
    for session in Session.objects.exclude(pk=but or ""):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
