"""From a page to a document: what a page's text would be exported to."""

from typing import Any

from cms.models import CMSPlugin, Page, PageContent
from django.db import models
from lxml import html

from content.guide.columns import points_to
from content.guide.document import Block, Document
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
        body = _to_guide_html(plugin.body, {child.pk: child for child in children.get(plugin.pk, [])})
        if plugin.plugin_type == "TextPlugin":
            if body:
                blocks.append(Block("text", {}, body))
        elif plugin.plugin_type in names:
            name = names[plugin.plugin_type]
            blocks.append(Block(name, _read_settings(plugin, component_plugins()[name]), body))
    return blocks


def _to_guide_html(source: str, children: dict[int, CMSPlugin]) -> str:
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
            replacement.drop_tree()
    page_ids = {}
    for link in root.iter("a"):
        if target := link.attrib.pop("data-cms-href", ""):
            page_id = target.rpartition(":")[2]
            if page_id not in page_ids:
                page_ids[page_id] = Page.objects.filter(pk=page_id).values_list("reverse_id", flat=True).first()
            fragment = link.get("href", "").partition("#")[2]
            link.set("href", f"page:{page_ids[page_id]}" + (f"#{fragment}" if fragment else ""))
            if not page_ids[page_id]:
                link.attrib.pop("href")
    return canonical(inner_html(root))


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
            text = value.reverse_id or f"page-{value.pk}"
        elif points_to(field, Record):
            text = value.key if value else ""
        elif isinstance(field, models.ForeignKey):
            text = picture_name(value)
        else:
            text = one_line(str(value))
        if text:
            settings[name] = text
    return settings
