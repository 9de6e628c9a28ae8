"""Requests of staff that no page of the admin would send, such as a number that is none in an address."""

import logging
import traceback
from http import HTTPStatus
from pathlib import Path

from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ketaguide.delivery.middleware import is_staff_path

logger = logging.getLogger(__name__)
#: Packages whose admin views take what they were sent for well-formed: django CMS 5.1.0, django-filer 3.6.0,
#: django-polymorphic, djangocms-versioning 2.8.0, djangocms-text 1.0.2, django-treebeard 5.2.2.
TRUSTING = {"cms", "filer", "polymorphic", "djangocms_versioning", "djangocms_text", "treebeard", "easy_thumbnails"}
STANDARD_LIBRARY = str(Path(traceback.__file__).parent)
#: What they call.
BELOW = {"django", "psycopg"}
#: What they then fail with.
KINDS = (LookupError, ValueError, TypeError, AttributeError, OverflowError, RuntimeError, ObjectDoesNotExist, DataError)

#: What SQLite and psycopg call it when a column refuses a number that is none, or is too large.
REFUSED_NUMBERS = {"SQLITE_CONSTRAINT_CHECK", "SQLITE_MISMATCH", "CheckViolation"}


class MalformedRequestMiddleware:
    """Answers with 400 what such a package fails at. The log keeps where, since a mistake of the package looks the same."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception)


def refusal(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to a malformed request, by what a view failed with; None for any other mistake."""
    trusted = (isinstance(error, KINDS) or _is_out_of_range(error)) and _is_of_trusting(error)
    if not is_staff_path(request) or not (trusted or _names_no_column(request, error)):
        return None
    logger.warning("malformed request of staff", exc_info=error)
    return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)


def _names_no_column(request: HttpRequest, error: Exception) -> bool:
    """Whether Django's admin (5.2) took an empty name for that of a column by which a record is looked up."""
    return isinstance(error, FieldDoesNotExist) and any(TO_FIELD_VAR in sent for sent in (request.POST, request.GET))


def _is_out_of_range(error: Exception) -> bool:
    """Whether a column refused a number, by its kind or its CHECK. What else a database refuses is no fault of the request."""
    cause = error.__cause__
    names = {getattr(cause, "sqlite_errorname", ""), type(cause).__name__}
    return isinstance(error, IntegrityError) and not names.isdisjoint(REFUSED_NUMBERS)


def _is_of_trusting(error: BaseException) -> bool:
    """Whether the last code that ran, apart from Django and Python themselves, is of one of these packages."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        folders = Path(frame.filename).parts
        package = folders[folders.index("site-packages") + 1] if "site-packages" in folders else ""
        if package in TRUSTING:
            return True
        if package not in BELOW and not frame.filename.startswith(("<", STANDARD_LIBRARY)):
            return False
    return False
