"""Signatures: who may give one, for how long it is good, and which one stands under the words of a page now."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cms.models import PageContent
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format

from content.evidence.models import Finding
from content.page.details import PageDetails
from content.page.fetch import components_of, records_in
from content.signoff.models import Reviewer, Signature, SignoffRules
from content.signoff.words import words_of
from content.staff import audit
from content.staff.models import Event

#: How long after its date a page still says who checked it.
GRACE = timedelta(days=30)
#: Before its end a signature is on the list of those to give again.
ENDS_SOON = timedelta(days=60)
MAY_PUBLISH = "cms.publish_page"
#: Where a rendering keeps the `Checked` that the panel under its page shows.
UNDER_THE_PAGE = "checked"


@dataclass(frozen=True)
class Checked:
    """Who checked the words that are shown; `is_overdue` where the date of the next check is long past."""

    signature: Signature

    @property
    def signed_on(self) -> date:
        return timezone.localtime(self.signature.signed).date()

    @property
    def is_overdue(self) -> bool:
        return timezone.localdate() > self.signature.good_until + GRACE


def checked(content: PageContent, words: str) -> Checked | None:
    """Who put their name to these words of this page, the latest; None where nobody did. One query."""
    found = Signature.objects.filter(page=content.page_id, language=content.language, words=words, withdrawn=None)
    signature = found.first()
    return Checked(signature) if signature else None


def is_signed(content: PageContent, words: str) -> bool:
    """Whether these words are signed, and need not be looked at again yet."""
    found = checked(content, words)
    return found is not None and timezone.localdate() <= found.signature.good_until


def reviewer_of(user: Any) -> Reviewer | None:
    """As whom somebody may sign; None for whoever may not: it takes the right to publish and a reviewer's record."""
    if not user.is_active or not user.has_perm(MAY_PUBLISH):
        return None
    return Reviewer.objects.filter(account=user, is_here=True).first()


def reviewers() -> list[Reviewer]:
    """Everybody who may sign now."""
    found = Reviewer.objects.filter(is_here=True, account__is_active=True).select_related("account")
    return [reviewer for reviewer in found if reviewer.account and reviewer.account.has_perm(MAY_PUBLISH)]


def findings_of(content: PageContent) -> list[Finding]:
    """The findings that a text shows, those to look at first coming first."""
    found = [record for record in records_in(components_of(content)) if isinstance(record, Finding)]
    return sorted(found, key=lambda finding: finding.check_again)


def good_until(findings: Collection[Finding]) -> date:
    """Until when a signature of today is good, under words that show these findings."""
    return min([months_later(timezone.localdate(), SignoffRules.current().months)] + [f.check_again for f in findings])


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def why_not(content: PageContent) -> str:
    """Why this text cannot be signed today, as a sentence that says what to do; empty where it can."""
    due = next((finding for finding in findings_of(content) if finding.check_again <= timezone.localdate()), None)
    if due is None:
        return ""
    day = date_format(due.check_again)
    return f"The finding “{due}” was to be looked at by {day}. Look at it, and give it a new date, before you sign."


def sign(content: PageContent, user: Any) -> Signature:
    """Put the name of this person under the words of a text, as it is now. Raises PermissionDenied where they may not.

    Whoever calls this makes sure that the person has read these words.
    """
    reviewer = reviewer_of(user)
    if reviewer is None:
        raise PermissionDenied("Only a reviewer who may publish signs. A Manager adds reviewers under “Sign-off”.")
    if reason := why_not(content):
        raise PermissionDenied(reason)
    version = content.versions.get()
    signature = Signature.objects.create(
        page=content.page,
        language=content.language,
        words=words_of(content),
        version_number=version.number,
        reviewer=reviewer,
        good_until=good_until(findings_of(content)),
        **{name: getattr(reviewer, name) for name in ("name", "letters", "license_number", "license_state")},
    )
    audit.record(Event.Kind.PUBLISHING, f"signed {content} (version {version.number}) as {reviewer}", user)
    return signature


def withdraw(signature: Signature, user: Any) -> None:
    """Take one's own signature off. Raises PermissionDenied for that of somebody else, unless a Manager takes it."""
    own = signature.reviewer is not None and signature.reviewer.account_id == user.pk
    if not own and not user.has_perm("signoff.change_reviewer"):
        raise PermissionDenied("Only who signed, or a Manager, takes a signature off.")
    signature.withdrawn = timezone.now()
    signature.save(update_fields=["withdrawn"])
    audit.record(Event.Kind.PUBLISHING, f"took the signature of {signature.signed_name} off {signature.page}", user)


def is_needed(content: PageContent) -> bool:
    """Whether the clinic publishes this page only when it is signed."""
    details = PageDetails.objects.filter(extended_object=content).first()
    return SignoffRules.current().needs_signature(details.section if details else "")
