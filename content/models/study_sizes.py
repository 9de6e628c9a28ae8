import re

from django.core.exceptions import ValidationError
from django.db import models

from content.page.component import Component
from content.richtext.reading import list_items, split_label

#: More people than were ever in a study of this field; a drawing of more would fill the page.
MOST_PEOPLE = 1_000_000
PEOPLE = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d+) people\b")


def people_in(label: str) -> int | None:
    """The first number of people in a label: “2021: 30 people” gives 30."""
    match = PEOPLE.search(label)
    number = int(match[1].replace(",", "")) if match else 0
    return number if 0 < number <= MOST_PEOPLE else None


class StudySizes(Component):
    """How many people took part in each study, as dots."""

    heading = models.CharField(max_length=120, blank=True, help_text="May be left empty.")

    text_is_list = "ul"
    items_have_labels = True

    class Meta:
        verbose_name = "sizes of studies"
        verbose_name_plural = "sizes of studies"

    def clean(self) -> None:
        super().clean()
        for item in list_items(self.body):
            label = split_label(item)[0]
            if people_in(label) is None:
                raise ValidationError(
                    {"body": f"Put the number of people into each label, such as “30 people”. Missing in “{label}”."}
                )
