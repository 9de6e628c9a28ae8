"""What has to be done when the rules for machines change."""

from django.db.models import Model
from django.db.models.signals import post_save

from content.search.models import MachineRules
from content.staff import audit
from content.staff.models import Event
from ketaguide.delivery.edition import new_edition


def _after_change(sender: type[Model], instance: Model, **kwargs) -> None:
    new_edition()  # robots.txt is a ready page


def connect() -> None:
    """Listen to what changes, and let it be recorded. Called once, when the application starts."""
    audit.WATCHED[MachineRules] = Event.Kind.PUBLISHING
    post_save.connect(_after_change, sender=MachineRules, dispatch_uid="machines_after_save")
