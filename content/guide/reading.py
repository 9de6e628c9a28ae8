"""From a page to a document: what a page's text would be exported to."""

from typing import Any

from cms.models import CMSPlugin, Page, PageContent
from django.db import models
from lxml import html

from content.guide.columns import points_to
from content.guide.document import Block, Document, Lost, numbered
from content.models import PageDetails
from content.page.addresses import address_of
from content.page.component_plugin import ComponentPlugin, component_plugins
from content.page.fetch import components_of
from content.page.inline import inline_plugins
from content.page.rows import RowsField
from content.pictures.uploads import picture_name
from content.records.record import Record
from content.richtext.canonical import canonical
from content.richtext.reading import inner_html, one_line


def read_page(content: PageContent) -> Document:
    """The document that this text of a page, draft or published, would be exported to."""
    details = PageDetails.objects.filter(extended_object=content).first() or PageDetails()
    page = content.page
    title = one_line(content.title)
    menu_title = one_line(content.menu_title or "")
    return Document(
        id=page.reverse_id or f"page-{page.pk}",
        title=title,
        address=address_of(content),
        description=one_line(content.meta_description or ""),
        menu_title="" if menu_title == title else menu_title,
        template=content.template.removeprefix("pages/").removesuffix(".html"),
        section=details.section,
        position=details.position,
        in_menu=content.in_navigation,
        speaks_of_benefit=details.speaks_of_benefit,
        text_date=details.text_date,
        blocks=read_blocks(content),
    )


def read_blocks(content: PageContent) -> list[Block]:
    """The blocks of a page's text, in order; empty running text is left out."""
    plugins = components_of(content)
    children: dict[int | None, list[CMSPlugin]] = {}
    for plugin in plugins:
        children.setdefault(plugin.parent_id, []).append(plugin)
    names = {plugin.__name__: name for name, plugin in component_plugins().items()}
    blocks = []
    for plugin in children.get(None, []):
        lost: list[Lost] = []
        body = _to_guide_html(plugin.body, {child.pk: child for child in children.get(plugin.pk, [])}, lost)
        if plugin.plugin_type == "TextPlugin":
            if body:
                blocks.append(Block("text", {}, body, component=plugin.pk, lost=lost))
        elif plugin.plugin_type in names:
            name = names[plugin.plugin_type]
            settings = _read_settings(plugin, component_plugins()[name])
            blocks.append(Block(name, settings, body, component=plugin.pk, lost=lost))
    return numbered(blocks)


def _to_guide_html(source: str, children: dict[int, CMSPlugin], lost: list[Lost]) -> str:
    """The text as a guide file has it. What it names and what is gone is left out, and noted in `lost`."""
    root = html.fragment_fromstring(source, create_parent="div")
    by_type = {plugin.__name__: plugin for plugin in inline_plugins().values()}
    for tag in list(root.iter("cms-plugin")):
        child = children.get(int(tag.get("id", "0")))
        plugin = by_type.get(child.plugin_type) if child else None
        replacement = html.Element("guide-inline")
        if plugin:
            replacement.set("role", plugin.role)
            replacement.set("value", plugin.to_guide(child))
        replacement.tail = tag.tail
        tag.getparent().replace(tag, replacement)
        if not plugin:
            lost.append(Lost(tag.get("alt") or "source", _paragraph_of(replacement)))
            replacement.drop_tree()
    page_ids = {}
    for link in root.iter("a"):
        if target := link.attrib.pop("data-cms-href", ""):
            page_id = target.rpartition(":")[2]
            if page_id not in page_ids:
                page = Page.objects.filter(pk=page_id).only("reverse_id").first() if page_id.isdecimal() else None
                page_ids[page_id] = page and (page.reverse_id or f"page-{page.pk}")
            fragment = link.get("href", "").partition("#")[2]
            link.set("href", f"page:{page_ids[page_id]}" + (f"#{fragment}" if fragment else ""))
            if not page_ids[page_id]:
                lost.append(Lost("link", link.text_content().strip()))
                link.attrib.pop("href")
    return canonical(inner_html(root))


def _paragraph_of(element: html.HtmlElement) -> str:
    """The words of the paragraph, item or cell in which an element stands."""
    place = element.getparent()
    return " ".join(place.text_content().split()) if place is not None else ""


def _read_settings(instance: CMSPlugin, plugin: type[ComponentPlugin]) -> dict[str, str]:
    settings = {}
    for name in plugin.guide_settings:
        field: Any = instance._meta.get_field(name)
        value = getattr(instance, name)
        if isinstance(field, models.BooleanField):
            text = "true" if value else ""
        elif isinstance(field, RowsField):
            text = field.to_guide(value)
        elif points_to(field, Page):
            text = (value.reverse_id or f"page-{value.pk}") if value else ""
        elif points_to(field, Record):
            text = value.key if value else ""
        elif isinstance(field, models.ForeignKey):
            text = picture_name(value)
        else:
            text = one_line(str(value))
        if text:
            settings[name] = text
    return settings
