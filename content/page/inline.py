"""Components that stand inside a line of rich text: a citation, a clinic fact, a glossary term."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from cms.models import CMSPlugin
from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from djangocms_text.utils import OBJ_ADMIN_RE, get_plugins_from_text

#: An inline component in rich text, with the signs that close the sentence or bracket it stands in.
IN_TEXT = re.compile(rf"{OBJ_ADMIN_RE.pattern}(?P<closing>[.,;:!?)”]*)", OBJ_ADMIN_RE.flags)


@dataclass
class Drawn:
    """What django CMS takes for a template: a component that is drawn already."""

    html: str

    def render(self, context: dict[str, Any]) -> str:
        return self.html


class InlinePlugin(CMSPluginBase):
    """A component that djangocms-text lets staff put into a line."""

    module = _("In the line")
    text_enabled = True
    text_icon = ""
    #: Its role in a guide file: ``{role}`value` ``.
    role: ClassVar[str]
    #: The column that points to the record.
    record_field: ClassVar[str]
    #: A sentence with a place for it, `{}`, where there is no sentence of the guide to show it in.
    sample: ClassVar[str]

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """A record is found by its words: there are more than a list to choose from has room for."""
        return (self.record_field,)

    def html(self, instance: Any, request: HttpRequest) -> SafeString:
        """The component as readers get it; `instance` need not be saved.

        Made by code, not by a template: a page has up to a hundred, and there must be no white space around them.
        """
        raise NotImplementedError

    def before(self, html: SafeString, closing: SafeString) -> SafeString:
        """What `html` gave, with the signs that follow it."""
        return html + closing

    def get_render_template(self, context, instance, placeholder):
        return Drawn(self.html(instance, context["request"]))

    @classmethod
    def to_guide(cls, instance: Any) -> str:
        """What stands between the backticks in a guide file."""
        raise NotImplementedError

    @classmethod
    def from_guide(cls, value: str) -> dict:
        """The plugin's columns for what stands between the backticks. Raises LookupError with a sentence."""
        raise NotImplementedError

    @classmethod
    def record_model(cls) -> Any:
        """The kind of record that it shows."""
        return cls.model._meta.get_field(cls.record_field).related_model

    @classmethod
    def record(cls, key: str) -> models.Model:
        """The record with this key. Raises LookupError where there is none."""
        model = cls.record_model()
        try:
            return model.objects.get(key=key)
        except model.DoesNotExist:
            raise LookupError(f"there is no {model._meta.verbose_name} with the key “{key}”") from None


def inline_plugins() -> dict[str, type[InlinePlugin]]:
    """Every inline component, by its role in guide files."""
    found = [plugin for plugin in plugin_pool.get_all_plugins() if issubclass(plugin, InlinePlugin)]
    return {plugin.role: plugin for plugin in found}


def draw_inlines(source: str, children: Iterable[CMSPlugin] | None, request: HttpRequest) -> str:
    """Rich text with its inline components as readers get them; one that is gone leaves nothing.

    djangocms-text would run every context processor again for each of them: a third of the time of a page.
    """
    found = {child.pk: child for child in children} if children is not None else get_plugins_from_text(source)

    def draw(tag: re.Match[str]) -> str:
        instance = found.get(int(tag["pk"]))
        if instance is None:
            return tag["closing"]
        plugin = instance.get_plugin_class_instance()
        return plugin.before(plugin.html(instance, request), SafeString(tag["closing"]))

    return IN_TEXT.sub(draw, source)
