import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.component import Component
from content.richtext.reading import list_items, plain_text

NEGATION = re.compile(r"^(do not|don['’]t|never|no)\b", re.IGNORECASE)


class DoDontList(Component):
    """What to do, or what not to do. The template puts “do not” before each item of a don't list."""

    class Kind(models.TextChoices):
        DO = "do", _("Do")
        DONT = "dont", _("Do not")

    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    heading = models.CharField(
        _("heading"), max_length=120, blank=True, help_text=_("Left empty, the list is headed “Do” or “Do not”.")
    )

    text_is_list = "ul"

    class Meta:
        verbose_name = _("do or do-not list")
        verbose_name_plural = _("do or do-not lists")

    def clean(self) -> None:
        super().clean()
        if self.kind != self.Kind.DONT:
            return
        for item in list_items(self.body):
            words = plain_text(item)
            if NEGATION.match(words):
                raise ValidationError(
                    {
                        "body": format_lazy(
                            _("The page itself puts “do not” before each item. Leave it out here: “{words}”"),
                            words=words[:40],
                        )
                    }
                )
