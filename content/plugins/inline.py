"""Components that stand inside a line of rich text: a citation, a clinic fact, a glossary term."""

from typing import Any, ClassVar

from cms.plugin_base import CMSPluginBase
from django.db import models


class InlinePlugin(CMSPluginBase):
    """A component that djangocms-text lets staff put into a line."""

    module = "In the line"
    text_enabled = True
    text_icon = ""
    #: Its role in a guide file: ``{role}`value` ``.
    role: ClassVar[str]

    #: The column that points to the record.
    record_field: ClassVar[str]

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
