from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """What staff have before them: the start page, the pattern gallery."""

    name = "content.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from djangocms_versioning.signals import post_version_operation

        from content.desk.broken_links import forget_source, forget_what_is_gone

        pre_save.connect(forget_source, sender="evidence.Reference", dispatch_uid="forget_source")
        post_version_operation.connect(forget_what_is_gone, dispatch_uid="forget_what_is_gone")
