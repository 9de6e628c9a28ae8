"""A record as readers would get it, before it is saved: on its own, and in the sentences that name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cms.models import CMSPlugin, PageContent
from cms.utils.plugins import downcast_plugins
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lxml import html

from content.page.inline import InlinePlugin, draw_inlines, inline_plugins
from content.page.links import resolve_page_links
from content.page.rendering import rendering
from content.page.surroundings import surroundings
from content.records.record import Record
from content.richtext.allowed import BLOCK_TAGS
from content.richtext.reading import inner_html
from content.richtext.shown import for_readers

#: A fact such as the telephone number stands in more sentences than anybody wants to look at.
MOST_SENTENCES = 12


@dataclass(frozen=True)
class Sentence:
    """What a public page says with the record in it."""

    page: str
    address: str
    text: SafeString


def in_text(record: Record, request: HttpRequest) -> dict[str, Any]:
    """A record that stands in a line: `sentences` of public pages that name it, and a `sample` for when none does.

    Columns of `record` may differ from what is saved; nothing is saved here.
    """
    plugin = next(plugin for plugin in inline_plugins().values() if plugin.record_model() is type(record))
    return {"sentences": _sentences(record, plugin, request), "sample": _sample(record, plugin, request)}


def _sample(record: Record, plugin: type[InlinePlugin], request: HttpRequest) -> SafeString:
    instance = plugin.model(pk=0, plugin_type=plugin.__name__, **{plugin.record_field: record})
    return format_html(plugin.sample, instance.get_plugin_class_instance().html(instance, request))


def _sentences(record: Record, plugin: type[InlinePlugin], request: HttpRequest) -> list[Sentence]:
    """The paragraphs, list items and cells of public pages that name the record, in the order of the pages' titles."""
    pages = surroundings(request)
    public = {
        content.pk: content for content in PageContent.objects.filter(language=pages.language, page__site=pages.site)
    }
    named = plugin.model.objects.filter(
        **{plugin.record_field: record.pk},
        placeholder__content_type=ContentType.objects.get_for_model(PageContent),
        placeholder__object_id__in=PageContent.objects.filter(pk__in=public).order_by().values("pk"),
    ).select_related("placeholder", "parent")
    found = []
    ordered = sorted(named, key=lambda row: (public[row.placeholder.object_id].title, row.parent_id or 0, row.position))
    for row in ordered:
        content = public[row.placeholder.object_id]
        for text in _blocks_with(row, record, plugin, request):
            sentence = Sentence(content.title, pages.address(content.page_id), text)
            if sentence not in found:  # a sentence may name a record twice
                found.append(sentence)
        if len(found) == MOST_SENTENCES:
            break
    return found


def _blocks_with(
    row: CMSPlugin, record: Record, plugin: type[InlinePlugin], request: HttpRequest
) -> Iterator[SafeString]:
    """The block of text around one inline component, drawn with the record as it is given."""
    (parent,) = downcast_plugins([row.parent]) if row.parent else (None,)
    if parent is None:
        return
    children = list(downcast_plugins(CMSPlugin.objects.filter(parent=row.parent)))
    for child in children:
        if isinstance(child, plugin.model) and getattr(child, f"{plugin.record_field}_id") == record.pk:
            setattr(child, plugin.record_field, record)
    root = html.fragment_fromstring(parent.body, create_parent="div")
    for tag in root.iterfind(f".//cms-plugin[@id='{row.pk}']"):
        block = next(element for element in tag.iterancestors() if element.tag in {*BLOCK_TAGS, "div"})
        source = resolve_page_links(inner_html(block), surroundings(request).address)
        source = draw_inlines(source, children, request)
        text = for_readers(f"<p>{source}</p>", rendering(request).headings)
        yield mark_safe(text)  # noqa: S308 - sanitized when it was saved
