"""Find and replace over the texts of one language: first a list of every place, then a change of those that somebody ticked.

A place in a published text is changed in a draft, made where there is none. Nothing is published, no draft is taken from anybody,
and records, addresses and choices stay as they are.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from cms.models import CMSPlugin, PageContent
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from content.page.fetch import SLOT
from content.page.rows import ComponentWithRows, labels_of
from content.page.versions import page_versions
from content.page.wording import BODY, OF_PAGE, Wording, wording_of
from content.publishing.locks import lock_texts
from content.richtext.canonical import canonical
from content.richtext.occurrences import Occurrence, in_place_of, occurrences, pattern_of, replaced
from content.signoff.handover import State, states
from content.signoff.writers import note_writer
from content.staff import audit
from content.staff.languages import written_by
from content.staff.models import Event
from ketaguide.words import Words

#: What is found beyond these is not listed: look for more words.
MOST = 400
#: Stands for the number of a component where a place is one of these.
PAGE = -1
SPLIT = _("It is partly bold, linked or cursive: change it by hand.")


@dataclass(frozen=True)
class Wanted:
    """What is looked for in which language, and what is to stand in its place."""

    words: str
    new: str
    language: str
    whole: bool = True
    match_case: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return pattern_of(self.words, self.whole, self.match_case)


@dataclass(frozen=True)
class Place:
    """One place in a text. `name` tells it apart from all others, and from what it was before somebody changed that column."""

    name: str
    block: Words
    column: Words
    wording: Wording
    found: Occurrence
    becomes: str

    @property
    def why_not(self) -> Words:
        return SPLIT if self.found.is_split else ""


@dataclass
class Text:
    """A text with places in it: the draft of a page, or what is published where it has none. `why_not` says why it stays."""

    content: PageContent
    version: Version
    places: list[Place]
    why_not: str = ""
    state: State | None = None

    @property
    def is_public(self) -> bool:
        return self.version.state == PUBLISHED

    @property
    def loses_signature(self) -> bool:
        """Whether a change takes off what somebody has signed, or has been sent for review."""
        return self.state is not None and bool(self.state.signature or self.state.is_waiting)


@dataclass
class Done:
    """How much was replaced, in which texts, and what was not, as sentences."""

    places: int = 0
    texts: int = 0
    left: list[Words] = field(default_factory=list)


class _NothingReplacedError(Exception):
    """No draft is left behind for nothing."""


def find_places(wanted: Wanted, user: Any, pages: Collection[int] | None = None) -> list[Text]:
    """Every place in the texts that this person may come to change, in the order of the page tree; those of `pages` alone."""
    if not wanted.words.split() or wanted.language not in written_by(user):
        return []
    versions = _current(wanted.language, pages)
    said = wording_of([version.content for version in versions])
    found = []
    for version in versions:
        places = list(_places(version.content, said.get(version.object_id, []), wanted))
        if places:
            found.append(Text(version.content, version, places, _why_not(version, user)))
    drafts = states([text.version for text in found if not text.is_public])
    for text in found:
        text.state = drafts.get(text.version.pk)
    return found


def _current(language: str, pages: Collection[int] | None) -> list[Version]:
    """The draft of each page, and what is published of those without one."""
    contents = PageContent.admin_manager.filter(language=language).select_related("page")
    if pages is not None:
        contents = contents.filter(page__in=pages)
    known = {content.pk: content for content in contents}
    versions = page_versions(object_id__in=known).select_related("locked_by")
    chosen: dict[int, Version] = {}
    for version in versions.filter(state__in=[DRAFT, PUBLISHED]):
        version.content = known[version.object_id]
        if version.state == DRAFT or version.content.page_id not in chosen:
            chosen[version.content.page_id] = version
    return sorted(chosen.values(), key=lambda version: version.content.page.path)


def _why_not(version: Version, user: Any) -> str:
    condition = version.check_edit_redirect if version.state == PUBLISHED else version.check_modify
    allowed = condition.as_bool(user)
    return "" if allowed else str(allowed)


def _places(content: PageContent, blocks: Iterable[Wording], wanted: Wanted) -> Iterable[Place]:
    own = [Wording(content.pk, "", PAGE, name, getattr(content, name) or "") for name in OF_PAGE]
    for wording in [*own, *blocks]:
        digest = hashlib.sha256(wording.source.encode()).hexdigest()[:12]
        for number, found in enumerate(occurrences(wording.source, wanted.pattern, wording.is_rich)):
            name = f"{content.pk}.{wording.place}.{wording.column}.{number}.{digest}"
            yield Place(name, _block(wording), _column(wording), wording, found, in_place_of(found.said, wanted.new))


def _block(wording: Wording) -> Words:
    return (
        _("Settings of the page") if wording.place == PAGE else str(_model_of(wording)._meta.verbose_name).capitalize()
    )


def _column(wording: Wording) -> Words:
    """What the column is called; empty for the text itself."""
    if wording.place == PAGE:
        return OF_PAGE[wording.column]
    return "" if wording.column == BODY else str(_model_of(wording)._meta.get_field(wording.column).verbose_name)


def _model_of(wording: Wording) -> Any:
    return PageContent if wording.place == PAGE else CMSPlugin(plugin_type=wording.kind).get_plugin_class().model


@transaction.atomic
def replace(wanted: Wanted, chosen: Collection[str], user: Any) -> Done:
    """Put the new words at the places with these names. Raises PermissionDenied where the person writes no such text.

    What was changed since its name was given, what somebody else holds, and what would not suit its block stays as it is.
    """
    if wanted.language not in written_by(user) or not user.has_perm("cms.change_page"):
        raise PermissionDenied(_("You do not write texts in this language."))
    done = Done()
    numbers = {int(name.partition(".")[0]) for name in chosen if re.fullmatch(r"\d{1,9}\.[-\w.]+", name)}
    pages = sorted(set(PageContent.admin_manager.filter(pk__in=numbers).values_list("page_id", flat=True)))
    for page in pages:
        lock_texts(page)
    known: set[str] = set()
    for text in find_places(wanted, user, pages):
        places = [place for place in text.places if place.name in chosen]
        known.update(place.name for place in places)
        if places:
            _replace_in(text, places, wanted, user, done)
    if missing := len(set(chosen) - known):
        done.left.append(
            format_lazy(_("{missing} of the places: the text was changed after you opened the list."), missing=missing)
        )
    if done.places:
        drafts = f"{done.texts} draft{pluralize(done.texts)} ({wanted.language})"
        what = f"replaced “{wanted.words}” by “{wanted.new}” {done.places}× in {drafts}"
        audit.record(Event.Kind.PUBLISHING, what, user)
    return done


def _replace_in(text: Text, places: list[Place], wanted: Wanted, user: Any, done: Done) -> None:
    """Change the draft of one page, made where there is none."""
    if text.why_not:
        done.left.append(f"{text.content.title}: {text.why_not}")
        return
    before = len(done.left)
    try:
        with transaction.atomic():
            version = _draft_of(text, user)
            changed = _change(version.content, places, wanted, done)
            if not changed:
                raise _NothingReplacedError
            version.modified = timezone.now()
            version.save(update_fields=["modified"])
            note_writer({text.content.page_id}, user)
    except _NothingReplacedError:
        return
    finally:
        done.left[before:] = [f"{text.content.title}: {reason}" for reason in done.left[before:]]
    done.places, done.texts = done.places + changed, done.texts + 1


def _draft_of(text: Text, user: Any) -> Version:
    """The draft to change. One that is new is free for everybody, as if it had been sent: nobody holds thirty pages."""
    if not text.is_public:
        return text.version
    version = text.version.copy(user)
    Version.objects.filter(pk=version.pk).update(locked_by=None)
    version.locked_by = None
    return version


def _change(content: PageContent, places: list[Place], wanted: Wanted, done: Done) -> int:
    """How many places were changed. What its block does not take is noted, and stays."""
    by_component: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_component[place.wording.place].append(place)
    rows = list(CMSPlugin.objects.filter(placeholder__in=_placeholders(content)).order_by("position", "pk"))
    changed = 0
    for number, own in by_component.items():
        instance: Any = content if number == PAGE else rows[number].get_bound_plugin()
        try:
            with transaction.atomic():
                changed += _change_columns(instance, own, wanted)
        except ValidationError as error:
            done.left.append(f"{own[0].block}: {' '.join(error.messages)}")
    return changed


def _placeholders(content: PageContent) -> Any:
    return content.get_placeholders().filter(slot=SLOT)


def _change_columns(instance: Any, places: list[Place], wanted: Wanted) -> int:
    """Save one component, or the settings of the page, with the new words. Raises ValidationError for what it cannot hold."""
    changed = 0
    for column in dict.fromkeys(place.wording.column for place in places):
        numbers = {int(place.name.split(".")[3]) for place in places if place.wording.column == column}
        is_rich, source = column == BODY, getattr(instance, column)
        # Found anew: in the copy of a published text, inline components have other numbers.
        found = [each for at, each in enumerate(occurrences(source, wanted.pattern, is_rich)) if at in numbers]
        found = [each for each in found if not each.is_split]
        new = replaced(source, found, wanted.new, is_rich)
        setattr(instance, column, canonical(new) if is_rich else new)
        if is_rich and isinstance(instance, ComponentWithRows):
            _rename_rows(instance, source)
        changed += len(found)
    if changed:
        unchecked = {column.name for column in instance._meta.fields} - {place.wording.column for place in places}
        instance.clean_fields(exclude=unchecked)
        if not isinstance(instance, PageContent):
            instance.clean()
        instance.save()
    return changed


def _rename_rows(component: ComponentWithRows, before: str) -> None:
    """Typed values belong to items by their label: those of a label that was changed go with it."""
    labels = dict(zip(labels_of(before), labels_of(component.body), strict=False))
    rows = getattr(component, component.rows_column)
    setattr(component, component.rows_column, [row | {"label": labels.get(row["label"], row["label"])} for row in rows])
