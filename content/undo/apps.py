from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UndoConfig(AppConfig):
    """Steps back and forward in the drafts of each person."""

    name = "content.undo"
    label = "undo"
    verbose_name = _("Undo")
