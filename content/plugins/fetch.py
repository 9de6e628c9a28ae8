"""Reads the components of a page with two queries, however many kinds there are. django CMS takes one for each kind."""

from collections import defaultdict
from functools import cache
from typing import Any

from cms.models import CMSPlugin, PageContent, Placeholder
from cms.plugin_pool import plugin_pool
from cms.utils.plugins import get_plugins_as_layered_tree
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F

from content.records import Record

#: The one placeholder of every page.
SLOT = "content"


def components_of(content: PageContent) -> list[CMSPlugin]:
    """The components in the text of a page, in order and each as its own model, together with the records they name."""
    placeholders = Placeholder.objects.filter(
        content_type=ContentType.objects.get_for_model(content), object_id=content.pk, slot=SLOT
    )
    kinds = list(
        placeholders.filter(cmsplugin__language=content.language).annotate(kind=F("cmsplugin__plugin_type")).distinct()
    )
    ways = {row.kind: _joins(row.kind) for row in kinds}
    joins = sorted(join for way in ways.values() for join in way)
    if not joins:
        return []
    rows = CMSPlugin.objects.filter(placeholder=kinds[0], language=content.language)
    found: dict[int, CMSPlugin] = {}
    for row in rows.select_related(*joins).order_by("position"):
        component = getattr(row, ways[row.plugin_type][0], None) if ways[row.plugin_type] else None
        if component is None:
            continue  # its kind is not installed, or its own row is missing
        component.placeholder = kinds[0]
        if component.parent_id in found:
            component.parent = found[component.parent_id]
        found[component.pk] = component
    _fetch_relations(list(found.values()))
    return list(found.values())


def hand_over(components: list[CMSPlugin], content: PageContent, request: Any) -> None:
    """Let django CMS render these components of the page, instead of reading them again."""
    if not components:
        return
    placeholder = components[0].placeholder
    placeholder.source, placeholder.page = content, content.page
    placeholder._all_plugins_cache = components
    placeholder._plugins_cache = get_plugins_as_layered_tree(components)
    request.toolbar.content_renderer._placeholders_by_page_cache[content.page_id] = {SLOT: placeholder}


@cache
def _joins(kind: str) -> tuple[str, ...]:
    """How to get from a plugin of this kind to its own row, and from there to each record that it names."""
    try:
        model = plugin_pool.get_plugin(kind).model
    except KeyError:
        return ()
    link = model._meta.get_ancestor_link(CMSPlugin)
    if link is None:
        return ()
    own = link.remote_field.get_accessor_name()
    return (own, *(f"{own}__{name}" for name in _record_columns(model)))


def _record_columns(model: type[models.Model]) -> dict[str, type[Record]]:
    """The columns of a model that name a record, with the kind of record."""
    columns: dict[str, Any] = {
        column.name: column.related_model
        for column in model._meta.local_fields
        if isinstance(column, models.ForeignKey)
    }
    return {name: related for name, related in columns.items() if issubclass(related, Record)}


def _fetch_relations(components: list[CMSPlugin]) -> None:
    """Read what the named records are related to: a query for each relation."""
    records: dict[type[Record], list[Record]] = defaultdict(list)
    for component in components:
        for name, model in _record_columns(type(component)).items():
            if model.guide_relations:
                records[model].append(getattr(component, name))
    for model, named in records.items():
        models.prefetch_related_objects(named, *model.guide_relations)
