from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    """Who may do what, accounts, and the page on which staff land."""

    name = "content.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        from content.staff.roles import sync_roles

        post_migrate.connect(lambda **kwargs: sync_roles(), sender=self, dispatch_uid="staff_roles", weak=False)
