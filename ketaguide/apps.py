from django.apps import AppConfig


class KetaguideConfig(AppConfig):
    """How the site runs."""

    name = "ketaguide"

    def ready(self) -> None:
        from ketaguide import checks  # noqa: F401
