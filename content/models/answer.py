from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class Answer(Component):
    """The page's question answered in two sentences, before anything else."""

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
