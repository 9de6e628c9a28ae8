from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """How the site is run."""

    name = "ketaguide.operations"
    label = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        from ketaguide.operations import checks  # noqa: F401
