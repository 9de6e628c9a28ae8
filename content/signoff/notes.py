"""What readers are told of a change: written with a draft, public when it is published, listed by date."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.models import PageContent, PageUrl
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.page.links import address
from content.signoff.models import ChangeNote

#: On the page of changes, in the feed.
MOST_LISTED = 100


@dataclass(frozen=True)
class Change:
    """A change that readers have got, of a page that they can open."""

    number: int
    title: str
    url: str
    text: str
    published: datetime


def changes(language: str, most: int = MOST_LISTED) -> list[Change]:
    """The latest changes of public pages in a language, the newest first. One query."""
    text = PageContent.objects.filter(page=OuterRef("page"), language=language).order_by()
    path = PageUrl.objects.filter(page=OuterRef("page"), language=language).order_by()
    told = ChangeNote.objects.filter(language=language, published__isnull=False)
    rows = told.annotate(title=Subquery(text.values("title")[:1]), path=Subquery(path.values("path")[:1]))
    rows = rows.filter(Exists(text), path__isnull=False)[:most]
    return [
        Change(row.pk, row.title, address(row.path, language), row.text, timezone.localtime(row.published))
        for row in rows
    ]


def note_of(version: Version) -> str:
    """What readers will be told, or were told, of this version; empty where nothing."""
    return ChangeNote.objects.filter(version=version).values_list("text", flat=True).first() or ""


def write_note(version: Version, text: str, user: Any) -> None:
    """Say what readers are told when this draft is published; nothing where it is empty. Raises PermissionDenied."""
    if version.state != DRAFT or not version.check_modify.as_bool(user):
        raise PermissionDenied(_("Only a draft gets a note, from somebody who may change it."))
    content = version.content
    if text:
        said = {"text": text, "page": content.page, "language": content.language}
        ChangeNote.objects.update_or_create(version=version, defaults=said)
    else:
        ChangeNote.objects.filter(version=version).delete()


def tell(version: Version) -> None:
    """From now on readers are told of this version, which is being published."""
    ChangeNote.objects.filter(version=version, published=None).update(published=timezone.now())
