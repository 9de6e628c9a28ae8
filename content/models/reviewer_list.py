from django.db import models

from content.page.component import Component


class ReviewerList(Component):
    """Who may put their name to pages of the guide: the clinicians in the list of reviewers who are still here."""

    heading = models.CharField(max_length=120, default="Who checks this guide?", help_text="Shown above the list.")

    text_required = False

    class Meta:
        verbose_name = "list of reviewers"
        verbose_name_plural = "lists of reviewers"
