"""From a document to a page: a draft that says exactly what a document says."""

import re
from typing import Any

from cms.api import create_page, create_page_content
from cms.models import Page, PageContent, Placeholder
from django.core.exceptions import ValidationError
from django.db import models
from djangocms_text.models import Text
from djangocms_text.utils import plugin_to_tag
from filer.models import Image
from lxml import html

from content.guide.columns import points_to
from content.guide.document import Block, Document, GuideFileError
from content.models import PageDetails
from content.page.component_plugin import ComponentPlugin, component_plugins
from content.page.fetch import SLOT
from content.page.inline import InlinePlugin, inline_plugins
from content.page.rows import RowsField
from content.records.record import Record
from content.richtext.reading import inner_html

PAGE_LINK = re.compile(r"^page:(?P<id>[a-z0-9-]+)(?P<fragment>#.*)?$")


def create_draft(document: Document, language: str, parent: Page | None, user: Any) -> PageContent:
    """A new, unpublished page for a document, without its text (see `write_draft`)."""
    page = create_page(
        title=document.title,
        template=f"pages/{document.template}.html",
        language=language,
        slug=document.slug,
        parent=parent,
        reverse_id=document.id,
        created_by=user,
    )
    return PageContent.admin_manager.get(page=page, language=language)


def create_text(document: Document, language: str, page: Page, user: Any) -> PageContent:
    """A new, unpublished text in a language for a page, without what it says (see `write_draft`)."""
    create_page_content(
        language, document.title, page, slug=document.slug, created_by=user, template=f"pages/{document.template}.html"
    )
    return PageContent.admin_manager.filter(page=page, language=language).latest("pk")


def write_draft(document: Document, content: PageContent, pages: dict[str, Page]) -> None:
    """Make a draft say exactly what a document says. `pages` are the pages that links may name, by id.

    Raises GuideFileError, with file and line, for a setting or a name that cannot be.
    """
    PageContent.admin_manager.filter(pk=content.pk).update(
        title=document.title,
        menu_title=document.menu_title,
        slug=document.slug,
        meta_description=document.description,
        template=f"pages/{document.template}.html",
        in_navigation=document.in_menu,
    )
    content.refresh_from_db()
    PageDetails.objects.update_or_create(
        extended_object=content,
        defaults={
            "section": document.section,
            "position": document.position,
            "speaks_of_benefit": document.speaks_of_benefit,
            "text_date": document.text_date,
        },
    )
    content.rescan_placeholders()
    placeholder = content.get_placeholders().get(slot=SLOT)
    placeholder.clear(content.language)
    try:
        Builder(placeholder, content.language, pages).build(document.blocks)
    except GuideFileError as error:
        error.path = document.path or document.id
        raise


class Builder:
    """Writes blocks into an empty placeholder. Saves plugins in order, so that no position has to shift."""

    def __init__(self, placeholder: Placeholder, language: str, pages: dict[str, Page]) -> None:
        self.placeholder, self.language, self.pages = placeholder, language, pages
        self.position = 0
        self.components, self.inlines = component_plugins(), inline_plugins()

    def build(self, blocks: list[Block]) -> None:
        for block in blocks:
            if block.name == "text":
                if block.settings:
                    raise GuideFileError("running text has no settings", block.line)
                self._save(Text(), "TextPlugin", block)
            elif block.name in self.components:
                self._component(block, self.components[block.name])
            else:
                known = ", ".join(["text", *self.components])
                raise GuideFileError(f"there is no block “{block.name}”; expected one of {known}", block.line)

    def instance(self, block: Block, plugin: type[ComponentPlugin]) -> Any:
        """The component's row with its settings, neither checked nor saved."""
        instance = plugin.model(language=self.language)
        for name, text in block.settings.items():
            if name not in plugin.guide_settings:
                known = ", ".join(plugin.guide_settings) or "none"
                raise GuideFileError(
                    f"“{block.name}” has no setting “{name}”; it has: {known}", block.line_of(f":{name}:")
                )
            setattr(instance, name, self.value(instance, name, text, block))
        instance.body = block.html
        return instance

    def _component(self, block: Block, plugin: type[ComponentPlugin]) -> None:
        instance = self.instance(block, plugin)
        try:
            instance.clean_fields(exclude={"placeholder", "parent", "plugin_type", "language", "cmsplugin_ptr"})
            instance.clean()
            self._save(instance, plugin.__name__, block)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                reasons = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
            else:
                reasons = " ".join(error.messages)
            line = block.line_of(f":{next(iter(error.error_dict))}:") if hasattr(error, "error_dict") else block.line
            raise GuideFileError(f"in the block “{block.name}”: {reasons}", line) from error

    def value(self, instance: models.Model, name: str, text: str, block: Block) -> Any:
        field: Any = instance._meta.get_field(name)
        if isinstance(field, models.BooleanField):
            if text not in {"true", "false"}:
                raise GuideFileError(f"“{name}” must be true or false", block.line_of(f":{name}:"))
            return text == "true"
        if isinstance(field, RowsField):
            try:
                return field.from_guide(text)
            except ValidationError as error:
                raise GuideFileError(f"“{name}”: {' '.join(error.messages)}", block.line_of(f":{name}:")) from error
        if points_to(field, Page):
            return self.page(text, block)
        if points_to(field, Record):
            record = field.related_model.objects.filter(key=text).first()
            if record is None:
                kind = field.related_model._meta.verbose_name
                raise GuideFileError(f"there is no {kind} with the key “{text}”", block.line_of(text))
            return record
        if isinstance(field, models.ForeignKey):
            image = Image.objects.filter(original_filename=text).order_by("pk").first()
            if image is None:
                raise GuideFileError(f"there is no picture “{text}” in the folder images", block.line_of(text))
            return image
        return text

    def page(self, guide_id: str, block: Block) -> Page:
        if guide_id not in self.pages:
            raise GuideFileError(f"there is no page with the id “{guide_id}”", block.line_of(guide_id))
        return self.pages[guide_id]

    def _save(self, instance: Any, plugin_type: str, block: Block) -> None:
        source, inlines = self.split_inlines(block)
        self.position += 1
        instance.placeholder, instance.language = self.placeholder, self.language
        instance.plugin_type, instance.position = plugin_type, self.position
        instance.body = "" if inlines else source
        instance.save()
        if not inlines:
            return
        for mark, (plugin, columns) in inlines.items():
            self.position += 1
            child = plugin.model(
                placeholder=self.placeholder,
                language=self.language,
                plugin_type=plugin.__name__,
                position=self.position,
                parent=instance,
                **columns,
            )
            child.save()
            source = source.replace(mark, plugin_to_tag(child), 1)
        instance.body = source
        instance.save()

    def split_inlines(self, block: Block) -> tuple[str, dict[str, tuple[type[InlinePlugin], dict]]]:
        """The block's HTML with page links resolved and a mark for each inline component, and these components."""
        root = html.fragment_fromstring(block.html, create_parent="div")
        for link in root.iter("a"):
            if match := PAGE_LINK.match(link.get("href", "")):
                link.set("data-cms-href", f"cms.page:{self.page(match['id'], block).pk}")
                link.set("href", match["fragment"] or "#")
        inlines = {}
        for number, tag in enumerate(list(root.iter("guide-inline"))):
            plugin = self.inlines.get(tag.get("role", ""))
            if plugin is None:
                raise GuideFileError(f"there is no role “{tag.get('role')}”", block.line)
            try:
                columns = plugin.from_guide(tag.get("value", ""))
            except LookupError as error:
                key = tag.get("value", "").rpartition("<")[2].rstrip(">")
                raise GuideFileError(str(error.args[0]), block.line_of(key)) from error
            mark = f"\ue000{number}\ue001"
            tag.tail = mark + (tag.tail or "")
            tag.drop_tree()
            inlines[mark] = (plugin, columns)
        return inner_html(root), inlines
