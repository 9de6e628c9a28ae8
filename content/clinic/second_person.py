"""Facts that keep patients safe: what one person changes is in force when a second one confirms it, and what it was comes back."""

from datetime import datetime, timedelta
from typing import Any

from cms.utils.permissions import get_current_user
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.signals import pre_save
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.clinic.models import ClinicFact, FactChange
from content.records.record import may_approve
from content.richtext.reading import one_line
from content.staff import audit
from content.staff.models import Event

#: On a fact that is being saved because two people want it.
AGREED = "_agreed"
#: Whoever is alone looks again after so long, with fresh eyes. Not where readers have an example, on which nobody relies.
ALONE_WAIT = timedelta(hours=1)


def waiting(fact: ClinicFact) -> FactChange | None:
    """What somebody wants a fact to say, and nobody has confirmed yet."""
    return FactChange.objects.filter(fact=fact, decided=None).select_related("by").first()


def replaced(fact: ClinicFact) -> FactChange | None:
    """The change that made a fact say what it says now; None where that is what it came with, or was changed since."""
    last = FactChange.objects.filter(fact=fact, in_force=True).first()
    return last if last and last.value == fact.value and last.before else None


@transaction.atomic
def propose(fact: ClinicFact, value: str, user: Any, example: bool = True) -> FactChange:
    """Want a fact to say something else; instead of what was wanted and not confirmed before."""
    fact = ClinicFact.objects.select_for_update().get(pk=fact.pk)
    FactChange.objects.filter(fact=fact, decided=None).delete()
    change = FactChange.objects.create(fact=fact, value=value, before=fact.value, by=user, example=example)
    audit.record(Event.Kind.RECORD, f"wants {change}", user)
    return change


def may_confirm(change: FactChange, user: Any) -> bool:
    """Whether somebody is a second person for this change, with the right to decide what readers see."""
    return change.by_id != user.pk and user.has_perm("clinic.change_clinicfact") and may_approve(user)


@transaction.atomic
def confirm(number: int, user: Any) -> ClinicFact:
    """Put a change in force. Raises PermissionDenied for who wanted it, and where it was decided meanwhile."""
    change = FactChange.objects.select_for_update().filter(pk=number, decided=None).first()
    if change is None or not may_confirm(change, user):
        raise PermissionDenied(_("This takes a second person, and was not decided yet."))
    return _put_in_force(change, user, "confirmed")


def alone_from(change: FactChange, user: Any) -> datetime | None:
    """From when on somebody may confirm their own change, because nobody else here could; None for whoever is not alone."""
    decides = user.has_perm("clinic.change_clinicfact") and may_approve(user)
    if change.by_id != user.pk or not decides or somebody_else(user):
        return None
    return change.when if change.fact.example else change.when + ALONE_WAIT


@transaction.atomic
def confirm_alone(number: int, user: Any, again: str) -> ClinicFact:
    """Put one's own change in force by typing it once more. Raises PermissionDenied for whoever is not alone, or too early, and
    ValidationError where it is not what was typed before.
    """
    change = FactChange.objects.select_for_update().select_related("fact").filter(pk=number, decided=None).first()
    since = alone_from(change, user) if change else None
    if change is None or since is None or since > timezone.now():
        raise PermissionDenied(_("This takes a second person, or more time."))
    if one_line(again) != one_line(change.value):
        raise ValidationError(
            format_lazy(
                _("Now you typed “{again}”, and before “{value}”. Nothing was changed for readers."),
                again=again,
                value=change.value,
            )
        )
    return _put_in_force(change, user, "confirmed alone, by typing it again,")


def _put_in_force(change: FactChange, user: Any, done: str) -> ClinicFact:
    change.decided, change.decided_by, change.in_force = timezone.now(), user, True
    change.save()
    audit.record(Event.Kind.RECORD, f"{done} {change}", user)
    return _set(change.fact, change.value, change.example)


@transaction.atomic
def drop(number: int, user: Any) -> ClinicFact:
    """Leave a fact as it is. Whoever wanted the change may, and whoever may confirm it. Raises PermissionDenied."""
    change = FactChange.objects.select_for_update().filter(pk=number, decided=None).first()
    if change is None or not (change.by_id == user.pk or may_confirm(change, user)):
        raise PermissionDenied(_("This was decided meanwhile, or is not for you to decide."))
    change.decided, change.decided_by = timezone.now(), user
    change.save()
    audit.record(Event.Kind.RECORD, f"left as it was: {change}", user)
    return change.fact


@transaction.atomic
def restore(fact: ClinicFact, user: Any) -> ClinicFact:
    """Let a fact say again what it said before: two people, or the guide itself, stood behind that. Raises PermissionDenied."""
    fact = ClinicFact.objects.select_for_update().get(pk=fact.pk)
    last = replaced(fact)
    if last is None or not (user.has_perm("clinic.change_clinicfact") and may_approve(user)):
        raise PermissionDenied(_("There is nothing to restore, or it is not for you to decide."))
    FactChange.objects.filter(fact=fact, decided=None).delete()
    decided = {"by": user, "example": fact.example, "decided_by": user, "decided": timezone.now(), "in_force": True}
    FactChange.objects.create(fact=fact, value=last.before, before=fact.value, **decided)
    return _set(fact, last.before, fact.example)


def somebody_else(user: Any) -> bool:
    """Whether there is a second person who could confirm."""
    others = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(pk=user.pk)
    return any(other.has_perm("clinic.change_clinicfact") and may_approve(other) for other in others)


def _set(fact: ClinicFact, value: str, example: bool) -> ClinicFact:
    fact.value, fact.example = value, example
    setattr(fact, AGREED, True)
    fact.full_clean()
    fact.save()
    return fact


def _before_save(sender: type[ClinicFact], instance: ClinicFact, raw: bool = False, **kwargs) -> None:
    """By whatever way somebody who is logged in saves: no fact of these says something else because of one person."""
    user = get_current_user()
    if raw or user is None or not user.is_authenticated or instance.key not in ClinicFact.SAFETY:
        return
    saved = ClinicFact.objects.filter(pk=instance.pk).values_list("value", flat=True).first() or ""
    if saved != instance.value and not instance.__dict__.pop(AGREED, False):
        raise PermissionDenied(_("This fact keeps patients safe: a second person has to confirm what it says."))


def connect() -> None:
    """Put the rule in place. Called once, when the application starts."""
    pre_save.connect(_before_save, sender=ClinicFact, dispatch_uid="clinic_second_person")
