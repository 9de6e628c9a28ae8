from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class EvidenceCard(Component):
    """Two findings side by side at equal weight: the second is the strongest one that points another way."""

    heading = models.CharField(_("heading"), max_length=120, help_text=_("The question both findings answer."))
    finding = models.ForeignKey(
        "evidence.Finding",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("finding"),
    )
    contrary = models.ForeignKey(
        "evidence.Finding",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("strongest contrary finding"),
        help_text=_("The best finding that points another way. Readers see both at the same size."),
    )

    text_required = False

    class Meta:
        verbose_name = _("two-sided evidence card")
        verbose_name_plural = _("two-sided evidence cards")

    def clean(self) -> None:
        super().clean()
        if not (self.finding_id and self.contrary_id):
            return
        if self.finding_id == self.contrary_id:
            raise ValidationError({"contrary": _("Choose a second finding that points another way.")})
        if self.finding.condition != self.contrary.condition:
            raise ValidationError(
                {"contrary": _("Both findings must be about the same condition: findings do not carry over.")}
            )
