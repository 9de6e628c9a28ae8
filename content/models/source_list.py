from django.db import models

from content.page.component import Component


class SourceList(Component):
    """Every source of the guide by kind, with what it found and its limits."""

    heading = models.CharField(max_length=120, default="All sources", help_text="Shown above the list.")

    text_required = False

    class Meta:
        verbose_name = "list of all sources"
        verbose_name_plural = "lists of all sources"
