from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class PriceTable(Component):
    """This clinic's prices, from the clinic facts. Where one is missing it says whom to ask."""

    heading = models.CharField(
        _("heading"), max_length=120, default="Our prices", help_text=_("Shown above the prices.")
    )

    text_required = False

    class Meta:
        verbose_name = _("price table")
        verbose_name_plural = _("price tables")
