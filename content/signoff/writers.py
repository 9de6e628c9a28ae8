"""Who wrote a text: what the two-person rule asks, and whoever says that a correction changes no meaning."""

from collections.abc import Collection
from typing import Any

from cms.models import PageContent
from django.db.models import Q
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.page.versions import page_versions
from content.signoff.models import Kind, Signature, Writer


def drafts_of(pages: Collection[int], user: Any) -> list[Version]:
    """The drafts of these pages that this person may be changing: those that somebody else holds are left out."""
    contents = PageContent.admin_manager.filter(page__in=pages).order_by().values("pk")
    return list(page_versions(object_id__in=contents, state=DRAFT).filter(Q(locked_by=user) | Q(locked_by=None)))


def note_writer(pages: Collection[int], user: Any) -> None:
    """Remember that this person has just changed the drafts of these pages, those that somebody else holds left out."""
    rows = [Writer(version=draft, account=user) for draft in drafts_of(pages, user)]
    Writer.objects.bulk_create(rows, ignore_conflicts=True)


def wrote(version: Version, user: Any, kind: Kind) -> bool:
    """Whether this person changed a text since somebody of this kind last signed it.

    A translator's name ends nothing for a clinician: what one vouches for, the other has not looked at.
    Of a version of which nobody knows who changed it, whoever made it counts as its writer.
    """
    content = version.content
    numbers = {
        *Signature.objects.filter(page=content.page_id, language=content.language, kind=kind).values_list(
            "version_number", flat=True
        )
    }
    texts = Version.objects.filter_by_content_grouping_values(content).filter(pk__lte=version.pk).order_by("-pk")
    since = []
    for text in texts:
        if text.number in numbers and text != version:
            break
        since.append(text)
    known = set(Writer.objects.filter(version__in=since).values_list("version_id", "account_id"))
    told = {number for number, _ in known}
    return any((text.pk, user.pk) in known or (text.pk not in told and text.created_by_id == user.pk) for text in since)
