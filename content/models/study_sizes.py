from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from content.page.rows import ComponentWithRows, Row, RowForm, RowsField

#: More than any trial has; a larger number is a slip of the finger.
MOST_PEOPLE = 1_000_000


class PeopleForm(RowForm):
    people = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": "Give the number of people.",
            "invalid": "Give the number of people in digits, such as 158.",
            "min_value": "Give at least 1 person.",
            "max_value": f"Give at most {MOST_PEOPLE:,} people.",
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

    heading = models.CharField(max_length=120, blank=True, help_text="May be left empty.")
    people: Any = RowsField("people in each study", form=PeopleForm, help_text="Shown behind the label, and as dots.")

    rows_column = "people"

    class Meta:
        verbose_name = "sizes of studies"
        verbose_name_plural = "sizes of studies"
