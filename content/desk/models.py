"""What staff are told of that is no text of the guide."""

from cms.models import Page
from django.db import models
from django.utils.translation import gettext_lazy as _

#: Longer than any address that a form of the guide takes.
LONGEST_ADDRESS = 1000


class BrokenLink(models.Model):
    """An address of another site that a published page leads to, and that did not lead anywhere when somebody looked last."""

    class Fault(models.TextChoices):
        NOWHERE = "nowhere", _("leads nowhere")
        NO_ANSWER = "no-answer", _("did not answer")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=15)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    fault = models.CharField(max_length=20, choices=Fault)
    looked = models.DateTimeField()

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        constraints = (models.UniqueConstraint(fields=["page", "language", "address"], name="one_row_for_a_link"),)

    def __str__(self) -> str:
        return self.address
