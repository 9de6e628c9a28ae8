from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class Steps(Component):
    """Things to do one after the other."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("May be left empty."))

    text_is_list = "ol"

    class Meta:
        verbose_name = _("steps")
        verbose_name_plural = _("steps")
