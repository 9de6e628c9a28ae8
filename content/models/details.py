from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class Details(Component):
    """Text that the reader opens: for what only some people need. Never for warnings."""

    summary = models.CharField(_("summary"), max_length=120, help_text=_("The line people press to open the text."))

    class Meta:
        verbose_name = _("text to open")
        verbose_name_plural = _("texts to open")
