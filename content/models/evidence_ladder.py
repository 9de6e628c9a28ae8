import re

from django.core.exceptions import ValidationError
from django.db import models

from content.page.component import Component
from content.richtext.reading import list_items, plain_text, split_label

#: From the lowest rung up; what each means is explained on the page about the studies.
RUNGS = ("negative", "uncertain", "limited", "moderate", "strong")
RUNG = re.compile(rf"^({'|'.join(RUNGS)})(?: to ({'|'.join(RUNGS)}))?\b", re.IGNORECASE)


def rungs_in(text: str) -> tuple[int, int] | None:
    """The lowest and highest rung that the words name at their start: “negative to uncertain” gives (0, 1)."""
    match = RUNG.match(text)
    if match is None:
        return None
    found = sorted(RUNGS.index(name.lower()) for name in match.groups() if name)
    return found[0], found[-1]


class EvidenceLadder(Component):
    """How good the evidence is for each of several conditions, in words first and then on a ladder."""

    heading = models.CharField(max_length=120, help_text="Shown above the list.")

    text_is_list = "ul"
    items_have_labels = True

    class Meta:
        verbose_name = "evidence ladder"

    def clean(self) -> None:
        super().clean()
        for item in list_items(self.body):
            label, rest = split_label(item)
            if rungs_in(plain_text(rest)) is None:
                raise ValidationError(
                    {"body": f"After the label “{label}” start with the evidence label: {', '.join(reversed(RUNGS))}."}
                )
