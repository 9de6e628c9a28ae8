from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """The studies and documents that the guide rests on."""

    name = "content.evidence"
    label = "evidence"
    verbose_name = _("Evidence")
