from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """Pages and their components."""

    name = "content"
    verbose_name = _("Guide")

    def ready(self) -> None:
        from content import questionnaires
        from content.page import stored_components  # noqa: F401 - registers its check
        from content.pictures import refused, uploads
        from content.publishing import discarded, locks, overruling, signals, taken_down, toolbar
        from content.richtext.allowed import restrict_sanitizer

        questionnaires.read_all()
        restrict_sanitizer()
        signals.connect()
        locks.connect()
        discarded.connect()
        taken_down.connect()
        overruling.connect()
        toolbar.connect()
        uploads.connect()
        refused.connect()
