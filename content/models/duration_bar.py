import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from content.page.component import Component
from content.richtext.reading import list_items, split_label

HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.5, "year": 8766.0}
LENGTH = re.compile(rf"(?:(?P<first>\d{{1,9}}) to )?(?P<last>\d{{1,9}}) (?P<unit>{'|'.join(HOURS)})s?\b", re.IGNORECASE)


class Length(NamedTuple):
    """A length of time as words and in hours. `start` is 0 unless the words give a range."""

    words: str
    start: float
    end: float


#: Nothing in medicine is measured over a longer time. Much larger numbers are slips of the hand, and no drawing can show them.
MOST_HOURS = 100 * HOURS["year"]


def length_in(label: str) -> Length | None:
    """The first length of time in a label: “half by 18 days” gives 18 days, “2 to 4 hours” a range."""
    match = LENGTH.search(label)
    if not match:
        return None
    hours = HOURS[match["unit"].lower()]
    start, end = int(match["first"] or 0) * hours, int(match["last"]) * hours
    return Length(match[0], start, end) if start < end <= MOST_HOURS else None


class DurationBar(Component):
    """How long things last: a bar for each, on one scale of time."""

    heading = models.CharField(max_length=120, blank=True, help_text="May be left empty.")

    text_is_list = "ul"
    items_have_labels = True

    class Meta:
        verbose_name = "how long it lasts"
        verbose_name_plural = "how long it lasts"

    def clean(self) -> None:
        super().clean()
        for item in list_items(self.body):
            label = split_label(item)[0]
            if length_in(label) is None:
                raise ValidationError(
                    {
                        "body": f"Put a length of time into each label, such as “7 days” or “2 to 4 hours”. Missing in “{label}”."
                    }
                )
