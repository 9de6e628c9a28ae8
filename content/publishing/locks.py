"""Whoever opens a draft holds it until it is published, discarded, or taken by somebody who may publish."""

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from cms.models import CMSPlugin, PageContent, Placeholder
from cms.models.fields import PlaceholderRelationField
from cms.toolbar.utils import get_object_preview_url
from cms.utils.permissions import get_current_user
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from djangocms_versioning import admin as versioning_admin
from djangocms_versioning import versionables
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.helpers import create_version_lock, replace_admin_for_models, version_list_url
from djangocms_versioning.models import Version

from content.models import PageDetails
from content.page.versions import page_versions
from content.publishing.fingerprint import READ, fingerprint
from content.signoff.writers import drafts_of, note_writer
from content.staff.languages import why_not_write
from content.staff.malformed import refusal
from content.staff.screens import in_language_of_person
from content.undo import steps

EDIT_VIEWS = {"cms_placeholder_edit_plugin", "cms_placeholder_add_plugin"}
#: In a session: the drafts that were held in it, the latest last.
HELD = "held_drafts"
LONGEST_HELD = 50
#: Digits that no primary key has.
LONGEST_NUMBER = 10

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class HoldsOpenedDraft:
    """Part of the admin of page versions: whoever opens a free draft holds it, of several at once one makes it, and what is
    published is what was read. djangocms-versioning 2.8.0 has none of these.
    """

    @transaction.atomic
    def edit_redirect_view(self, request, object_id):
        lock_page_of(object_id)
        return super().edit_redirect_view(request, object_id)  # type: ignore[misc]

    def _get_edit_redirect_version(self, request, version):
        opened = super()._get_edit_redirect_version(request, version)  # type: ignore[misc]
        return create_version_lock(opened, request.user) if opened else opened

    @transaction.atomic
    def publish_view(self, request, object_id):
        """Whoever holds the draft knows what it says: nobody else can change it."""
        version = lock_page_of(object_id)
        read = request.GET.get(READ)
        knows = version is not None and (
            version.locked_by_id == request.user.pk or read == fingerprint(version.content)
        )
        if request.method == "POST" and version and not knows:
            messages.error(
                request,
                _(
                    "This text was changed after you opened it, so it was not published. Here is what it says now: read it, then "
                    "press Publish again."
                )
                if read
                else _(
                    "You have not opened this text, so it was not published. Here is what it says now: read it, then press "
                    "Publish again."
                ),
            )
            return redirect(get_object_preview_url(version.content))
        return super().publish_view(request, object_id)  # type: ignore[misc]

    def _get_publish_link(self, obj, request):
        link = super()._get_publish_link(obj, request)  # type: ignore[misc]
        return mark_safe(link.replace('/publish/"', f'/publish/?{READ}={fingerprint(obj.content)}"')) if link else link  # noqa: S308

    def _internal_redirect(self, url, fallback):
        return redirect(url if url and _is_here(url) else fallback)

    @staticmethod
    def back_link(request, version=None):
        url = request.GET.get("back", "")
        return url if _is_here(url) else version_list_url(version.content) if version else None


def _is_here(url: str) -> bool:
    """Whether an address is one of this site: a path alone, which no browser takes for another host."""
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return False
    try:
        resolve(urlsplit(url).path)
    except Resolver404:
        return False
    return True


def lock_page_of(number: Any) -> Version | None:
    """The version with this number; until the transaction ends, nobody else publishes or saves a text of its page."""
    version = Version.objects.filter(pk=number).first() if str(number).isdecimal() else None
    if version is None or not isinstance(version.content, PageContent):
        return None
    lock_texts(version.content.page_id)
    return Version.objects.get(pk=version.pk)


def lock_texts(page_id: int) -> None:
    """Wait for whoever publishes or saves a text of this page, and let them wait from now on. Needs a transaction."""
    contents = PageContent.admin_manager.filter(page=page_id).order_by().values("pk")
    # By the number of the kind: with its row in the query, PostgreSQL would hold that, too, and so every page.
    rows = Version.objects.select_for_update().filter(
        content_type=ContentType.objects.get_for_model(PageContent), object_id__in=contents
    )
    list(rows.order_by("pk").values_list("pk"))


class DraftsMiddleware:
    """Whoever opens a free draft, or its settings, holds it from then on. And say why a change of a text was refused,
    where the editor shows it: django CMS answers with a bare sentence, and djangocms-text 1.0.2 looks for a
    description in a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(token)
        view = (request.resolver_match.url_name or "") if request.resolver_match else ""
        refused = response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
        if refused and request.method == "POST" and view in EDIT_VIEWS:
            return HttpResponse(render_to_string("staff/edit_refused.html"), status=response.status_code)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method == "POST" and request.user.is_staff and (pages := _changed_pages(request, args, kwargs)):
            # Else a save that was allowed a moment ago lands on what is published meanwhile.
            try:
                with transaction.atomic():
                    for page_id in sorted(pages):
                        lock_texts(page_id)
                    return _watched(request, view, args, kwargs, pages)
            except Exception as error:  # Django asks no middleware about what fails here
                if response := refusal(request, error):
                    return response
                raise
        if request.method == "GET" and request.resolver_match and request.user.is_staff:
            version = _opened(request.resolver_match.url_name or "", args, kwargs)
            if version and version.check_modify.as_bool(request.user):
                # Of two people at once, one gets it.
                Version.objects.filter(pk=version.pk, locked_by=None).update(locked_by=request.user)
                version.refresh_from_db(fields=["locked_by"])
                _remember(request, version)
        return None


def _watched(
    request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any], pages: set[int]
) -> HttpResponse:
    """Let a view change the drafts of these pages; who changed what is kept, so that it can be taken back."""
    drafts = drafts_of(pages, request.user)
    before = steps.look(drafts)
    response = view(request, *args, **kwargs)
    view_name = request.resolver_match.url_name if request.resolver_match else ""
    # Who was refused wrote nothing; and who takes back what they wrote is known.
    if response.status_code < HTTPStatus.BAD_REQUEST and view_name not in STEPPING_VIEWS:
        note_writer(pages, request.user)
        pressed = _numbers([kwargs.get("block", ""), request.POST.get("plugin_id", "")])
        steps.keep(drafts, before, request.user, next(iter(pressed), None))
    return response


#: Where the views of placeholders, texts and details name what they change.
CHANGING_VIEW = re.compile(
    r"cms_placeholder_|cms_pagecontent_|cms_page_edit_title_fields|content_pagedetails_|blocks_|undo_step|redo_step"
)
#: They take back a change that is kept, or do it again: that is no change of its own.
STEPPING_VIEWS = {"undo_step", "redo_step"}
PLACEHOLDER_KEYS = ("placeholder_id", "target_placeholder_id", "source_placeholder_id")
PLUGIN_KEYS = ("plugin_id", "source_plugin_id")


def _changed_pages(request: HttpRequest, args: tuple, kwargs: dict[str, Any]) -> set[int]:
    """The ids of the pages whose text a request may change."""
    view = (request.resolver_match.url_name or "") if request.resolver_match else ""
    if not CHANGING_VIEW.match(view):
        return set()
    given = {**request.GET.dict(), **request.POST.dict(), **kwargs}
    number = str(kwargs.get("object_id") or (args[0] if args else ""))
    placeholders = {given[key] for key in PLACEHOLDER_KEYS if key in given}
    plugins = {given[key] for key in PLUGIN_KEYS if key in given}
    contents: set[Any] = set()
    if view == "cms_page_edit_title_fields":
        return {int(page_id) for page_id in _numbers([kwargs.get("page_id", number)])}
    if view.startswith("cms_pagecontent_"):
        contents = {number}
    elif "version" in kwargs:
        contents = set(Version.objects.filter(pk=kwargs["version"]).values_list("object_id", flat=True))
    elif view.startswith("content_pagedetails_"):
        contents = {given.get("extended_object", "")}
        contents |= set(
            PageDetails.objects.filter(pk__in=_numbers([number])).values_list("extended_object_id", flat=True)
        )
    else:
        (placeholders if "clear" in view else plugins).add(number)
        placeholders |= set(CMSPlugin.objects.filter(pk__in=_numbers(plugins)).values_list("placeholder_id", flat=True))
        owners = Placeholder.objects.filter(
            pk__in=_numbers(placeholders), content_type=ContentType.objects.get_for_model(PageContent)
        )
        contents = set(owners.values_list("object_id", flat=True))
    return set(PageContent.admin_manager.filter(pk__in=_numbers(contents)).values_list("page_id", flat=True))


def _numbers(values: Iterable[Any]) -> set[int]:
    """Those of the values that can be primary keys."""
    return {int(value) for value in map(str, values) if value.isdecimal() and len(value) < LONGEST_NUMBER}


def _opened(view: str, args: tuple, kwargs: dict[str, Any]) -> Version | None:
    """The draft that these views open for a change."""
    if view == "cms_placeholder_render_object_edit":
        wanted = {"content_type_id": args[0], "object_id": args[1]}
    elif view == "blocks":
        return page_versions(pk=kwargs["version"], state=DRAFT).first()
    elif view in {"cms_pagecontent_change", "content_pagedetails_change"}:
        number = kwargs["object_id"]
        if view == "content_pagedetails_change" and number.isdecimal():
            number = PageDetails.objects.filter(pk=number).values_list("extended_object_id", flat=True).first()
        wanted = {"content_type__app_label": "cms", "content_type__model": "pagecontent", "object_id": number}
    else:
        return None
    if not str(wanted["object_id"]).isdecimal():
        return None
    return Version.objects.filter(**wanted, state=DRAFT).first()


def _remember(request: HttpRequest, version: Version) -> None:
    """Note in the session that this person holds the draft now."""
    held = request.session.get(HELD, [])
    if version.locked_by_id == request.user.pk and held[-1:] != [version.pk]:
        request.session[HELD] = [*(pk for pk in held if pk != version.pk), version.pk][-LONGEST_HELD:]


def _check_not_lost(version: Version, user: Any) -> None:
    """Whoever held a draft and lost it may have the old text in a window still: they open the draft again first."""
    request = _request.get()
    if request is None or request.method != "POST" or request.user != user or version.state != DRAFT:
        return
    _remember(request, version)
    if version.locked_by_id is None and version.pk in request.session.get(HELD, []):
        raise ConditionFailed(
            in_language_of_person(_("This draft was taken from you. Open it again before you change it."))
        )


def _text_is_not_lost(placeholder: Placeholder, user: Any) -> bool:
    """The same for what placeholders hold, which has checks of its own."""
    if not isinstance(placeholder.source, PageContent):
        return True
    version = page_versions(object_id=placeholder.source.pk).first()
    return version is None or version.check_modify.as_bool(user)


def _check_language(version: Version, user: Any) -> None:
    """A translator changes texts in the languages that were chosen for them, by whatever way; the others are read."""
    if isinstance(version.content, PageContent) and (reason := why_not_write(user, version.content.language)):
        raise ConditionFailed(in_language_of_person(reason))


def _before_text_save(sender, instance: PageContent, **kwargs) -> None:
    """The same for a text that has no version yet: a new page, a translation, a copy. Raises PermissionDenied."""
    user = get_current_user()
    if user is not None and user.is_authenticated and (reason := why_not_write(user, instance.language)):
        raise PermissionDenied(reason)


def holder(version: Version) -> Any:
    """The person, other than the one who is asking, who holds the draft of the page of this version; None if nobody."""
    draft = version.get_latest_draft_version()
    user = get_current_user()
    return draft.locked_by if draft and user and not draft.is_unlocked_for_user(user) else None


def _before_version_save(sender, instance: Version, **kwargs) -> None:
    """A draft of an account that nobody can log in with, such as that of the guide files, is free for everybody."""
    if instance.locked_by and not instance.locked_by.is_active:
        instance.locked_by = None


def connect() -> None:
    """Put the rules in place. Called once, when the application starts."""
    versions = versionables.for_content(PageContent).version_model_proxy
    versions._meta.verbose_name, versions._meta.verbose_name_plural = _("version of a page"), _("versions of pages")
    replace_admin_for_models([(versions, HoldsOpenedDraft)])
    # It would write the title of the draft to its author, and no mail says what pages say: who lost a draft is told on the screen.
    versioning_admin.notify_version_author_version_unlocked = lambda version, user: 0
    for conditions in ("modify", "publish", "unpublish", "archive", "discard", "revert", "edit_redirect", "unlock"):
        getattr(Version, f"check_{conditions}").insert(0, _check_language)
    Version.check_modify += [_check_not_lost]
    PlaceholderRelationField.default_checks += [_text_is_not_lost]
    pre_save.connect(_before_text_save, sender=PageContent, dispatch_uid="guide_language_of_writer")
    pre_save.connect(_before_version_save, sender=Version, dispatch_uid="guide_version_lock")
