"""The moment between password and second factor: the person is known, and not logged in."""

import time
from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from ketaguide.delivery.middleware import SECOND_STEP

#: For so long after the password the second step may be taken.
WAITING_SECONDS = 10 * 60


def wait(request: HttpRequest, user: Any, wanted: str) -> None:
    """Remember who gave name and password in this session, and the address they wanted."""
    request.session.cycle_key()  # somebody may have put the old one into this browser
    request.session[SECOND_STEP] = {
        "user": user.pk,
        "backend": user.backend,
        "password": user.get_session_auth_hash(),
        "since": time.time(),
        "next": wanted,
    }


def who_waits(request: HttpRequest) -> Any:
    """Who gave name and password in this session and has the second step before them; None for nobody."""
    waiting = request.session.get(SECOND_STEP)
    if not waiting or abs(time.time() - waiting["since"]) > WAITING_SECONDS:  # the clock may have been ahead
        return None
    user = get_user_model().objects.filter(pk=waiting["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(waiting["password"], user.get_session_auth_hash()):
        return None
    return user


def let_in(request: HttpRequest, user: Any, device: Device) -> str:
    """Log in who waits, with the device that took the second step, and give the address they wanted."""
    waiting = request.session.pop(SECOND_STEP)
    user.otp_device = device
    login(request, user, backend=waiting["backend"])
    return resolve_url(waiting["next"])
