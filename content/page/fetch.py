"""Reads the components of a page with two queries, however many kinds there are. django CMS takes one for each kind."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from cms.models import CMSPlugin, PageContent, Placeholder
from cms.plugin_pool import plugin_pool
from cms.utils.plugins import get_plugins_as_layered_tree
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F

from content.records.record import Record

#: The one placeholder of every page.
SLOT = "content"
#: Not shown, and slow to read: when a component was made and changed, and what djangocms-text's own editor keeps.
UNREAD = {"creation_date", "changed_date", "json", "rte"}
#: Records by their kind and primary key.
Records = dict[tuple[type[models.Model], Any], Record]


def components_of(content: PageContent) -> list[CMSPlugin]:
    """The components in the text of a page, in order and each as its own model, together with the records they name."""
    placeholders = Placeholder.objects.filter(
        content_type=ContentType.objects.get_for_model(content), object_id=content.pk, slot=SLOT
    )
    kinds = list(
        placeholders.filter(cmsplugin__language=content.language).annotate(kind=F("cmsplugin__plugin_type")).distinct()
    )
    if not kinds:
        return []
    reading = _reading(frozenset(row.kind for row in kinds))
    rows = reading.rows.filter(placeholder=kinds[0], language=content.language)
    found: dict[int, CMSPlugin] = {}
    records: Records = {}
    # Sorted here: in SQL, Django compares the order with each of some two hundred columns.
    for _, kind, *row in sorted(rows.order_by(), key=itemgetter(0)):
        way = reading.ways.get(kind)
        component = way.component(row, records, rows.db) if way else None
        if component is None:
            continue  # its kind is not installed, or its own row is missing
        component.placeholder = kinds[0]
        if component.parent_id in found:
            component.parent = found[component.parent_id]
        found[component.pk] = component
    _fetch_relations(records.values())
    _put_into_language(found.values(), content.language)
    return list(found.values())


def rows_of(contents: Iterable[PageContent]) -> dict[int, list[tuple[Any, ...]]]:
    """All that the components of several pages hold, and the records that they name, by the id of the page's text.

    Two queries: to find out whether something has changed, not to show it.
    """
    placeholders = Placeholder.objects.filter(
        content_type=ContentType.objects.get_for_model(PageContent),
        object_id__in=[content.pk for content in contents],
        slot=SLOT,
    )
    kinds = frozenset(CMSPlugin.objects.filter(placeholder__in=placeholders).values_list("plugin_type", flat=True))
    reading = _reading(kinds)
    names = sorted(set(reading.names))
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    found = reading.rows.filter(placeholder__in=placeholders).order_by()
    for owner, *values in found.values_list("placeholder__object_id", *names):
        # Without columns of other kinds of components: which these are depends on what else is read.
        rows[owner].append(tuple((name, value) for name, value in zip(names, values, strict=True) if value is not None))
    return rows


def hand_over(components: list[CMSPlugin], content: PageContent, request: Any) -> None:
    """Let django CMS render these components of the page, instead of reading them again."""
    if not components:
        return
    placeholder = components[0].placeholder
    placeholder.source, placeholder.page = content, content.page
    placeholder._all_plugins_cache = components
    placeholder._plugins_cache = get_plugins_as_layered_tree(components)
    request.toolbar.content_renderer._placeholders_by_page_cache[content.page_id] = {SLOT: placeholder}


@dataclass
class Maker:
    """Makes instances of a model from rows of values."""

    model: type[models.Model]
    columns: list[str]
    values: Callable[[list[Any]], tuple[Any, ...]]

    def make(self, row: list[Any], database: str) -> Any:
        return self.model.from_db(database, self.columns, self.values(row))


@dataclass
class Way:
    """From a row of values to a component of one kind and the records that it names.

    select_related would make a record anew for each place that names it, and every component twice.
    """

    component_of: Maker
    #: By the column that names a record.
    record_of: dict[str, Maker]

    def component(self, row: list[Any], records: Records, database: str) -> CMSPlugin | None:
        """The component in a row. Records are taken from `records`, or made and added. None without a row of its own."""
        component = self.component_of.make(row, database)
        if component.pk is None:
            return None
        for name, maker in self.record_of.items():
            key = maker.model, getattr(component, f"{name}_id")
            if key[1] is None:
                continue
            if key not in records:
                records[key] = maker.make(row, database)
            setattr(component, name, records[key])
        return component


@dataclass
class Reading:
    """How to read the components of a page with certain kinds: position and kind of each, then all columns, at once."""

    ways: dict[str, Way]
    rows: models.QuerySet
    names: tuple[str, ...]


@lru_cache(maxsize=256)
def _reading(kinds: frozenset[str]) -> Reading:
    """Kept, because to name two hundred columns takes Django longer than to read them."""
    names: dict[str, int] = {}  # with its place in a row

    def maker(model: type[models.Model], columns: dict[str, str]) -> Maker:
        places = [names.setdefault(name, len(names)) for name in columns.values()]
        return Maker(model, list(columns), itemgetter(*places))

    ways = {}
    for kind in sorted(kinds):
        if own := own_columns(kind):
            model, accessor, columns = own
            records = {
                name: maker(
                    related,
                    {
                        column.attname: f"{accessor}__{name}__{column.attname}"
                        for column in related._meta.concrete_fields
                    },
                )
                for name, related in _record_columns(model).items()
            }
            ways[kind] = Way(maker(model, columns), records)
    rows = CMSPlugin.objects.values_list("position", "plugin_type", *names)
    return Reading(ways, rows, ("position", "plugin_type", *names))


def own_columns(kind: str) -> tuple[type[CMSPlugin], str, dict[str, str]] | None:
    """The model of a kind, the way to it from CMSPlugin, and each of its columns as seen from there.

    None where the kind is not installed, or has no columns of its own.
    """
    try:
        model = plugin_pool.get_plugin(kind).model
    except KeyError:
        return None
    link = model._meta.get_ancestor_link(CMSPlugin)
    if link is None:
        return None
    accessor = link.remote_field.get_accessor_name()
    inherited = {column.attname for column in CMSPlugin._meta.concrete_fields}
    columns = [column.attname for column in model._meta.concrete_fields if column.name not in UNREAD]
    return model, accessor, {name: name if name in inherited else f"{accessor}__{name}" for name in columns}


def _record_columns(model: type[models.Model]) -> dict[str, type[Record]]:
    """The columns of a model that name a record, with the kind of record."""
    columns: dict[str, Any] = {
        column.name: column.related_model
        for column in model._meta.local_fields
        if isinstance(column, models.ForeignKey)
    }
    return {name: related for name, related in columns.items() if issubclass(related, Record)}


def records_in(components: Iterable[CMSPlugin]) -> list[Record]:
    """The records that components name, and those that these are related to, each once."""
    named = [getattr(component, name) for component in components for name in _record_columns(type(component))]
    records = [record for record in named if record is not None]
    related = [other for record in records for name in record.guide_relations for other in getattr(record, name).all()]
    return list(dict.fromkeys([*records, *related]))


def _put_into_language(components: Iterable[CMSPlugin], language: str) -> None:
    """Let components name their records as they are worded in a language."""
    if language == settings.LANGUAGE_CODE:
        return
    for component in components:
        for name in _record_columns(type(component)):
            if record := getattr(component, name):
                setattr(component, name, record.in_language(language))


def _fetch_relations(records: Iterable[Record]) -> None:
    """Read what the records are related to: a query for each relation."""
    named: dict[type[Record], list[Record]] = defaultdict(list)
    for record in records:
        if record.guide_relations:
            named[type(record)].append(record)
    for model, found in named.items():
        models.prefetch_related_objects(found, *model.guide_relations)
