from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class ChangeList(Component):
    """What changed in the guide, the newest first. It grows by itself from what is published with a note for readers."""

    heading = models.CharField(
        _("heading"), max_length=120, default="Latest changes", help_text=_("Shown above the list.")
    )

    text_required = False

    class Meta:
        verbose_name = _("list of changes")
        verbose_name_plural = _("lists of changes")
