"""What has to be done when signatures, reviewers or the rules for them change."""

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from content.signoff.models import Reviewer, Signature, SignoffRules
from content.staff import audit
from content.staff.models import Event
from ketaguide.delivery.edition import new_edition


def _after_change(sender: type[Model], instance: Model, **kwargs) -> None:
    """Readers see who signs and who signed; and what the rules say of a draft is kept until something that readers see changes."""
    if isinstance(instance, Reviewer | Signature | SignoffRules):
        new_edition()


def connect() -> None:
    """Listen to what changes, and let it be recorded. Called once, when the application starts."""
    audit.WATCHED.update({Reviewer: Event.Kind.ACCOUNT, SignoffRules: Event.Kind.PUBLISHING})
    post_save.connect(_after_change, dispatch_uid="signoff_after_save")
    post_delete.connect(_after_change, dispatch_uid="signoff_after_delete")
