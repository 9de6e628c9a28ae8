"""Pauses after wrong attempts to log in: short, growing, and never for long for the person whose account it is.

Three counters see every attempt: the account from this network, the account from anywhere, and the network. The second
does not stop a network from which the account was used lately, so strangers elsewhere cannot lock a person out. The
counters are rows of the database, which all workers share; their keys are digests, because what is typed as a name may
be a password.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from content.staff.models import LoginAttempts

#: Wrong attempts before the first pause: for the account from one network, from anywhere, and for a network.
FREE_HERE, FREE_ANYWHERE, FREE_NETWORK = 5, 20, 30
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
#: After so long without an attempt a counter starts again.
FORGET = timedelta(days=1)
#: For so long the site remembers that an account was used from a network.
KNOWN = timedelta(days=90)


class Paused(Exception):  # noqa: N818 (it is no error of the program)
    """The attempt was not looked at. `wait` says how long to wait, and its text says so to the person."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = -(-wait // timedelta(minutes=1))
        super().__init__(
            format_lazy(
                ngettext_lazy(
                    "Too many wrong attempts. Wait {minutes} minute, then try again. Nothing is lost, and your account is not locked.",
                    "Too many wrong attempts. Wait {minutes} minutes, then try again. Nothing is lost, and your account is not locked.",
                    minutes,
                ),
                minutes=minutes,
            )
        )


@dataclass
class Attempt:
    """An attempt that was counted as wrong before it was looked at, so that many at once cannot outrun the count."""

    here: str
    counted: dict[str, datetime]

    def undo(self) -> None:
        """It was right so far, and the person has to do more: the count is as before."""
        for key, latest in self.counted.items():
            LoginAttempts.objects.filter(key=key, wrong__gt=0).update(wrong=F("wrong") - 1, latest=latest)

    def succeed(self) -> None:
        """The person is in: their count from this network starts again."""
        self.undo()
        now = timezone.now()
        LoginAttempts.objects.filter(key=self.here).update(wrong=0, latest=now, succeeded=now)


def begin(name: str, network: str) -> Attempt:
    """Count an attempt to log in as `name` from `network`. Raises Paused when it has to wait."""
    name = unicodedata.normalize("NFKC", name).casefold()
    here, anywhere, everybody = _key("here", name, network), _key("anywhere", name), _key("network", network)
    now = timezone.now()
    # The clock was ahead: a pause begins now. Kept also when the attempt has to wait, or the pause would never get shorter.
    LoginAttempts.objects.filter(key__in=(here, anywhere, everybody), latest__gt=now).update(latest=now)
    return _begin(here, anywhere, everybody, now)


@transaction.atomic
def _begin(here: str, anywhere: str, everybody: str, now: datetime) -> Attempt:
    free = {here: FREE_HERE, anywhere: FREE_ANYWHERE, everybody: FREE_NETWORK}
    LoginAttempts.objects.bulk_create([LoginAttempts(key=key, latest=now) for key in free], ignore_conflicts=True)
    # In one order, so that two attempts at once wait for each other instead of each holding what the other needs.
    rows = {row.key: row for row in LoginAttempts.objects.select_for_update().filter(key__in=free).order_by("key")}
    succeeded = rows[here].succeeded
    known = succeeded is not None and now - succeeded < KNOWN
    for row in rows.values():
        if now - row.latest > FORGET:
            row.wrong = 0
    waits = [
        pause(row.wrong, free[row.key]) - max(now - row.latest, timedelta(0))
        for row in rows.values()
        if not (known and row.key == anywhere)
    ]
    if max(waits) > timedelta(0):
        raise Paused(max(waits))
    counted = {row.key: row.latest for row in rows.values()}
    for row in rows.values():
        row.wrong, row.latest = row.wrong + 1, now
    LoginAttempts.objects.bulk_update(rows.values(), ["wrong", "latest"])
    return Attempt(here, counted)


def pause(wrong: int, free: int) -> timedelta:
    """How long to wait after so many wrong attempts: nothing, then a minute, twice as long each time, 15 minutes."""
    if wrong < free:
        return timedelta(0)
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(wrong - free, 10))


def forget_old() -> None:
    """Drop what no longer matters."""
    now = timezone.now()
    LoginAttempts.objects.filter(latest__lt=now - FORGET, succeeded=None).delete()
    LoginAttempts.objects.filter(latest__lt=now - KNOWN).delete()


def _key(*parts: str) -> str:
    return salted_hmac("content.staff.attempts", "\0".join(parts), algorithm="sha256").hexdigest()
