"""What the clinic lets machines read, what they were told, and what it wants its search to understand."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.search.site.words import words_in
from content.staff.models import OneRow


class MachineRules(OneRow):
    """What crawlers of assistants may read. There is one row, made by the first migration."""

    search_crawlers = models.BooleanField(_("assistants may find pages for their searches"), default=True)
    answer_crawlers = models.BooleanField(_("assistants may open a page to answer a question"), default=True)
    training_crawlers = models.BooleanField(_("pages may be used to train models"), default=True)
    llms_txt = models.BooleanField(
        _("there is a list of pages for language models (/llms.txt)"),
        default=False,
        help_text=_("As far as is known, no assistant reads one."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("rules for search engines and assistants")

    def __str__(self) -> str:
        return gettext("Rules for search engines and assistants")


class AnnouncedPage(models.Model):
    """A public page as search engines were last told of it (`content/search/indexnow.py`)."""

    address = models.CharField(max_length=500, unique=True)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address


class SearchWord(models.Model):
    """What readers type, and what the guide calls it: lines of the clinic's own, beside those of the guide's file."""

    language = models.CharField(_("language"), max_length=15, default=settings.LANGUAGE_CODE)
    typed = models.CharField(_("readers type"), max_length=80, help_text=_("A word or a few, such as: pee."))
    meant = models.CharField(
        _("the guide says"),
        max_length=200,
        blank=True,
        help_text=_("Words that stand on its pages, with commas between them, such as: bladder, urine."),
    )
    puts_help_first = models.BooleanField(
        _("crisis help stands above the results"),
        default=False,
        help_text=_("For what somebody in danger may type. It is added to the many phrases that always do."),
    )

    class Meta:
        ordering = ("language", "typed")
        verbose_name = _("word that the search understands")
        verbose_name_plural = _("words that the search understands")
        constraints = [models.UniqueConstraint(fields=["language", "typed"], name="search_word_once")]

    def __str__(self) -> str:
        return self.typed

    def clean(self) -> None:
        """Raises ValidationError for a line that changes nothing."""
        self.typed = " ".join(words_in(self.typed))
        if not self.typed:
            raise ValidationError({"typed": _("Write at least one word.")})
        if not self.puts_help_first and not words_in(self.meant):
            raise ValidationError(
                {"meant": _("Write what the guide calls it, or let crisis help stand above the results.")}
            )
