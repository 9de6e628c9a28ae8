"""What has to be done when the rules for machines, or the words of the search, change."""

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from content.search.models import MachineRules, SearchWord
from content.staff import audit
from content.staff.models import Event
from ketaguide.delivery.edition import new_edition


def _after_change(sender: type[Model], instance: Model, **kwargs) -> None:
    new_edition()  # robots.txt and the page of the search are ready pages


def connect() -> None:
    """Listen to what changes, and let it be recorded. Called once, when the application starts."""
    for model in (MachineRules, SearchWord):
        audit.WATCHED[model] = Event.Kind.PUBLISHING
        post_save.connect(_after_change, sender=model, dispatch_uid=f"{model.__name__}_after_save")
        post_delete.connect(_after_change, sender=model, dispatch_uid=f"{model.__name__}_after_delete")
