from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    """The register of clinic facts."""

    name = "content.clinic"
    label = "clinic"
    verbose_name = _("Our clinic")

    def ready(self) -> None:
        from content.clinic import checks, second_person  # noqa: F401

        second_person.connect()
