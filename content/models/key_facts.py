from django.core.exceptions import ValidationError
from django.db import models

from content import richtext
from content.models.component import Component


class KeyFacts(Component):
    """A few facts, each with a label."""

    heading = models.CharField(max_length=120, default="Key facts", help_text="Shown above the facts.")

    text_is_list = "ul"

    class Meta:
        verbose_name = "key facts"
        verbose_name_plural = "key facts"

    def clean(self) -> None:
        super().clean()
        for item in richtext.blocks(self.body)[0]:
            if (item.text or "").strip() or not len(item) or item[0].tag != "strong":
                words = richtext.plain_text(richtext.inner_html(item))[:40]
                raise ValidationError({"body": f"Start each fact with its label in bold. This one does not: “{words}”"})
