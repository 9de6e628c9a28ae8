from cms.models import CMSPlugin
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.records.record import ProposableRecord, WithRecord


class GlossaryTerm(ProposableRecord):
    """A word and what it means, in plain language."""

    term = models.CharField(_("term"), max_length=80)
    definition = models.CharField(_("definition"), max_length=400, help_text=_("One or two short sentences."))

    guide_fields = guide_words = ("term", "definition")

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ("term",)

    def __str__(self) -> str:
        return self.term


class GlossaryTermReference(CMSPlugin):
    """A word in a line of text that opens its definition."""

    term = models.ForeignKey(
        GlossaryTerm,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("term"),
    )
    label = models.CharField(
        _("label"), max_length=80, blank=True, help_text=_("The word as it stands in the sentence, if it differs.")
    )

    objects = WithRecord("term")

    class Meta:
        verbose_name = _("glossary term reference")
        verbose_name_plural = _("glossary term references")

    def __str__(self) -> str:
        return self.label or self.term.term
