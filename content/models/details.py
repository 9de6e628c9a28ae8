from django.db import models

from content.page.component import Component


class Details(Component):
    """Text that the reader opens: for what only some people need. Never for warnings."""

    summary = models.CharField(max_length=120, help_text="The line people press to open the text.")

    class Meta:
        verbose_name = "text to open"
        verbose_name_plural = "texts to open"
