"""What staff say to each other about the blocks of a draft. It belongs to the version and to nothing that readers get.

A comment names its block by number. So a block that is moved keeps it, a copy of the block or of the page has none, and when the
block is removed the comment stays, with the words that the block began with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms.models import PageContent
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.page.component_plugin import block_label
from content.page.fetch import components_of
from content.signoff.models import Comment
from content.signoff.signatures import named
from content.staff import audit
from content.staff.models import Event

MAY_COMMENT = "signoff.add_comment"
MAY_SETTLE = "signoff.change_comment"


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, in order, and whether its block is still in the text."""

    comment: Comment
    answers: list[Comment]
    is_here: bool

    @property
    def about(self) -> str:
        """The kind of the block, in the active language, and what it began with when this was written."""
        kind, between, words = self.comment.about.partition(": ")
        return f"{gettext(kind)}{between}{words}"


def blocks_of(content: PageContent) -> dict[int, str]:
    """The blocks of a text in order, by number, each with its kind and the words that it begins with."""
    return {
        component.pk: block_label(component.plugin_type, getattr(component, "body", ""))
        for component in components_of(content)
        if component.parent_id is None
    }


def threads(version: Version) -> list[Thread]:
    """All comments of a version: open ones first, then those that were settled, each in the order in which they came."""
    rows = list(Comment.objects.filter(version=version).select_related("by", "settled_by"))
    here = blocks_of(version.content)
    found = [
        Thread(row, [each for each in rows if each.to_id == row.pk], row.block in here)
        for row in rows
        if row.to_id is None
    ]
    return sorted(found, key=lambda thread: thread.comment.settled is not None)


def open_comments(versions: Iterable[Version]) -> dict[int, int]:
    """How many comments are open, by the id of the version; none is left out. One query."""
    rows = Comment.objects.filter(version__in=[version.pk for version in versions], to=None, settled=None)
    return dict(rows.order_by().values_list("version").annotate(number=Count("pk")))


def write(version: Version, user: Any, block: int, text: str) -> Comment:
    """Say something about a block of a draft. Raises PermissionDenied, and LookupError where the text has no such block."""
    _require(version, user, MAY_COMMENT)
    about = blocks_of(version.content)[block][: Comment.LONGEST_ABOUT]
    return _add(version, user, "commented on", block=block, about=about, text=text)


def answer(comment: Comment, user: Any, text: str) -> Comment:
    """Answer a comment. Raises PermissionDenied."""
    _require(comment.version, user, MAY_COMMENT)
    said = {"block": comment.block, "about": comment.about, "to": comment}
    return _add(comment.version, user, "answered a comment on", text=text, **said)


@transaction.atomic
def settle(comment: Comment, user: Any, is_settled: bool = True) -> None:
    """Say that nothing is left to do about a comment, or that something is after all. Raises PermissionDenied."""
    _require(comment.version, user, MAY_SETTLE)
    comment.settled, comment.settled_by = (timezone.now(), user) if is_settled else (None, None)
    comment.save(update_fields=["settled", "settled_by"])
    _tell("settled a comment on" if is_settled else "opened a comment again on", comment.version, user)


@transaction.atomic
def _add(version: Version, user: Any, done: str, **said: Any) -> Comment:
    comment = Comment.objects.create(version=version, by=user, **said)
    _tell(done, version, user)
    return comment


def _tell(done: str, version: Version, user: Any) -> None:
    audit.record(Event.Kind.PUBLISHING, f"{done} {named(version.content, version)}", user)


def _require(version: Version, user: Any, right: str) -> None:
    if version.state != DRAFT or not user.has_perm(right):
        raise PermissionDenied(_("Only drafts are commented on, by those who write them or decide about them."))
