from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The register of clinic facts."""

    name = "content.clinic"
    label = "clinic"
    verbose_name = "Our clinic"

    def ready(self) -> None:
        from content.clinic import checks, second_person  # noqa: F401

        second_person.connect()
