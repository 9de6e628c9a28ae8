from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component
from content.richtext.reading import blocks


class CompareTable(Component):
    """One table that compares things: a title, a header row, and the first cell of each row as its header."""

    heading = models.CharField(
        _("title"), max_length=160, help_text=_("What the table compares. Read out before its cells.")
    )

    class Meta:
        verbose_name = _("table that compares")
        verbose_name_plural = _("tables that compare")

    def clean(self) -> None:
        super().clean()
        elements = blocks(self.body)
        if len(elements) != 1 or elements[0].tag != "table":
            raise ValidationError({"body": _("The text must be one table and nothing else.")})
        header = elements[0].find("thead/tr")
        if header is None or any(cell.tag != "th" for cell in header):
            raise ValidationError({"body": _("Make the first row the header row, so that every column has a name.")})
        if any(
            len(row) != len(header) or row.xpath("./*[@colspan or @rowspan]")
            for row in elements[0].iterfind("tbody/tr")
        ):
            raise ValidationError({"body": _("Every row needs one cell for each column, without joined cells.")})
