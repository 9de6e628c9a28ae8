from cms.models import CMSPlugin
from django.db import models

from content.records import Record, WithRecord


class ClinicFact(Record):
    """One fact about the clinic, typed once and used everywhere: a phone number, a rule, a price."""

    label = models.CharField(max_length=120, help_text="What the fact is.")
    value = models.CharField(
        max_length=300,
        blank=True,
        help_text="A short phrase that fits inside a sentence. Left empty, pages say “ask the clinic”.",
    )
    help = models.CharField("hint for staff", max_length=300, blank=True)
    example = models.BooleanField(
        "still an example", default=True, help_text="Untick this when the value is your clinic's own."
    )

    guide_fields = ("label", "value", "help", "example")
    UNSET = "(ask the clinic)"

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label

    @property
    def text(self) -> str:
        """The value, or “(ask the clinic)”."""
        return self.value or self.UNSET


class ClinicFactReference(CMSPlugin):
    """A clinic fact inside a line of text."""

    fact = models.ForeignKey(ClinicFact, on_delete=models.PROTECT, related_name="+")

    objects = WithRecord("fact")

    def __str__(self) -> str:
        return str(self.fact)
