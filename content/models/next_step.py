from cms.models.fields import PageField
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class NextStep(Component):
    """One page to read next, and why."""

    page = PageField(
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("While this page is not published, readers see the words without a link."),
        verbose_name=_("page"),
    )
    label = models.CharField(
        _("label"), max_length=120, help_text=_("The words of the link, for example: “Read about the risks”.")
    )

    text_required = False

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")

    def __str__(self) -> str:
        return self.label
