from django.db import models

from content.page.component import Component


class Steps(Component):
    """Things to do one after the other."""

    heading = models.CharField(max_length=120, blank=True, help_text="May be left empty.")

    text_is_list = "ol"

    class Meta:
        verbose_name = "steps"
        verbose_name_plural = "steps"
