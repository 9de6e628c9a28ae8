"""What somebody typed and has not saved: kept for them alone, and offered again when they open the same form.

Nobody else sees it, readers and rules know nothing of it, and it is no version of a text: a form that is saved empties it.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from cms.models import CMSPlugin, PageContent, Placeholder
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from content.clinic.our_clinic import NAME as OUR_CLINIC
from content.page.component_plugin import block_values
from content.page.newer import AS_OF, as_of
from content.page.versions import page_versions
from content.staff.models import UnsavedText

DAYS = 14
MOST_CHARACTERS = 400_000
MOST_FORMS = 30
LONGEST_ADDRESS = 300
#: Forms whose fields are kept: blocks, page settings and details, records. None of accounts, passwords or second steps.
FORMS = re.compile(
    r"cms_placeholder_(edit|add)_plugin|(cms_pagecontent|content_pagedetails)_(add|change)"
    r"|(clinic|evidence|glossary|machines|redirects)_[a-z]+_(add|change)|our_clinic"
)
#: What makes two new blocks, or two new pages, different forms.
KEYS = ("placeholder_id", "plugin_type", "plugin_parent", "parent_page", "page", "extended_object", "language")
SECRET = re.compile(r"csrf|password|passw|token|secret|otp|^_", re.IGNORECASE)
LIMIT_OF_NUMBER = 10


def form_name(address: str) -> tuple[str, ResolverMatch] | None:
    """The name under which a form's text is kept, and its view; None for an address that is no such form."""
    try:
        parts = urlsplit(address)
        match = resolve(parts.path)
    except (Resolver404, ValueError):
        return None
    if match.namespace != "admin" or not FORMS.fullmatch(match.url_name or ""):
        return None
    query = QueryDict(parts.query)
    chosen = urlencode([(key, query[key]) for key in KEYS if key in query])
    # A text is told by its number; `language` only says in which language the form was opened.
    is_new = "_add" in str(match.url_name)
    name = f"{parts.path}?{chosen}" if is_new and chosen else parts.path
    return (name, match) if len(name) <= LONGEST_ADDRESS else None


@require_http_methods(["GET", "POST"])
def unsaved(request: HttpRequest) -> HttpResponse:
    """GET: which forms of this person have text, or that of one; with a fresh token, as after another log in. POST: keep
    text, or throw it away.
    """
    asked = (request.GET if request.method == "GET" else request.POST).get("form", "")
    mine = UnsavedText.objects.filter(person=request.user.pk, changed__gt=timezone.now() - timedelta(days=DAYS))
    if not asked:
        if request.method == "POST":
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)
        return _answer({"forms": list(mine.values_list("form", flat=True)), "token": get_token(request)})
    found = form_name(asked)
    if found is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    name, match = found
    if request.method == "POST" and request.POST.get("discard"):
        mine.filter(form=name).delete()
        return _answer({"kept": False})
    if not may_change(request, match, QueryDict(urlsplit(asked).query)):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if request.method == "POST":
        return _keep(request, name)
    kept = mine.filter(form=name).first()
    about = {"token": get_token(request), **_as_of(match)}
    if kept is None:
        return _answer(about)
    when = timezone.localtime(kept.changed)
    # Of another day, the day as well.
    said = date_format(when, "H:i" if when.date() == timezone.localdate() else "F j, H:i")
    return _answer(about | {"fields": json.loads(kept.fields), "before": kept.before, "when": said})


def _as_of(match: ResolverMatch) -> dict[str, str]:
    """Of a block: what is saved now, which goes with the next save in place (content/page/newer.py)."""
    number = str(match.args[0]) if match.url_name == "cms_placeholder_edit_plugin" else ""
    row = CMSPlugin.objects.filter(pk=number).first() if number else None
    block = row.get_bound_plugin() if row else None
    return {AS_OF: as_of(block_values(block))} if block else {}


def _answer(data: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(data)
    add_never_cache_headers(response)
    return response


def _keep(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what was sent instead of what was kept before."""
    sent = request.POST.get("fields", "")
    fields = _typed(sent) if len(sent) <= MOST_CHARACTERS else None
    if fields is None:
        too_long = len(sent) > MOST_CHARACTERS
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST)
    purge()
    row = {"fields": json.dumps(fields), "before": request.POST.get("before", "")[:64], "changed": timezone.now()}
    UnsavedText.objects.update_or_create(person_id=request.user.pk, form=name, defaults=row)
    mine = UnsavedText.objects.filter(person=request.user.pk).order_by("-changed", "-pk")
    UnsavedText.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_FORMS:])).delete()
    return _answer({"kept": True})


def _typed(sent: str) -> dict[str, list[str]] | None:
    """The fields of a form, without what is secret or no text; None when they are not that."""
    try:
        fields = json.loads(sent)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    right = all(
        isinstance(values, list) and all(isinstance(value, str) for value in values) for values in fields.values()
    )
    # PostgreSQL keeps no NUL.
    return (
        {name: values for name, values in fields.items() if not SECRET.search(name)}
        if right and "\\u0000" not in sent
        else None
    )


def may_change(request: HttpRequest, match: ResolverMatch, query: QueryDict) -> bool:
    """Whether this person may save the form. Asks only: no lock is taken, none is lengthened."""
    name = str(match.url_name)
    number = str(
        match.kwargs.get("object_id") or (match.args[0] if match.args else next(iter(match.kwargs.values()), ""))
    )
    if name == OUR_CLINIC:
        return request.user.has_perm("clinic.change_clinicfact")
    if name.startswith("cms_placeholder_"):
        return _may_change_block(request, query, number, is_new="add" in name)
    model_name, _, action = name.rpartition("_")
    owner = next((one for model, one in admin.site._registry.items() if _name_of(model) == model_name), None)
    if owner is None:
        return False
    if action == "add":
        return owner.has_add_permission(request)
    record = owner.get_object(request, unquote(number))
    if record is None or not owner.has_change_permission(request, record):
        return False
    content = record if isinstance(record, PageContent) else getattr(record, "extended_object", None)
    version = content and page_versions(object_id=content.pk).first()
    return version.check_modify.as_bool(request.user) if version else True


def _may_change_block(request: HttpRequest, query: QueryDict, number: str, *, is_new: bool) -> bool:
    wanted = query.get("placeholder_id", "") if is_new else number
    if not wanted.isdecimal() or len(wanted) > LIMIT_OF_NUMBER:
        return False
    block = None if is_new else CMSPlugin.objects.filter(pk=wanted).first()
    place = Placeholder.objects.filter(pk=wanted).first() if is_new else block and block.placeholder
    if place is None or not place.check_source(request.user):
        return False
    if block is None:
        return place.has_add_plugin_permission(request.user, query.get("plugin_type", ""))
    return place.has_change_plugin_permission(request.user, block)


def _name_of(model: type) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"  # type: ignore[attr-defined]


def purge() -> int:
    """Delete what nobody came back for; how many forms."""
    old = UnsavedText.objects.filter(changed__lte=timezone.now() - timedelta(days=DAYS))
    return old.delete()[0]


class SavedFormsMiddleware:
    """What was saved need not be offered again: a form that was accepted empties what was kept of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.resolver_match and request.resolver_match.namespace == "admin":
            found = form_name(request.get_full_path())
            if found and _was_saved(response):
                UnsavedText.objects.filter(person=request.user.pk, form=found[0]).delete()
        return response


def _was_saved(response: HttpResponse) -> bool:
    """Whether a form was accepted. Refused, it is shown again, as a template with its errors."""
    if response.status_code == HTTPStatus.FOUND:
        return True
    return response.status_code == HTTPStatus.OK and "adminform" not in (getattr(response, "context_data", None) or {})
