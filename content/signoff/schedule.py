"""Texts that are published, or taken down, by themselves at a set time; `manage.py publish_due` does what is due.

Nothing is decided when it is planned but what was read: rules, signatures and the right of whoever planned it are asked again
at that moment. A time is one of the clock on the clinic's wall.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from content.profile import HELP
from content.publishing.fingerprint import fingerprint
from content.publishing.locks import lock_texts
from content.publishing.rules import problems, refuse, unpublish_problems
from content.signoff.handover import require_read
from content.signoff.models import Schedule
from content.signoff.signatures import MAY_PUBLISH, named
from content.staff import audit
from content.staff.models import Event
from content.staff.screens import language_of

LONGEST_PLAN = timedelta(days=366)
WRONG_TIME = _("Choose a time from now on, within a year.")
#: What may still be done between planning and the time itself; any other problem would take another text.
MAY_COME_LATER = {"not-signed", "not-approved"}
#: The state of a version for which each action is meant.
MEANT_FOR = {Schedule.Action.PUBLISH: DRAFT, Schedule.Action.TAKE_DOWN: PUBLISHED}
#: What was done, for the list of events.
DONE = {Schedule.Action.PUBLISH: "published", Schedule.Action.TAKE_DOWN: "took down"}
ALWAYS_THERE = _("Readers in distress need this page at every moment: publish it yourself, and look at it afterwards.")


def moment(day: date, wall_clock: time) -> datetime:
    """The moment at which the clinic's clock says this. Where clocks go back and say it twice, the first time; where they
    go forward and never say it, as long after midnight as on any other day: half past two is then half past three.
    """
    return datetime.combine(day, wall_clock, tzinfo=timezone.get_current_timezone()).astimezone(UTC)


def in_words(when: datetime) -> str:
    """A moment as the clinic's clock has it: “November 26, 2026, 9:05 a.m. PST”."""
    here = timezone.localtime(when)
    return f"{date_format(here)}, {date_format(here, 'g:i a')} {here.tzname()}"


@transaction.atomic
def plan(version: Version, action: str, when: datetime, user: Any, read: str) -> Schedule:
    """Let a text that was read be published, or taken down, at a time; instead of what was planned for it before.

    Raises ValidationError for a time that cannot be, PermissionDenied, ConditionFailed where it could not be done whatever
    happens until then, and ChangedMeanwhileError.
    """
    lock_texts(version.content.page_id)
    version = Version.objects.get(pk=version.pk)
    if not user.has_perm(MAY_PUBLISH) or version.state != MEANT_FOR[Schedule.Action(action)]:
        raise PermissionDenied(
            _("A draft is planned to be published, a public text to be taken down, by who may publish.")
        )
    if not timezone.now() < when < timezone.now() + LONGEST_PLAN:
        raise ValidationError(WRONG_TIME)
    require_read(version, read)
    _refuse_hopeless(version, action)
    said = {"action": action, "when": when, "by": user, "fingerprint": read, "failed": ""}
    planned, _made = Schedule.objects.update_or_create(version=version, defaults=said)
    audit.record(Event.Kind.PUBLISHING, f"planned to {_named(planned)} on {in_words(when)}", user)
    return planned


def may_be_planned(version: Version) -> bool:
    """Whether a text is of a page that anything may happen to by itself."""
    content = version.content
    return content.page.reverse_id != HELP and (version.state == DRAFT or not unpublish_problems(content))


def _refuse_hopeless(version: Version, action: str) -> None:
    if version.content.page.reverse_id == HELP:
        raise ConditionFailed(ALWAYS_THERE)
    if action == Schedule.Action.TAKE_DOWN:
        refuse(unpublish_problems(version.content))
    else:
        refuse([each for each in problems(version.content) if each.blocks and each.rule not in MAY_COME_LATER])


@transaction.atomic
def cancel(version: Version, user: Any) -> None:
    """Do nothing by itself any more with a text. Raises PermissionDenied."""
    lock_texts(version.content.page_id)
    planned = Schedule.objects.filter(version=version).first()
    if planned is None or not (user.has_perm(MAY_PUBLISH) or version.created_by_id == user.pk):
        raise PermissionDenied(_("Only what is planned is cancelled, by who may publish."))
    audit.record(Event.Kind.PUBLISHING, f"cancelled the plan to {_named(planned)}", user)
    planned.delete()


def publish_due() -> list[str]:
    """Do what is due, each in a transaction of its own; what was done, or not, as phrases. Of several at once one does it."""
    due = (
        Schedule.objects.filter(when__lte=timezone.now(), failed="").order_by("when", "pk").values_list("pk", flat=True)
    )
    return [said for number in list(due) if (said := _do(number))]


@transaction.atomic
def _do(number: int) -> str:
    planned = Schedule.objects.filter(pk=number).select_related("version").first()
    if planned is None:
        return ""
    lock_texts(planned.version.content.page_id)
    # Whoever came first has done it while this one waited.
    planned = Schedule.objects.filter(pk=number, failed="", when__lte=timezone.now()).select_related("by").first()
    if planned is None:
        return ""
    version = Version.objects.get(pk=planned.version_id)
    if version.state != MEANT_FOR[Schedule.Action(planned.action)]:
        planned.delete()  # somebody has done it by hand, or discarded the draft
        return ""
    what = _named(planned)
    try:
        with transaction.atomic():
            _act(planned, version)
    except (ConditionFailed, PermissionDenied, IntegrityError) as error:
        why = _("Another page has its address.") if isinstance(error, IntegrityError) else error
        with override(language_of(planned.by)):
            planned.failed = str(why)
        planned.save(update_fields=["failed"])
        said = f"could not {what} as planned: {why}"
    else:
        said = f"{DONE[Schedule.Action(planned.action)]} {named(version.content, version)} as planned"
    audit.record(Event.Kind.PUBLISHING, said, planned.by)
    return said


def _act(planned: Schedule, version: Version) -> None:
    person = planned.by
    if person is None or not person.is_active or not person.has_perm(MAY_PUBLISH):
        raise PermissionDenied(_("Whoever planned it may not publish any more."))
    if fingerprint(version.content) != planned.fingerprint:
        raise ConditionFailed(_("The text was changed after this was planned. Read it, and plan it again."))
    if planned.action == Schedule.Action.PUBLISH:
        version.check_publish(person)
        version.publish(person)
    else:
        version.check_unpublish(person)
        version.unpublish(person)
    Schedule.objects.filter(pk=planned.pk).delete()


def not_done(user: Any) -> list[Schedule]:
    """What could not be done when it was due, for whoever wrote or planned it."""
    found = Schedule.objects.exclude(failed="").filter(
        Q(by=user) | Q(version__created_by=user) | Q(version__locked_by=user)
    )
    found = found.select_related("version").distinct()
    return [each for each in found if each.version.state == MEANT_FOR[Schedule.Action(each.action)]]


def _named(planned: Schedule) -> str:
    return f"{planned.get_action_display().lower()} {named(planned.version.content, planned.version)}"
