from django.apps import AppConfig


class UndoConfig(AppConfig):
    """Steps back and forward in the drafts of each person."""

    name = "content.undo"
    label = "undo"
    verbose_name = "Undo"
