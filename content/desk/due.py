"""What has to be looked at again, by date, for the start page and for mail: signed pages, findings, and sources."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.desk.form_of import form_of
from content.evidence.models import Finding, Reference
from content.records.record import may_approve
from content.signoff.handover import to_sign_again
from content.signoff.signatures import ENDS_SOON
from content.staff.accounts import SYSTEM_USERNAME
from ketaguide.words import Words


@dataclass(frozen=True)
class Due:
    """A page, a finding or a source to look at again, and by when. Without a day it is due now, and `why` says why."""

    kind: Words
    title: str
    url: str
    day: date | None
    why: str = ""

    @property
    def is_overdue(self) -> bool:
        return self.day is not None and self.day < timezone.localdate()


def due_list() -> list[Due]:
    """All that is due now or within 60 days: what has no day first, then by day. As many queries for a long list as for a short."""
    return sorted([*_pages(), *_records()], key=lambda entry: entry.day or date.min)


def _pages() -> list[Due]:
    """The published pages whose signature ends soon, or is off because readers get other words."""
    return [
        Due(_("page to sign"), entry.content.title, entry.content.get_absolute_url(), entry.day, entry.why)
        for entry in to_sign_again()
    ]


def _records() -> list[Due]:
    """Findings and sources whose date comes within 60 days or is past."""
    until = timezone.localdate() + ENDS_SOON
    found: list[Finding | Reference] = [
        *Finding.objects.filter(check_again__lte=until),
        *Reference.objects.filter(check_again__lte=until),
    ]
    return [Due(str(each._meta.verbose_name), str(each), form_of(each), each.check_again) for each in found]


@dataclass(frozen=True)
class Told:
    """How many people were written to, and whom the mail server did not take a letter for, each with what went wrong."""

    written: int
    missed: dict[str, str]


def tell_by_mail() -> Told:
    """Write to every clinician and Manager who has an address how much is due. Nobody when nothing is.

    Whoever's address is refused keeps nobody else from their letter. A server that answers no more is not asked again.
    A mail passes through many hands: it says how many and by when, and not a word of what pages say.
    """
    due = due_list()
    people = _who_decides() if due else []
    missed: dict[str, str] = {}
    gone = ""
    for person in people:
        try:
            if not gone:
                EmailMessage("To look at again in the guide", _letter(due), to=[person.email]).send()
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            missed[person.get_username()] = type(error).__name__
        except (SMTPException, OSError) as error:
            gone = type(error).__name__
        if gone:
            missed[person.get_username()] = gone
    return Told(len(people) - len(missed), missed)


def _who_decides() -> list[Any]:
    accounts = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="")
    return [each for each in accounts.exclude(username=SYSTEM_USERNAME) if may_approve(each)]


def _letter(due: list[Due]) -> str:
    counted = ", ".join(f"{kind}: {number}" for kind, number in sorted(Counter(entry.kind for entry in due).items()))
    address = f"{settings.SITE_URL}{reverse('admin:index')}"
    first = f"by {date_format(due[0].day)}" if due[0].day else "now"
    return f"To look at again: {counted}.\nThe first {first}.\n\nThe list is on your start page: {address}\n"
