from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignoffConfig(AppConfig):
    """Clinicians who read a page and put their name to exactly these words."""

    name = "content.signoff"
    label = "signoff"
    verbose_name = _("Sign-off")

    def ready(self) -> None:
        from content.signoff import changes, checks, toolbar  # noqa: F401

        changes.connect()
        toolbar.connect()
