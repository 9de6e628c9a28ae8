"""Reads the components of a page with two queries, however many kinds there are. django CMS takes one for each kind."""

from collections import defaultdict
from functools import cache

from cms.models import CMSPlugin, PageContent
from cms.plugin_pool import plugin_pool
from cms.utils.plugins import get_plugins_as_layered_tree
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest

from content.records import Record

#: The one placeholder of every page.
SLOT = "content"


def components_of(content: PageContent) -> list[CMSPlugin]:
    """The components in the text of a page, in order and each as its own model, together with the records they name."""
    rows = CMSPlugin.objects.filter(
        placeholder__content_type=ContentType.objects.get_for_model(content),
        placeholder__object_id=content.pk,
        placeholder__slot=SLOT,
        language=content.language,
    )
    kinds = {kind: _joins(kind) for kind in rows.order_by().values_list("plugin_type", flat=True).distinct()}
    joins = sorted(join for ways in kinds.values() for join in ways)
    found: dict[int, CMSPlugin] = {}
    placeholder = None
    for row in rows.select_related("placeholder", *joins).order_by("position") if joins else ():
        component = getattr(row, kinds[row.plugin_type][0], None) if kinds[row.plugin_type] else None
        if component is None:
            continue  # its kind is not installed, or its own row is missing
        placeholder = placeholder or row.placeholder
        component.placeholder = placeholder
        if component.parent_id in found:
            component.parent = found[component.parent_id]
        found[component.pk] = component
    _fetch_relations(list(found.values()))
    return list(found.values())


def hand_over(components: list[CMSPlugin], content: PageContent, request: HttpRequest) -> None:
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
    return (own, *(f"{own}__{field.name}" for field in _record_fields(model)))


def _record_fields(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Record)
    ]


def _fetch_relations(components: list[CMSPlugin]) -> None:
    """Read what the named records are related to: a query for each relation."""
    records: dict[type[Record], list[Record]] = defaultdict(list)
    for component in components:
        for field in _record_fields(type(component)):
            if field.related_model.guide_relations:
                records[field.related_model].append(getattr(component, field.name))
    for model, named in records.items():
        models.prefetch_related_objects(named, *model.guide_relations)
