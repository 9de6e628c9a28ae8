from django.db import models
from django.utils.translation import gettext_lazy as _

from content.page.component import Component


class CareCard(Component):
    """When to get help, and how fast: three levels, as in the NHS care cards."""

    class Level(models.TextChoices):
        NON_URGENT = "non-urgent", _("Non-urgent: talk to us when you can")
        URGENT = "urgent", _("Urgent: call the clinic the same day")
        EMERGENCY = "emergency", _("Emergency: call 911 or 988 now")

    level = models.CharField(
        _("level"),
        max_length=10,
        choices=Level,
        help_text=_(
            "Red is kept for emergencies. The card says its level in words, so do not repeat it in the heading."
        ),
    )
    heading = models.CharField(
        _("heading"), max_length=120, help_text=_("Who should act, for example: “Call 911 now if you”.")
    )

    class Meta:
        verbose_name = _("care card")
        verbose_name_plural = _("care cards")
