"""Signatures: who may give one, for how long it is good, and which one stands under the words of a page now."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cms.models import PageContent
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version

from content.evidence.models import Finding
from content.page.details import PageDetails
from content.page.fetch import components_of, records_in
from content.signoff.models import Kind, Reviewer, Signature, SignoffRules
from content.signoff.records_then import remember_as_signed
from content.signoff.words import words_of
from content.signoff.writers import wrote
from content.staff import audit
from content.staff.languages import why_not_write
from content.staff.models import Event
from ketaguide.words import Words

#: How long after its date a page still says who checked it.
GRACE = timedelta(days=30)
#: Before its end a signature is on the list of those to give again.
ENDS_SOON = timedelta(days=60)
MAY_PUBLISH = "cms.publish_page"
#: What stays under a text as it was when it was signed.
COPIED = ("kind", "name", "letters", "license_number", "license_state")
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
    def confirmed_on(self) -> date | None:
        """The day on which somebody looked at a corrected typing error."""
        return timezone.localtime(self.signature.confirmed).date() if self.signature.confirmed else None

    @property
    def is_overdue(self) -> bool:
        return timezone.localdate() > self.signature.good_until + GRACE


def named(content: PageContent, version: Version) -> str:
    """A text as the list of events names it."""
    return f"{content} (version {version.number})"


def checked(content: PageContent, words: str) -> Checked | None:
    """Who put their name to these words of this page, the latest; None where nobody did. One query."""
    signature = signatures_under(content, words, Kind.CLINICIAN).first()
    return Checked(signature) if signature else None


def signatures_under(content: PageContent, words: str, kind: Kind) -> QuerySet[Signature]:
    """The signatures of one kind under these words of this page, the latest first."""
    return Signature.objects.filter(
        page=content.page_id, language=content.language, words=words, kind=kind, withdrawn=None
    )


def is_signed(content: PageContent, words: str) -> bool:
    """Whether these words are signed, and need not be looked at again yet."""
    found = checked(content, words)
    return found is not None and timezone.localdate() <= found.signature.good_until


def reviewer_of(user: Any) -> Reviewer | None:
    """As whom somebody may sign; None for whoever may not: it takes a reviewer's record, and of a clinician the right to
    publish. A translator signs what others publish.
    """
    if not user.is_active or not user.has_perm("cms.change_page"):
        return None
    reviewer = Reviewer.objects.filter(account=user, is_here=True).first()
    may_sign = reviewer is not None and (reviewer.kind == Kind.TRANSLATOR or user.has_perm(MAY_PUBLISH))
    return reviewer if may_sign else None


def reviewers() -> list[Reviewer]:
    """Every clinician who may sign now."""
    found = Reviewer.objects.filter(kind=Kind.CLINICIAN, is_here=True, account__is_active=True).select_related(
        "account"
    )
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


def why_not(content: PageContent, reviewer: Reviewer) -> Words:
    """Why this person cannot sign this text today, as a sentence that says what to do; empty where they can."""
    if reviewer.kind == Kind.TRANSLATOR:
        if content.language == settings.LANGUAGE_CODE:
            return _("A translator signs translations; this is the original.")
        return why_not_write(reviewer.account, content.language)
    due = next((finding for finding in findings_of(content) if finding.check_again <= timezone.localdate()), None)
    if due is None:
        return ""
    day = date_format(due.check_again)
    return format_lazy(
        _("The finding “{due}” was to be looked at by {day}. Look at it, and give it a new date, before you sign."),
        due=due,
        day=day,
    )


def why_not_by(version: Version, user: Any, kind: Kind) -> Words:
    """Why this person leaves this text to somebody else to sign; empty where they need not."""
    if SignoffRules.current().two_people and wrote(version, user, kind):
        return _(
            "You wrote part of this text, and your clinic asks that nobody signs their own words. Send it to somebody else."
        )
    return ""


def sign(content: PageContent, user: Any) -> Signature:
    """Put the name of this person under the words of a text, as it is now. Raises PermissionDenied where they may not.

    Whoever calls this makes sure that the person has read these words.
    """
    reviewer = reviewer_of(user)
    if reviewer is None:
        raise PermissionDenied(_("Only a reviewer who may publish signs. A Manager adds reviewers under “Sign-off”."))
    version = content.versions.get()
    if reason := why_not(content, reviewer) or why_not_by(version, user, Kind(reviewer.kind)):
        raise PermissionDenied(reason)
    signature = Signature.objects.create(
        page=content.page,
        language=content.language,
        words=words_of(content),
        version_number=version.number,
        reviewer=reviewer,
        good_until=good_until(findings_of(content)),
        **{name: getattr(reviewer, name) for name in COPIED},
    )
    if reviewer.kind == Kind.CLINICIAN:
        remember_as_signed(version)
    audit.record(Event.Kind.PUBLISHING, f"signed {named(content, version)} as {reviewer}", user)
    return signature


def withdraw(signature: Signature, user: Any) -> None:
    """Take one's own signature off, also from corrections over which it was carried.

    Raises PermissionDenied for that of somebody else, unless a Manager takes it.
    """
    own = signature.reviewer is not None and signature.reviewer.account_id == user.pk
    if not own and not user.has_perm("signoff.change_reviewer"):
        raise PermissionDenied(_("Only who signed, or a Manager, takes a signature off."))
    for each in (signature, *signature.carried.filter(withdrawn=None)):
        each.withdrawn = timezone.now()
        each.save(update_fields=["withdrawn"])
    audit.record(Event.Kind.PUBLISHING, f"took the signature of {signature.signed_name} off {signature.page}", user)


def is_needed(content: PageContent) -> bool:
    """Whether the clinic publishes this page only when it is signed."""
    details = PageDetails.objects.filter(extended_object=content).first()
    return SignoffRules.current().needs_signature(details.section if details else "")
