from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class Timeline(Component):
    """What happens when, in order: each item starts with its time."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("May be left empty."))

    text_is_list = "ol"
    items_have_labels = True

    class Meta:
        verbose_name = _("timeline")
        verbose_name_plural = _("timelines")
