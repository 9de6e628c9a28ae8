"""Who did what, and when: one list for Managers, written here and nowhere else.

Changes are recorded when a person makes them, by whatever way. What commands load or publish is not: it is in the guide
files. Accounts are the exception; those made on the server are recorded, too.
"""

from datetime import timedelta
from typing import Any

from cms.models import Page
from cms.operations import MOVE_PAGE
from cms.signals import post_obj_operation
from cms.utils.permissions import get_current_user
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.redirects.models import Redirect
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.http import HttpRequest
from django.utils import timezone
from djangocms_versioning.constants import (
    ARCHIVED,
    DRAFT,
    OPERATION_ARCHIVE,
    OPERATION_DRAFT,
    OPERATION_PUBLISH,
    OPERATION_UNPUBLISH,
    UNPUBLISHED,
)
from djangocms_versioning.models import StateTracking, Version
from djangocms_versioning.signals import post_version_operation
from filer.models import File, Folder

from content.records.record import Record
from content.staff.accounts import SYSTEM_USERNAME
from content.staff.login.attempts import forget_old
from content.staff.models import Event, LoginRules
from ketaguide.delivery.network import network_of

User = get_user_model()
#: Events are dropped after two years, when somebody logs in.
KEEP = timedelta(days=2 * 365)
ON_THE_SERVER = "by a command on the server"
WATCHED: dict[type[Model], Event.Kind] = {
    Record: Event.Kind.RECORD,
    Redirect: Event.Kind.PUBLISHING,
    User: Event.Kind.ACCOUNT,
    Group: Event.Kind.ACCOUNT,
    LoginRules: Event.Kind.ACCOUNT,
    File: Event.Kind.FILE,
    Folder: Event.Kind.FILE,
}
ALSO_ON_THE_SERVER = (User, LoginRules)
#: Columns that change by themselves, or that say nothing to people.
UNWATCHED_COLUMNS = {"last_login", "loaded", "modified_at", "sha1", "_file_size", "_height", "_width", "uploaded_at"}
LONGEST_VALUE = 120


def record(kind: Event.Kind, what: str, person: Any = None, request: HttpRequest | None = None) -> None:
    """Write that `person` (default: who is logged in; nobody: a command on the server) did `what`, a phrase."""
    person = person or _person()
    Event.objects.create(
        kind=kind,
        person=person,
        name=person.get_username() if person else ON_THE_SERVER,
        what=what,
        network=network_of(request),
    )


def connect() -> None:
    """Listen to what is recorded. Called once, when the application starts."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit_logged_in")
    user_logged_out.connect(_logged_out, dispatch_uid="audit_logged_out")
    user_login_failed.connect(_login_failed, dispatch_uid="audit_login_failed")
    post_version_operation.connect(_after_version_operation, dispatch_uid="audit_version")
    post_obj_operation.connect(_after_page_operation, dispatch_uid="audit_page_operation")
    pre_delete.connect(_before_page_delete, sender=Page, dispatch_uid="audit_page_delete")
    pre_delete.connect(_before_version_delete, dispatch_uid="audit_version_delete")
    pre_save.connect(_before_version_save, dispatch_uid="audit_version_save")
    pre_save.connect(_before_save, dispatch_uid="audit_before_save")
    post_save.connect(_after_save, dispatch_uid="audit_after_save")
    post_delete.connect(_after_delete, dispatch_uid="audit_after_delete")
    m2m_changed.connect(_roles_changed, sender=User.groups.through, dispatch_uid="audit_roles")
    for through in (User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(_permissions_changed, sender=through, dispatch_uid=f"audit_{through.__name__}")


# --- Logging in ------------------------------------------------------------------------------------------------------


def _logged_in(sender, request: HttpRequest, user: Any, **kwargs) -> None:
    forget_old()
    Event.objects.filter(when__lt=timezone.now() - KEEP).delete()
    device = getattr(user, "otp_device", None)
    record(Event.Kind.LOG_IN, f"logged in, second step: {device.name}" if device else "logged in", user, request)


def _logged_out(sender, request: HttpRequest, user: Any, **kwargs) -> None:
    if user is not None:
        record(Event.Kind.LOG_OUT, "logged out", user, request)


def _login_failed(sender, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs) -> None:
    """A name that no account has is not kept: people type passwords into the wrong field."""
    user = User.objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    failed_log_in("wrong password" if user else "no such account", user, request)


def failed_log_in(why: str, user: Any, request: HttpRequest | None) -> None:
    """Record that somebody could not log in, as `user` when there is such an account."""
    Event.objects.create(
        kind=Event.Kind.LOG_IN_FAILED,
        person=user,
        name=user.get_username() if user else "unknown",
        what=f"could not log in: {why}",
        network=network_of(request),
    )


# --- Pages -----------------------------------------------------------------------------------------------------------


def _after_version_operation(sender, operation: str, obj: Version, to_be_published=None, **kwargs) -> None:
    if operation == OPERATION_DRAFT and obj.source and obj.source.state in {ARCHIVED, UNPUBLISHED}:
        record(Event.Kind.PUBLISHING, f"went back to {obj.content} (version {obj.source.number})", obj.created_by)
    done = {OPERATION_PUBLISH: "published", OPERATION_UNPUBLISH: "took down", OPERATION_ARCHIVE: "archived"}.get(
        operation
    )
    if done is None or to_be_published is not None:  # an older text, which makes room for a newer one
        return
    step = StateTracking.objects.filter(version=obj).order_by("-date", "-pk").select_related("user").first()
    if step is not None and step.user.get_username() != SYSTEM_USERNAME:
        record(Event.Kind.PUBLISHING, f"{done} {obj.content} (version {obj.number})", step.user)


def _after_page_operation(sender, operation: str, obj: Page, **kwargs) -> None:
    if operation == MOVE_PAGE:
        record(Event.Kind.PUBLISHING, f"moved the page {obj} in the tree")


def _before_version_delete(sender, instance: Model, **kwargs) -> None:
    if isinstance(instance, Version) and _person() and instance.state == DRAFT and instance.content:
        record(Event.Kind.PUBLISHING, f"discarded the draft of {instance.content} (version {instance.number})")


def _before_version_save(sender, instance: Model, raw: bool = False, **kwargs) -> None:
    if not isinstance(instance, Version) or raw or not _person() or not instance.pk:
        return
    if instance.state == DRAFT and instance.locked_by_id is None:
        held = Version.objects.filter(pk=instance.pk).exclude(locked_by=None).select_related("locked_by").first()
        if held and held.locked_by:
            record(Event.Kind.PUBLISHING, f"took the draft of {instance.content} from {held.locked_by.get_username()}")


def _before_page_delete(sender, instance: Page, **kwargs) -> None:
    if _person():
        record(Event.Kind.PUBLISHING, f"deleted the page {instance}")


# --- Records, accounts, files ----------------------------------------------------------------------------------------


def _before_save(sender: type[Model], instance: Model, raw: bool = False, **kwargs) -> None:
    if _kind(sender) and not raw:
        instance._audit_before = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None  # type: ignore[attr-defined]


def _after_save(sender: type[Model], instance: Model, created: bool, raw: bool = False, **kwargs) -> None:
    kind = _kind(sender)
    if kind is None or raw:
        return
    before = instance.__dict__.pop("_audit_before", None)
    if created:
        record(kind, f"added {_name(instance)}")
    elif before is not None and (changes := _changes(before, instance)):
        record(kind, f"changed {_name(instance)}: {'; '.join(changes)}")


def _after_delete(sender: type[Model], instance: Model, **kwargs) -> None:
    # Of a row in several tables (an image is a file) the last to go speaks for all.
    if (kind := _kind(sender)) and not sender._meta.parents:
        record(kind, f"deleted {_name(instance)}")


def _roles_changed(sender, instance: Any, action: str, pk_set: set[int] | None, reverse: bool, model, **kwargs) -> None:
    """Roles given to an account or taken from it. Code may also change them from the side of the role (`reverse`)."""
    verb = {"post_add": "gave {} the role {}", "post_remove": "took from {} the role {}"}.get(action)
    if verb is None:
        return
    for other in model.objects.filter(pk__in=pk_set or []).order_by("pk"):
        user, role = (other, instance) if reverse else (instance, other)
        record(Event.Kind.ACCOUNT, verb.format(_name(user), role))


def _permissions_changed(sender, instance: Any, action: str, pk_set: set[int] | None, reverse: bool, **kwargs) -> None:
    """Single permissions given to an account or a role, or taken from it. Those of the guide come with migrations."""
    verb = {"post_add": "gave {} the permissions: {}", "post_remove": "took from {} the permissions: {}"}.get(action)
    if verb and pk_set and not reverse and _person():
        names = Permission.objects.filter(pk__in=pk_set).values_list("name", flat=True)
        record(Event.Kind.ACCOUNT, verb.format(_name(instance), "; ".join(names)))


def _kind(model: type[Model]) -> Event.Kind | None:
    """The kind under which a change of such a row is recorded now; None when it is not."""
    kind = next((kind for watched, kind in WATCHED.items() if issubclass(model, watched)), None)
    return kind if issubclass(model, ALSO_ON_THE_SERVER) or (kind and _person()) else None


def _name(instance: Model) -> str:
    return f"{instance._meta.verbose_name} “{str(instance)[:LONGEST_VALUE]}”"


def _changes(before: Model, after: Model) -> list[str]:
    """What differs between two states of a row, column by column. Never a password, nor its digest."""
    found = []
    for column in after._meta.concrete_fields:
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if old == new or column.name in UNWATCHED_COLUMNS or column.primary_key:
            continue
        if column.name == "password":
            found.append("a new password")
        else:
            found.append(f"{column.verbose_name} from “{_short(old)}” to “{_short(new)}”")
    return found


def _short(value: Any) -> str:
    text = {True: "yes", False: "no", None: ""}[value] if isinstance(value, bool | None) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _person() -> Any:
    """Who is logged in and at work in this request; None for commands."""
    user = get_current_user()
    return user if user is not None and user.is_authenticated and user.pk else None
