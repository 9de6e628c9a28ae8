from django.apps import AppConfig


class SignoffConfig(AppConfig):
    """Clinicians who read a page and put their name to exactly these words."""

    name = "content.signoff"
    label = "signoff"
    verbose_name = "Sign-off"

    def ready(self) -> None:
        from content.signoff import changes, checks, toolbar  # noqa: F401

        changes.connect()
        toolbar.connect()
