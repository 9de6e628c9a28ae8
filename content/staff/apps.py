from django.apps import AppConfig
from django.apps import apps as all_apps
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Who may do what, accounts, and the page on which staff land."""

    name = "content.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from content.staff import audit, screens
        from content.staff.login import door

        audit.connect()
        user_logged_in.connect(door.begin_session, dispatch_uid="staff_session")
        pre_save.connect(
            screens.keep_what_was_chosen,
            sender=all_apps.get_model("cms", "UserSettings"),
            dispatch_uid="staff_screens",
        )
        post_migrate.connect(_after_migration, sender=all_apps.get_app_config("auth"), dispatch_uid="staff_roles")


def _after_migration(sender, apps=all_apps, **kwargs) -> None:
    """`apps` are the applications as the migrations left them: without `auth` after `migrate auth zero`.

    `flush` names none, since it migrates nothing.
    """
    from content.staff.roles import sync_roles

    if apps.is_installed("auth"):
        sync_roles()
