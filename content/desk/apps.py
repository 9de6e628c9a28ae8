from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """What staff have before them: the start page, the pattern gallery."""

    name = "content.desk"
    label = "desk"
    verbose_name = _("Desk")
