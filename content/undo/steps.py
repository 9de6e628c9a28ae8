"""Undo and redo: what each person changed in a draft, kept as what every part was and became, and put back.

A draft is taken apart into parts: the page's settings, its details, the order of its blocks, and each block (inline
components, too). A step holds the parts that one request changed. It is put back only while they are still as it left them, so
nothing that somebody wrote afterwards is lost; a block that comes back has its old number, by which comments and rich text name it.

Steps belong to the draft. They go with it, when it is published, and after two weeks. Nothing exports or shows them.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from cms.models import CMSPlugin, PageContent, Placeholder
from cms.plugin_pool import plugin_pool
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from djangocms_text.utils import plugin_tags_to_id_list
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.page.component_plugin import block_label
from content.page.details import PageDetails
from content.page.fetch import SLOT, UNREAD, components_of
from content.staff.screens import language_of
from content.undo.models import Step

MOST_STEPS = 50
KEPT = timedelta(days=14)
#: Parts of a draft that are no blocks. A block is named by its number.
SETTINGS, DETAILS, ORDER = "settings", "details", "order"
#: Where a block stands is told by the order.
UNTOLD = UNREAD | {"position"}
#: Who made a text and when. What django CMS changes by itself is no step.
OF_THE_RECORD = {"created_by", "creation_date", "changed_by", "changed_date"}

#: A draft: columns by the name of each part; the order is a list of numbers.
Parts = dict[str, Any]


class CannotUndoError(Exception):
    """A step cannot be put back; the message says why."""


# --- What a draft says -----------------------------------------------------------------------------------------------


def parts_of(content: PageContent) -> Parts:
    """All that a step can put back, as JSON holds it.

    An inline component that its text does not name is left out: the editor makes it before the text is saved.
    """
    blocks = _named(components_of(content))
    details = PageDetails.objects.filter(extended_object=content).first()
    parts: Parts = {
        SETTINGS: _columns(PageContent.admin_manager.get(pk=content.pk), OF_THE_RECORD),
        DETAILS: _columns(details, set()) if details else None,
        ORDER: [block.pk for block in blocks],
    }
    parts |= {str(block.pk): _columns(block, UNTOLD) for block in blocks}
    return json.loads(json.dumps(parts, cls=DjangoJSONEncoder))


def _named(components: Iterable[CMSPlugin]) -> list[CMSPlugin]:
    found: dict[int, CMSPlugin] = {}
    for component in components:
        parent = found.get(component.parent_id) if component.parent_id else None
        if component.parent_id and (
            parent is None or component.pk not in map(int, plugin_tags_to_id_list(getattr(parent, "body", "")))
        ):
            continue
        found[component.pk] = component
    return list(found.values())


def _columns(row: models.Model, left_out: set[str]) -> dict[str, Any]:
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in left_out
    }


# --- Keeping steps ---------------------------------------------------------------------------------------------------


def look(drafts: Iterable[Version]) -> dict[int, Parts]:
    """The parts of each draft, by the number of its version."""
    return {draft.pk: parts_of(draft.content) for draft in drafts}


def keep(drafts: Iterable[Version], before: dict[int, Parts], person: Any, block: int | None = None) -> None:
    """Make a step of what has changed in these drafts since `before`. `block` is what the person pressed, if known."""
    for draft in drafts:
        after = parts_of(draft.content)
        changes = _differences(before[draft.pk], after)
        if changes:
            _add(draft, person, changes, block)


def _differences(before: Parts, after: Parts) -> dict[str, list[Any]]:
    names = sorted(before.keys() | after.keys())
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def _add(draft: Version, person: Any, changes: dict[str, list[Any]], block: int | None) -> None:
    purge()
    mine = Step.objects.filter(version=draft, person=person)
    mine.filter(undone=True).delete()
    with override(language_of(person)):  # nobody else sees it
        what, where = _in_words(changes, block)
    Step.objects.create(version=draft, person=person, what=what[: Step.LONGEST], block=where, changes=changes)
    old = list(mine.order_by("-pk").values_list("pk", flat=True)[MOST_STEPS:])
    mine.filter(pk__in=old).delete()


def purge() -> None:
    """Delete steps that nobody came back for, and those of texts that are no drafts any more."""
    Step.objects.filter(Q(when__lte=timezone.now() - KEPT) | ~Q(version__state=DRAFT)).delete()


def _in_words(changes: dict[str, list[Any]], block: int | None) -> tuple[str, int | None]:
    """A phrase for a change, and the block to look at."""
    blocks = {name: pair for name, pair in changes.items() if name.isdecimal()}
    tops = {name: pair for name, pair in blocks.items() if not (pair[0] or pair[1])["parent_id"]}
    added = [name for name, (before, _after) in tops.items() if before is None]
    gone = [name for name, (_before, after) in tops.items() if after is None]
    changed = [name for name in tops if name not in {*added, *gone}]
    for said, names in ((_("Deleted {what}"), gone), (_("Added {what}"), added), (_("Changed {what}"), changed)):
        if names:
            named = _label(tops[names[0]]) if len(names) == 1 else _("{count} blocks").format(count=len(names))
            return said.format(what=named), int(names[0])
    if blocks:
        pair = next(iter(blocks.values()))
        return _("Changed what stands in a line"), (pair[0] or pair[1])["parent_id"]
    if ORDER in changes:
        moved = block if block in changes[ORDER][1] else None
        row = CMSPlugin.objects.filter(pk=moved).first() if moved else None
        label = _("Moved {what}").format(what=_label_of(row)) if row else _("Moved a block")
        return label, moved
    return _("Changed the settings of the page"), None


def _label(pair: list[Any]) -> str:
    columns = pair[1] or pair[0]
    return block_label(columns["plugin_type"], columns.get("body", ""))


def _label_of(row: CMSPlugin) -> str:
    return block_label(row.plugin_type, getattr(row.get_bound_plugin(), "body", ""))


# --- Back and forward ------------------------------------------------------------------------------------------------


class NextSteps(NamedTuple):
    """The steps that a person can undo, and do again, now; None where there is none, or somebody has changed its parts since."""

    back: Step | None
    forward: Step | None


def next_steps(version: Version, person: Any) -> NextSteps:
    """What this person can undo and do again in a draft, which is taken apart once for both."""
    own = Step.objects.filter(version=version, person=person)
    back = own.filter(undone=False).order_by("-pk").first()
    forward = own.filter(undone=True).order_by("pk").first()
    parts = parts_of(version.content) if back or forward else {}
    return NextSteps(
        back if back and _fits(parts, back, 1) else None, forward if forward and _fits(parts, forward, 0) else None
    )


def _fits(parts: Parts, step: Step, side: int) -> bool:
    return all(parts.get(name) == pair[side] for name, pair in step.changes.items())


@transaction.atomic
def undo(version: Version, person: Any) -> Step:
    """Put back what this person changed last. Raises CannotUndoError. The caller has asked whether the person may."""
    return _step(next_steps(version, person).back, 0)


@transaction.atomic
def redo(version: Version, person: Any) -> Step:
    """Do again what this person undid last. Raises CannotUndoError. The caller has asked whether the person may."""
    return _step(next_steps(version, person).forward, 1)


def _step(step: Step | None, side: int) -> Step:
    if step is None:
        raise CannotUndoError(_("There is nothing that could be taken back, or it was changed after you."))
    try:
        with transaction.atomic():
            wanted = {name: pair[side] for name, pair in step.changes.items()}
            _put_back(step.version.content, wanted)
            # Else the database would say at the very end that a record is gone, and too late to say why.
            connection.check_constraints(_tables(wanted))
    except IntegrityError as error:
        raise CannotUndoError(_("A record, a page or a picture that it names is gone.")) from error
    step.undone = side == 0
    step.save(update_fields=["undone"])
    Version.objects.filter(pk=step.version_id).update(modified=timezone.now())
    return step


def _tables(wanted: Parts) -> list[str]:
    """The tables of the blocks among these parts."""
    kinds = {columns["plugin_type"] for name, columns in wanted.items() if name.isdecimal() and columns}
    return sorted({plugin_pool.get_plugin(kind).model._meta.db_table for kind in kinds})


def _put_back(content: PageContent, wanted: Parts) -> None:
    """Give these parts of a text these columns again; None takes a part out."""
    if SETTINGS in wanted:
        PageContent.admin_manager.filter(pk=content.pk).update(**_values(PageContent, wanted[SETTINGS]))
    if DETAILS in wanted:
        PageDetails.objects.filter(extended_object=content).delete()
        if wanted[DETAILS]:
            PageDetails(**_values(PageDetails, wanted[DETAILS])).save()
    blocks = {int(name): columns for name, columns in wanted.items() if name.isdecimal()}
    CMSPlugin.objects.filter(pk__in=[pk for pk, columns in blocks.items() if columns is None]).delete()
    place = Placeholder.objects.get(
        content_type=ContentType.objects.get_for_model(PageContent), object_id=content.pk, slot=SLOT
    )
    order = wanted[ORDER] if ORDER in wanted else [block.pk for block in _named(components_of(content))]
    last = place.get_last_plugin_position(content.language) or 0
    # Out of the way, so that no two stand at one position meanwhile. Whatever the order does not name, such as an inline
    # component that is being made, stays behind it.
    beyond = last + len(order)
    place._shift_plugin_positions(content.language, start=1, offset=beyond)
    for spare, (pk, columns) in enumerate(blocks.items(), start=beyond + last + 1):
        if columns is not None:
            _write(pk, columns, spare)
    for position, pk in enumerate(order, start=1):
        CMSPlugin.objects.filter(pk=pk).update(position=position)
    place._recalculate_plugin_positions(content.language)
    place.clear_cache(content.language)


def _write(pk: int, columns: dict[str, Any], spare: int) -> None:
    """Make a block what it was; a new row has a position of its own until the order gives it one.

    Past `save()`: what was saved once is neither cleaned nor made anew.
    """
    model = plugin_pool.get_plugin(columns["plugin_type"]).model
    values = _values(model, columns)
    if CMSPlugin.objects.filter(pk=pk).exists():
        model.objects.filter(pk=pk).update(**{name: value for name, value in values.items() if name != "id"})
        return
    base = {column.attname for column in CMSPlugin._meta.concrete_fields}
    own = {"position": spare, "changed_date": timezone.now()}
    CMSPlugin(**{name: value for name, value in values.items() if name in base}, **own).save_base(raw=True)
    model(**values, **own).save_base(raw=True)


def _values(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """Columns as Python has them."""
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}
