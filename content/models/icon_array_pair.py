from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class IconArrayPair(Component):
    """A finding as people: one figure for each of 100, for both groups, with the same grid and both sides in words."""

    finding = models.ForeignKey(
        "evidence.Finding",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Numbers, words, sources and limits come from the finding. Change them there."),
        verbose_name=_("finding"),
    )

    text_required = False

    class Meta:
        verbose_name = _("picture of 100 people")
        verbose_name_plural = _("pictures of 100 people")

    def __str__(self) -> str:
        return str(self.finding)

    def clean(self) -> None:
        super().clean()
        if self.finding_id and not self.finding.has_numbers:
            raise ValidationError(
                {"finding": _("This finding has no numbers out of 100, so it cannot be drawn. Choose another.")}
            )
