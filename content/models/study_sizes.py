from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.rows import ComponentWithRows, Row, RowForm, RowsField

#: More than any trial has; a larger number is a slip of the finger.
MOST_PEOPLE = 1_000_000


class PeopleForm(RowForm):
    people = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": _("Give the number of people."),
            "invalid": _("Give the number of people in digits, such as 158."),
            "min_value": _("Give at least 1 person."),
            "max_value": format_lazy(_("Give at most {most_people} people."), most_people=f"{MOST_PEOPLE:,}"),
        },
    )

    def to_guide(self) -> str:
        return str(self.cleaned_data["people"])

    @classmethod
    def from_guide(cls, text: str) -> Row:
        if not text.isdecimal():
            raise ValidationError(f"expected a number of people, such as 158, not “{text}”")
        return {"people": text}


class StudySizes(ComponentWithRows):
    """How many people took part in each study, as dots."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("May be left empty."))
    people: Any = RowsField(
        _("people in each study"), form=PeopleForm, help_text=_("Shown behind the label, and as dots.")
    )

    rows_column = "people"

    class Meta:
        verbose_name = _("sizes of studies")
        verbose_name_plural = _("sizes of studies")
