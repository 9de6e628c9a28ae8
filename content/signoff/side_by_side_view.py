"""The screen on which staff read a translation beside its original, and go from each block to where it is changed."""

from typing import Any

from cms.models import Page, PageContent
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from cms.utils.urlutils import admin_reverse
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from content.page.versions import page_versions
from content.publishing.kept import kept
from content.publishing.stale import stale_translation
from content.signoff.handover import state_of
from content.signoff.side_by_side import side_by_side as rows_of
from content.staff.languages import may_write

#: The rule of the comparison of both languages (content/review/parity.py).
RULE = "language-differs"
OPEN_DRAFT = "djangocms_versioning_pagecontentversion_edit_redirect"


@never_cache
@require_safe
def side_by_side(request: HttpRequest, language: str, page: int) -> HttpResponse:
    """The draft of a translation or, without one, what readers get, beside the original that readers get or, before it was
    published, its draft. Raises PermissionDenied, and Http404 where one of them is not there.
    """
    if not request.user.has_perm("cms.change_page"):
        raise PermissionDenied(_("You do not have permission to change pages."))
    if language == settings.LANGUAGE_CODE or language not in dict(settings.LANGUAGES):
        raise Http404
    owner = get_object_or_404(Page, pk=page)
    version = _version(owner, language, DRAFT, PUBLISHED)
    original_version = _version(owner, settings.LANGUAGE_CODE, PUBLISHED, DRAFT)
    translation, original = version.content, original_version.content
    stale = stale_translation(owner.pk, language)
    made_from = PageContent.admin_manager.filter(pk=stale.made_from).first() if stale else None
    known = kept(text for text in (translation, original, made_from) if text)
    rows = []
    if all(each.words for each in known.values()):
        problems = [problem for problem in known[translation.pk].problems if problem.rule == RULE]
        rows = rows_of(translation, original, made_from, problems)
    may_edit = version.state == DRAFT and version.check_modify.as_bool(request.user)
    may_open = version.state == PUBLISHED and may_write(request.user, language)
    context = {
        **admin.site.each_context(request),
        "title": _("Side by side: {title}").format(title=translation.title),
        "version": version,
        "original": _side(original_version),
        "translation": _side(version),
        "state": state_of(version),
        "stale": stale,
        "made_from": made_from,
        "is_public": PageContent.objects.filter(page=owner, language=language).exists(),
        "rows": rows,
        "last": max((row.number for row in rows), default=0),
        "edit_url": get_object_edit_url(translation, language) if may_edit else "",
        "draft_url": admin_reverse(OPEN_DRAFT, args=[version.pk]) if may_open else "",
    }
    return TemplateResponse(request, "staff/side_by_side.html", context)


def _side(version: Version) -> dict[str, Any]:
    """What the screen says of one of the two texts."""
    content: PageContent = version.content
    return {
        "version": version,
        "code": content.language,
        "name": dict(settings.LANGUAGES)[content.language],
        "direction": "rtl" if content.language in settings.LANGUAGES_BIDI else "ltr",
        "url": get_object_preview_url(content, content.language),
    }


def _version(page: Page, language: str, *states: str) -> Version:
    """The version of a page's text in the first of these states in which there is one. Raises Http404."""
    texts = PageContent.admin_manager.filter(page=page, language=language)
    found = page_versions(object_id__in=texts.values("pk"), state__in=states)
    by_state = {version.state: version for version in found}
    version = next((by_state[state] for state in states if state in by_state), None)
    if version is None:
        raise Http404
    return version
