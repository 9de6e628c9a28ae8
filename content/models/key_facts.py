from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class KeyFacts(Component):
    """A few facts, each with a label."""

    heading = models.CharField(_("heading"), max_length=120, default="Key facts", help_text=_("Shown above the facts."))

    text_is_list = "ul"
    items_have_labels = True

    class Meta:
        verbose_name = _("key facts")
        verbose_name_plural = _("key facts")
