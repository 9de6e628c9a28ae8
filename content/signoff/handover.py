"""Whose turn it is: a draft is written, waits for a reviewer, was sent back, is signed, or is published.

Only that a draft was sent, or sent back, is written down. Whether it still waits, and whether it is signed, is seen by
comparing: so whoever changes a draft takes that off, by whatever way.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cms.models import PageContent
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from content.publishing.fingerprint import fingerprint
from content.publishing.kept import Kept, kept
from content.publishing.locks import lock_texts
from content.publishing.rules import NOT_SIGNED
from content.signoff.models import HandOver, Kind, Reviewer, Schedule, Signature
from content.signoff.signatures import ENDS_SOON, named, sign
from content.signoff.unchanged import confirm
from content.staff import audit
from content.staff.models import Event

#: What the states are called.
WRITING, BACK = gettext_noop("Draft"), gettext_noop("Sent back")
SIGNED, SCHEDULED = gettext_noop("Signed"), gettext_noop("Scheduled")
#: What djangocms-versioning calls them, which has no Spanish.
OF_VERSIONS = (gettext_noop("Published"), gettext_noop("Unpublished"), gettext_noop("Archived"))
SOMEBODY = gettext_noop("a clinician")
#: How many signed pages the start page compares with what readers get.
MOST_COMPARED = 200


class ChangedMeanwhileError(Exception):
    """A text is not the one that somebody has read."""


@dataclass(frozen=True)
class State:
    """Where a text is on its way, in a word. `hand_over` is how it was last sent or sent back, `signature` the one under its
    words, `scheduled` what will happen to it by itself; `changed` says what a change took off.
    """

    word: str
    is_waiting: bool = False
    hand_over: HandOver | None = None
    signature: Signature | None = None
    changed: str = ""
    scheduled: Schedule | None = None

    @property
    def shown(self) -> str:
        """`word` in the language of whoever looks."""
        if self.is_waiting and self.hand_over is not None and self.scheduled is None:
            to = self.hand_over.to
            return _("Waiting for {name}").format(name=to.name if to else _(SOMEBODY))
        return _(self.word)

    def waits_for(self, reviewer: Reviewer | None) -> bool:
        """Whether it is this reviewer's turn."""
        asked = self.hand_over and self.hand_over.to_id
        return self.is_waiting and reviewer is not None and asked in {None, reviewer.pk}


def state_of(version: Version) -> State:
    """The state of one version of a page."""
    return states([version])[version.pk]


def states(versions: Iterable[Version]) -> dict[int, State]:
    """The state of each version of a page, by its id. A few queries for all of them when nothing has changed."""
    versions = list(versions)
    contents = PageContent.admin_manager.in_bulk([version.object_id for version in versions])
    known = kept(contents.values())
    sent = {row.version_id: row for row in HandOver.objects.filter(version__in=versions).select_related("to", "by")}
    planned = {row.version_id: row for row in Schedule.objects.filter(version__in=versions)}
    signatures: dict[tuple[int, str], list[Signature]] = defaultdict(list)
    pages = [content.page_id for content in contents.values()]
    for row in Signature.objects.filter(page__in=pages, withdrawn=None):
        signatures[row.page_id, row.language].append(row)
    found = {}
    for version in versions:
        content = contents.get(version.object_id)
        if content is not None:
            given = signatures[content.page_id, content.language]
            mark = known[content.pk]
            state = _state(version, mark, sent.get(version.pk), given)
            found[version.pk] = _with_plan(version, mark.fingerprint, state, planned.get(version.pk))
    return found


def _with_plan(version: Version, fingerprint: str, state: State, planned: Schedule | None) -> State:
    """The state of a text for which something is planned."""
    if planned is None:
        return state
    if planned.failed:
        return replace(state, changed=_("What was planned was not done: {reason}").format(reason=planned.failed))
    if planned.fingerprint != fingerprint:
        return replace(state, changed=gettext_noop("It was changed after it was planned: read it, and plan it again."))
    return replace(state, word=SCHEDULED if version.state == DRAFT else state.word, scheduled=planned)


def _state(version: Version, mark: Kept, hand_over: HandOver | None, given: list[Signature]) -> State:
    under = [row for row in given if row.words == mark.words]
    signature = next((row for row in under if row.kind == Kind.CLINICIAN), None)
    if version.state != DRAFT:
        return State(version.get_state_display(), signature=signature)
    if signature is None or timezone.localdate() > signature.good_until:
        signature = next((row for row in under if row.kind == Kind.TRANSLATOR), None)
        signature = signature if signature and _is_enough(signature, mark, hand_over) else None
    if signature is not None:
        return State(SIGNED, hand_over=hand_over, signature=signature)
    changed = ""
    if any(row.version_number == version.number and row not in under for row in given):
        changed = gettext_noop("It was changed after it was signed: the signature is off.")
    if hand_over is not None and hand_over.step == HandOver.Step.BACK:
        return State(BACK, hand_over=hand_over, changed=changed)
    if hand_over is not None and hand_over.fingerprint == mark.fingerprint:
        return State(f"Waiting for {hand_over.to.name if hand_over.to else SOMEBODY}", True, hand_over)
    if hand_over is not None and not changed:
        changed = gettext_noop("It was changed after it was sent: send it again.")
    return State(WRITING, hand_over=hand_over, changed=changed)


def _is_enough(signature: Signature, mark: Kept, hand_over: HandOver | None) -> bool:
    """Whether a translator's signature is all that a translation waits for: no clinician has to sign it, and it was not handed on
    since, nor to somebody else.
    """
    if hand_over is not None:
        is_waiting = hand_over.step == HandOver.Step.WAITING and hand_over.fingerprint == mark.fingerprint
        was_asked = hand_over.to_id in {None, signature.reviewer_id}
        if signature.signed < hand_over.when or (is_waiting and not was_asked):
            return False
    return not any(problem.rule == NOT_SIGNED for problem in mark.problems)


# --- What people do --------------------------------------------------------------------------------------------------


@transaction.atomic
def send(version: Version, user: Any, to: Reviewer | None = None, note: str = "") -> None:
    """Send a draft for review, and let go of it. Raises PermissionDenied where the person may not change the draft."""
    version = _locked(version)
    if version.state != DRAFT or not version.check_modify.as_bool(user):
        raise PermissionDenied(gettext_lazy("Only a draft is sent for review, by somebody who may change it."))
    _hand_over(version, HandOver.Step.WAITING, user, to, note)
    # By the rows, not by saving: nobody took the draft from its author.
    Version.objects.filter(pk=version.pk).update(locked_by=None)
    audit.record(
        Event.Kind.PUBLISHING,
        f"sent {named(version.content, version)} for review to {to.name if to else SOMEBODY}",
        user,
    )


@transaction.atomic
def send_back(version: Version, user: Any, read: str, comment: str) -> None:
    """Give a draft that waits back to its author, with a comment. Raises ChangedMeanwhileError and PermissionDenied."""
    version = _locked(version)
    require_read(version, read)
    if not state_of(version).is_waiting or not user.has_perm("cms.publish_page"):
        raise PermissionDenied(gettext_lazy("Only a draft that waits is sent back, by somebody who may publish."))
    _hand_over(version, HandOver.Step.BACK, user, None, comment)
    audit.record(Event.Kind.PUBLISHING, f"sent {named(version.content, version)} back", user)


@transaction.atomic
def sign_what_was_read(version: Version, user: Any, read: str) -> Signature:
    """Sign a draft or the published text. Raises ChangedMeanwhileError where it is not what was read, and PermissionDenied."""
    return sign(_what_was_read(version, read), user)


@transaction.atomic
def confirm_what_was_read(version: Version, user: Any, read: str) -> Signature:
    """Say that a draft or the published text means what was signed. Raises ChangedMeanwhileError and PermissionDenied."""
    return confirm(_what_was_read(version, read), user)


def _what_was_read(version: Version, read: str) -> PageContent:
    """The text of a version that somebody has read and puts a name to; nobody changes it until the transaction ends."""
    version = _locked(version)
    if version.state not in {DRAFT, PUBLISHED}:
        raise PermissionDenied(gettext_lazy("Only a draft or the published text is signed."))
    require_read(version, read)
    return version.content


def _locked(version: Version) -> Version:
    """The version as it is now; until the transaction ends nobody changes or publishes a text of its page."""
    lock_texts(version.content.page_id)
    return Version.objects.get(pk=version.pk)


def require_read(version: Version, read: str) -> None:
    """Raise ChangedMeanwhileError where a text is not what was read."""
    if not read or read != fingerprint(version.content):
        raise ChangedMeanwhileError


def _hand_over(version: Version, step: HandOver.Step, user: Any, to: Reviewer | None, note: str) -> None:
    said = {"step": step, "by": user, "to": to, "note": note.strip(), "when": timezone.now()}
    said["fingerprint"] = fingerprint(version.content)
    HandOver.objects.update_or_create(version=version, defaults=said)


# --- What has to be signed again -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToSign:
    """A published page whose signature ends on a `day` soon, or stands under other words than readers get: `why`."""

    content: PageContent
    why: str = ""
    day: date | None = None


def to_sign_again() -> list[ToSign]:
    """The published pages that were signed once and whose signature is off or ends soon, in the order of the guide."""
    latest: dict[tuple[int, str], list[Signature]] = defaultdict(list)
    for row in Signature.objects.filter(kind=Kind.CLINICIAN, withdrawn=None):
        latest[row.page_id, row.language].append(row)
    pages = {page for page, _ in latest}
    contents = list(PageContent.objects.filter(page__in=pages).select_related("page").order_by("page__path"))
    known = kept(contents[:MOST_COMPARED])
    found = []
    for content in contents[:MOST_COMPARED]:
        given = latest.get((content.page_id, content.language), [])
        signature = next((row for row in given if row.words == known[content.pk].words), None)
        if given and signature is None:
            found.append(ToSign(content, _("changed since {name} signed it").format(name=given[0].name)))
        elif signature and signature.good_until < timezone.localdate() + ENDS_SOON:
            found.append(ToSign(content, day=signature.good_until))
    return found
