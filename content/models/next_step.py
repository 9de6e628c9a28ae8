from cms.models.fields import PageField
from django.db import models

from content.page.component import Component


class NextStep(Component):
    """One page to read next, and why."""

    page = PageField(
        on_delete=models.PROTECT,
        related_name="+",
        help_text="While this page is not published, readers see the words without a link.",
    )
    label = models.CharField(max_length=120, help_text="The words of the link, for example: “Read about the risks”.")

    text_required = False

    class Meta:
        verbose_name = "next step"

    def __str__(self) -> str:
        return self.label
