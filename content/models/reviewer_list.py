from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class ReviewerList(Component):
    """Who may put their name to pages of the guide: the clinicians in the list of reviewers who are still here."""

    heading = models.CharField(
        _("heading"), max_length=120, default="Who checks this guide?", help_text=_("Shown above the list.")
    )

    text_required = False

    class Meta:
        verbose_name = _("list of reviewers")
        verbose_name_plural = _("lists of reviewers")
