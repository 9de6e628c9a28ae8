from django.db import models

from content.page.component import Component


class KeyFacts(Component):
    """A few facts, each with a label."""

    heading = models.CharField(max_length=120, default="Key facts", help_text="Shown above the facts.")

    text_is_list = "ul"
    items_have_labels = True

    class Meta:
        verbose_name = "key facts"
        verbose_name_plural = "key facts"
