from cms.extensions import PageContentExtension
from cms.extensions.extension_pool import extension_pool
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.profile import sections


@extension_pool.register
class PageDetails(PageContentExtension):
    """What the guide knows of a page beyond django CMS's own settings. Versioned with the page's text."""

    section = models.CharField(
        _("part of the menu"),
        max_length=10,
        choices=sections,
        blank=True,
        db_index=True,
        help_text=_("Where the menu lists the page. Empty: nowhere."),
    )
    position = models.PositiveIntegerField(
        _("position"), default=1000, help_text=_("Order in the menu and among the chapters. Smaller comes first.")
    )
    speaks_of_benefit = models.BooleanField(
        _("speaks of benefit"),
        default=False,
        help_text=_(
            "Puts the notice that FDA has not approved this use under the title. Tick it wherever benefit is named."
        ),
    )
    text_date = models.DateField(
        _("date of the text"),
        null=True,
        blank=True,
        help_text=_("The day on which the meaning last changed. A corrected typing error does not count."),
    )

    class Meta:
        verbose_name = _("page details")
        verbose_name_plural = _("page details")
        permissions = [("publish_over_rules", "Can publish over a rule of the text, with a reason")]

    def __str__(self) -> str:
        return gettext("Details of {page}").format(page=self.extended_object)
