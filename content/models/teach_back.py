from itertools import pairwise

from cms.models import Page
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component
from content.richtext.reading import blocks, text_of

#: The place, on the page with the list of questions, where those of all pages stand.
ASKED = "from-pages"


class TeachBack(Component):
    """Questions by which readers find out whether the page was clear, each with the answer in other words. Nobody is tested."""

    heading = models.CharField(_("heading"), max_length=120)
    # Not django CMS's PageField, which would delete this together with that page.
    page = models.ForeignKey(
        Page,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The page with “My questions”, where a reader may put what stayed unclear."),
        verbose_name=_("page"),
    )

    class Meta:
        verbose_name = _("did we explain it?")
        verbose_name_plural = _("did we explain it?")

    def questions(self) -> list[str]:
        """Its questions, in order, as plain words."""
        return [text_of(element) for element in blocks(self.body) if element.tag == "h3"]

    def clean(self) -> None:
        super().clean()
        tags = [element.tag for element in blocks(self.body)]
        if tags[0] != "h3" or tags[-1] == "h3" or ("h3", "h3") in pairwise(tags):
            raise ValidationError(
                {
                    "body": _(
                        "Write each question as a heading of level 3, and below it the answer, in other words than the page."
                    )
                }
            )
