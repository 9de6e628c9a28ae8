from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.rows import ComponentWithRows, Row, RowForm, RowsField


class Level(models.TextChoices):
    """How good the evidence is, from the lowest; what each means is explained on the page about the studies."""

    AGAINST = "against", _("Against")
    UNCLEAR = "unclear", _("Unclear")
    WEAK = "weak", _("Weak")
    FAIR = "fair", _("Fair")
    STRONG = "strong", _("Strong")


class LevelForm(RowForm):
    level = forms.ChoiceField(
        label=_("Evidence"),
        choices=Level.choices,
        error_messages={"required": format_lazy(_("Choose one of {values}."), values=", ".join(Level.values))},
    )
    highest = forms.ChoiceField(label=_("up to (may be empty)"), choices=[("", "-"), *Level.choices], required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        level, highest = values.get("level"), values.get("highest")
        if level and highest and Level.values.index(highest) <= Level.values.index(level):
            raise ValidationError(
                format_lazy(
                    _("“{highest}” is not better evidence than “{level}”. Start with the lower one."),
                    highest=highest,
                    level=level,
                )
            )
        return values

    def to_guide(self) -> str:
        return "-".join(filter(None, (self.cleaned_data["level"], self.cleaned_data["highest"])))

    @classmethod
    def from_guide(cls, text: str) -> Row:
        level, _sign, highest = text.partition("-")
        return {"level": level, "highest": highest}


class EvidenceLadder(ComponentWithRows):
    """How good the evidence is for each of several conditions, in words first and then on a line."""

    heading = models.CharField(_("heading"), max_length=120, help_text=_("Shown above the list."))
    levels: Any = RowsField(_("evidence"), form=LevelForm, help_text=_("Shown behind the label, and on a line."))

    rows_column = "levels"

    class Meta:
        verbose_name = _("evidence ladder")
        verbose_name_plural = _("evidence ladders")
