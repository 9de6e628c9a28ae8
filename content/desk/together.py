"""Publish a page together with what it needs: pages it leads to that readers cannot open, and records that wait for approval.

All of it or nothing, in one transaction. Each text is asked the same rules, signatures and permissions as if it came alone.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from content.desk.form_of import form_of
from content.guide.reading import read_page
from content.page.fetch import components_of, records_in
from content.page.versions import page_versions
from content.publishing.around_page import OWN_ID
from content.publishing.fingerprint import READ, fingerprint
from content.publishing.locks import lock_texts
from content.publishing.rules import problems
from content.records.record import ProposableRecord, may_approve
from content.review import Problem
from content.review.around import named_pages
from content.signoff.handover import ChangedMeanwhileError
from content.signoff.signatures import MAY_PUBLISH
from content.signoff.views import OTHER_WORDS, version_of
from content.signoff.words import said_by
from content.staff import audit
from content.staff.models import Event

#: More than these are no one page with what it needs.
MOST_PAGES = 20


@dataclass(frozen=True)
class Together:
    """The drafts to publish, those above in the page tree first, and the records to approve before."""

    versions: list[Version]
    records: list[ProposableRecord]

    @property
    def pages(self) -> frozenset[int]:
        return frozenset(version.content.page_id for version in self.versions)

    @property
    def read(self) -> str:
        """A name for all that it says; any change of it gives another one."""
        said = [f"{version.pk}:{fingerprint(version.content)}" for version in self.versions]
        said += [f"{record._meta.label}:{record.pk}:{record.fingerprint()}" for record in self.records]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def needed_with(version: Version) -> Together:
    """A draft, with the drafts of pages it leads to and of those above it that readers cannot open, and so on from these."""
    found: dict[int, Version] = {}
    waiting = [version]
    while waiting and len(found) < MOST_PAGES:
        each = waiting.pop(0)
        if each.content.page_id not in found:
            found[each.content.page_id] = each
            waiting += _drafts_of(_needed_pages(each.content), each.content.language)
    versions = sorted(found.values(), key=lambda each: each.content.page.path)
    shown = records_in(component for each in versions for component in components_of(each.content))
    proposals = {(type(each), each.pk) for each in shown if isinstance(each, ProposableRecord) and not each.approved}
    # Read anew: what a page shows may be in the words of another language.
    ordered = sorted(proposals, key=lambda key: (key[0].__name__, key[1]))
    records = [model._default_manager.get(pk=pk) for model, pk in ordered]
    return Together(versions, records)


def _needed_pages(content: PageContent) -> set[int]:
    """The ids of the pages that a text leads to, and of those above it."""
    named = {name for _, name, _ in named_pages(read_page(content))}
    numbers = {int(number) for name in named if (number := name.removeprefix(OWN_ID)).isdecimal()}
    pages = PageContent.admin_manager.filter(Q(page__reverse_id__in=named) | Q(page__in=numbers))
    return {*pages.values_list("page_id", flat=True), *(page.pk for page in content.page.get_ancestor_pages())}


def _drafts_of(pages: Iterable[int], language: str) -> list[Version]:
    """The drafts of those pages that readers cannot open in this language."""
    public = PageContent.objects.filter(page__in=pages, language=language).values_list("page_id", flat=True)
    contents = PageContent.admin_manager.filter(page__in=set(pages) - set(public), language=language).order_by()
    return list(page_versions(object_id__in=contents.values("pk"), state=DRAFT))


@transaction.atomic
def publish_together(version: Version, user: Any, read: str) -> Together:
    """Approve the records and publish the pages, all or none.

    Raises PermissionDenied, ChangedMeanwhileError where it is not what was read, and ConditionFailed where a rule refuses one.
    """
    if not (user.has_perm(MAY_PUBLISH) and may_approve(user)):
        raise PermissionDenied(_("Only somebody who may publish does this."))
    for page in sorted(needed_with(version).pages):
        lock_texts(page)
    parts = needed_with(Version.objects.get(pk=version.pk))
    if not read or read != parts.read:
        raise ChangedMeanwhileError
    for record in parts.records:
        record.approved = True
        record.full_clean()
        record.save()
    for each in parts.versions:
        fresh = Version.objects.get(pk=each.pk)  # an address may have changed with that of the page above
        fresh.published_with = parts.pages
        fresh.check_publish(user)
        fresh.publish(user)
    names = ", ".join(f"“{each}”" for each in [*(each.content.title for each in parts.versions), *parts.records])
    audit.record(Event.Kind.PUBLISHING, f"published together: {names}", user)
    return parts


@dataclass(frozen=True)
class Part:
    """A text on the page that asks: what it says, and what keeps all of it from being published."""

    version: Version
    preview_url: str
    said: list[str]
    blocking: list[Problem]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish_set(request: HttpRequest, version: int) -> HttpResponse:
    """GET: all that would be published, in words. POST: publish it, if that is what was read."""
    text = version_of(request, version)
    if text.state != DRAFT or not request.user.has_perm(MAY_PUBLISH):
        raise PermissionDenied(_("Only a draft is published, by somebody who may do that."))
    if request.method == "POST":
        try:
            done = publish_together(text, request.user, request.POST.get(READ, ""))
        except ChangedMeanwhileError:
            messages.error(request, OTHER_WORDS)
        except ConditionFailed as error:
            messages.error(request, format_lazy(_("Nothing was published. {error}"), error=error))
        except IntegrityError:
            messages.error(request, _("Nothing was published: another page has one of these addresses already."))
        else:
            messages.success(
                request,
                format_lazy(
                    _("Published: {versions} pages, {records} records approved."),
                    versions=len(done.versions),
                    records=len(done.records),
                ),
            )
            return redirect("admin:index")
    return _page(request, text)


def _page(request: HttpRequest, text: Version) -> HttpResponse:
    together = needed_with(text)
    parts = list(_parts(together))
    context = {
        **admin.site.each_context(request),
        "title": format_lazy(_("Publish together: {title}"), title=text.content.title),
        "version": text,
        "parts": parts,
        "records": [(each, form_of(each), _words_of(each)) for each in together.records],
        "is_blocked": any(part.blocking for part in parts),
        "read_field": READ,
        "read": together.read,
    }
    return TemplateResponse(request, "staff/publish_together.html", context)


def _parts(together: Together) -> Iterator[Part]:
    for version in together.versions:
        found = problems(version.content, together=together.pages)
        # The records are approved with it; whatever a text that cannot be shown says, is said as a problem.
        blocking = [each for each in found if each.blocks and each.rule != "not-approved"]
        said = [] if any(each.rule == "cannot-be-shown" for each in blocking) else said_by(version.content)
        yield Part(version, get_object_preview_url(version.content), [each for each in said if each], blocking)


def _words_of(record: ProposableRecord) -> list[str]:
    return [text for text in map(str, record.guide_data().values()) if text]
