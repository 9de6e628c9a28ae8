"""Links with which somebody without an account reads one draft: an expert outside, a patient who helps, a lawyer.

A link is a random key. The site keeps its digest, so that neither the database nor a backup opens a draft. It shows what the
draft says when it is opened, and ends by itself: at its time, with the draft (published, archived, discarded), and with the
account of whoever made it.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.signoff.models import SharedDraft
from content.signoff.signatures import named
from content.staff import audit
from content.staff.models import Event

MAY_SHARE = "signoff.add_shareddraft"
MAY_WITHDRAW = "signoff.delete_shareddraft"
#: Of random bytes: 256 bit.
KEY_BYTES = 32
#: Longer is no key of ours.
LONGEST_KEY = 64


def make_link(version: Version, user: Any, days: int, whom: str = "") -> str:
    """A new key to a draft, good for so many days. Nobody can read it again later. Raises PermissionDenied."""
    if version.state != DRAFT or not user.has_perm(MAY_SHARE):
        raise PermissionDenied(_("Only a draft is shown to somebody outside, by somebody who may do that."))
    if not 1 <= days <= SharedDraft.LONGEST_DAYS:
        raise ValueError(f"A link is good for 1 to {SharedDraft.LONGEST_DAYS} days.")
    _forget_ended()
    key = secrets.token_urlsafe(KEY_BYTES)
    until = timezone.now() + timedelta(days=days)
    SharedDraft.objects.create(version=version, digest=_digest(key), whom=whom, by=user, until=until)
    audit.record(
        Event.Kind.PUBLISHING, f"made a link to the draft of {named(version.content, version)} for {days} days", user
    )
    return key


def open_links(version: Version | None = None) -> QuerySet[SharedDraft]:
    """The links that open something now, of one version or of all, the first to end first."""
    found = SharedDraft.objects.filter(until__gt=timezone.now(), version__state=DRAFT, by__is_active=True)
    return (found.filter(version=version) if version else found).select_related("version", "by")


def withdraw(link: SharedDraft, user: Any) -> None:
    """End a link at once. Raises PermissionDenied."""
    if not user.has_perm(MAY_WITHDRAW):
        raise PermissionDenied(_("Only somebody who may make links withdraws one."))
    version = link.version
    link.delete()
    audit.record(Event.Kind.PUBLISHING, f"withdrew a link to the draft of {named(version.content, version)}", user)


def opened_by(key: str) -> Version | None:
    """The draft that a key opens now; None for every other key, whatever is wrong with it. One query."""
    if not 0 < len(key) <= LONGEST_KEY:
        return None
    link = open_links().filter(digest=_digest(key)).first()
    return link.version if link else None


def _digest(key: str) -> str:
    # Of a random key as long as the digest: nothing can be guessed, so salt and slowness would add nothing.
    return hashlib.sha256(key.encode()).hexdigest()


def _forget_ended() -> None:
    SharedDraft.objects.exclude(pk__in=open_links().values("pk")).delete()
