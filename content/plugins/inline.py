"""Components that stand inside a line of rich text: a citation, a clinic fact, a glossary term."""

from typing import Any, ClassVar

from cms.plugin_base import CMSPluginBase
from django.db import models
from django.template.loader import get_template
from django.utils.safestring import mark_safe


class TrimmedTemplate:
    """A template without white space around what it gives: its file ends with a line break, the line of text must not."""

    def __init__(self, name: str) -> None:
        self.template = get_template(name)

    def render(self, context: dict[str, Any]) -> str:
        return mark_safe(self.template.render(context).strip())  # noqa: S308 - escaped by the template


class InlinePlugin(CMSPluginBase):
    """A component that djangocms-text lets staff put into a line."""

    module = "In the line"
    text_enabled = True
    text_icon = ""
    #: Its role in a guide file: ``{role}`value` ``.
    role: ClassVar[str]

    #: The column that points to the record.
    record_field: ClassVar[str]

    def get_render_template(self, context, instance, placeholder):
        return TrimmedTemplate(self.render_template)

    @classmethod
    def to_guide(cls, instance: Any) -> str:
        """What stands between the backticks in a guide file."""
        raise NotImplementedError

    @classmethod
    def from_guide(cls, value: str) -> dict:
        """The plugin's columns for what stands between the backticks. Raises LookupError with a sentence."""
        raise NotImplementedError

    @classmethod
    def record(cls, key: str) -> models.Model:
        """The record with this key. Raises LookupError where there is none."""
        model = cls.model._meta.get_field(cls.record_field).related_model
        try:
            return model.objects.get(key=key)
        except model.DoesNotExist:
            raise LookupError(f"there is no {model._meta.verbose_name} with the key “{key}”") from None
