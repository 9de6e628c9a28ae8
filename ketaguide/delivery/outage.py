"""What people are told when the database is away, or the disk is full or read-only: in plain words, and with what they
typed, so that nothing is lost and one press sends it again.
"""

import errno
import re
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from ketaguide.delivery.middleware import harden, is_reader, is_staff_path

DATABASE, DISK = "database", "disk"
#: How the system, SQLite (the lower byte of its extended codes) and PostgreSQL say that nothing can be written.
DISK_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
DISK_SQLITE_CODES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
DISK_SQLSTATES = {"53100", "25006"}
RETRY_SECONDS = 30
#: Fields of a form that nobody typed, or that must not be shown.
UNSEEN = re.compile(r"csrfmiddlewaretoken|password|(^|-)(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """One field of a form that was sent. `shown` is whether a person would recognize it."""

    name: str
    value: str
    shown: bool


def outage(error: BaseException | None) -> str:
    """Which outage is behind an error: DATABASE, DISK, or "" for a mistake of the program."""
    chain = list(_causes(error))
    if any(_is_disk(each) for each in chain):
        return DISK
    return DATABASE if any(isinstance(each, OperationalError | InterfaceError) for each in chain) else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_disk(error: BaseException) -> bool:
    return (
        (isinstance(error, OSError) and error.errno in DISK_ERRNOS)
        or (getattr(error, "sqlite_errorcode", 0) & 0xFF) in DISK_SQLITE_CODES
        or getattr(error, "sqlstate", "") in DISK_SQLSTATES
    )


def sent_fields(request: HttpRequest) -> list[Field]:
    """What the form held that was sent, but never a password; empty when it cannot be read or sent again."""
    try:
        if request.method != "POST" or any("password" in name for name in request.POST):
            return []
        return [
            Field(name, value, bool(value.strip()) and not name.startswith("_") and not UNSEEN.search(name))
            for name, values in request.POST.lists()
            for value in values
        ]
    except (OSError, SuspiciousOperation):
        return []


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 during an outage, else 500. Asks neither the database nor the session."""
    response = _outage(request, kind) if (kind := outage(sys.exc_info()[1])) else _mistake()
    harden(request, response)  # what failed may be a middleware that stands before the one that does this
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400. A session that could not be saved because the disk was full is no mistake of whoever asked."""
    if kind := outage(exception):
        response = _outage(request, kind)
        harden(request, response)
        return response
    return defaults.bad_request(request, exception)


def _mistake() -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _outage(request: HttpRequest, kind: str) -> HttpResponse:
    staff = is_staff_path(request) or not is_reader(request)
    fields = sent_fields(request) if staff else []
    context = {
        "kind": kind,
        "staff": staff,
        "sending": request.method not in {"GET", "HEAD"},
        "fields": fields,
        "uploads": bool(fields and request.FILES),
    }
    response = HttpResponse(render_to_string("503.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
