from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What staff have before them: the start page, the pattern gallery."""

    name = "content.desk"
    label = "desk"
    verbose_name = "Desk"
