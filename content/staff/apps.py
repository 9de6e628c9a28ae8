from django.apps import AppConfig
from django.apps import apps as all_apps
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """Who may do what, accounts, and the page on which staff land."""

    name = "content.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from content.staff import audit
        from content.staff.login import door

        audit.connect()
        user_logged_in.connect(door.begin_session, dispatch_uid="staff_session")
        post_migrate.connect(_after_migration, sender=all_apps.get_app_config("auth"), dispatch_uid="staff_roles")


def _after_migration(sender, apps, **kwargs) -> None:
    """`apps` are the applications as the migrations left them: without `auth` after `migrate auth zero`."""
    from content.staff.roles import sync_roles

    if apps.is_installed("auth"):
        sync_roles()
