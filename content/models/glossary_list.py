from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class GlossaryList(Component):
    """Every word of the glossary with its meaning, from A to Z."""

    text_required = False

    class Meta:
        verbose_name = _("list of words explained")
        verbose_name_plural = _("lists of words explained")

    def __str__(self) -> str:
        return gettext("Words from A to Z")
