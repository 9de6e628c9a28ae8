from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class SourceList(Component):
    """Every source of the guide by kind, with what it found and its limits."""

    heading = models.CharField(
        _("heading"), max_length=120, default="All sources", help_text=_("Shown above the list.")
    )

    text_required = False

    class Meta:
        verbose_name = _("list of all sources")
        verbose_name_plural = _("lists of all sources")
