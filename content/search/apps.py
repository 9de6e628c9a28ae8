from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """What search engines, assistants and messengers are told about the guide."""

    name = "content.search"
    label = "machines"
    verbose_name = _("Search engines and assistants")

    def ready(self) -> None:
        from content.search import changes

        changes.connect()
