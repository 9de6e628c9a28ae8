from django.db import models

from content.page.component import Component


class ChangeList(Component):
    """What changed in the guide, the newest first. It grows by itself from what is published with a note for readers."""

    heading = models.CharField(max_length=120, default="Latest changes", help_text="Shown above the list.")

    text_required = False

    class Meta:
        verbose_name = "list of changes"
        verbose_name_plural = "lists of changes"
