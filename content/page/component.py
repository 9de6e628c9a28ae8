"""What every component with rich text shares."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from djangocms_text.models import AbstractText

from content.richtext.canonical import canonical
from content.richtext.reading import blocks, list_items, plain_text, split_label


class Component(AbstractText):
    """A block of the guide: its own settings in columns, its text as rich text with inline components."""

    body = models.TextField(_("text"), blank=True)

    #: Whether the component may have no text, and whether its text must be exactly one list ("ul", "ol").
    text_required = True
    text_is_list: str | None = None
    #: Whether each item of the list must start with its label in bold.
    items_have_labels = False
    #: Whether it shows the pages right below its own.
    lists_pages_below = False
    #: Columns of letters that are names for programs, not words.
    columns_of_keys: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        words = getattr(self, "heading", "") or getattr(self, "summary", "") or plain_text(self.body)
        return words[:60]

    def clean(self) -> None:
        """Raise ValidationError, by field, where the text does not suit the component."""
        super().clean()
        self.body = canonical(self.body)
        if self.text_required and not self.body:
            raise ValidationError({"body": _("Write the text.")})
        if self.text_is_list and not list_items(self.body):
            raise ValidationError(
                {
                    "body": _("The text must be one bullet list and nothing else.")
                    if self.text_is_list == "ul"
                    else _("The text must be one numbered list and nothing else.")
                }
            )
        if self.text_is_list and blocks(self.body)[0].tag != self.text_is_list:
            raise ValidationError(
                {"body": _("Use a bullet list here.") if self.text_is_list == "ul" else _("Use a numbered list here.")}
            )
        if self.items_have_labels:
            for item in list_items(self.body):
                if not split_label(item)[0]:
                    words = plain_text(item)[:40]
                    raise ValidationError(
                        {
                            "body": format_lazy(
                                _("Start each item with its label in bold. This one does not: “{words}”"), words=words
                            )
                        }
                    )
