from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GlossaryConfig(AppConfig):
    """Words explained."""

    name = "content.glossary"
    label = "glossary"
    verbose_name = _("Words explained")
