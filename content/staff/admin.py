"""Accounts of staff, as those see them who manage them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.http import HttpRequest
from djangocms_versioning.models import StateTracking

from content.staff.accounts import SYSTEM_USERNAME
from content.staff.roles import ROLES

User = get_user_model()


class StaffUserAdmin(UserAdmin):
    """Django's own for superusers. Managers give people accounts, roles and new passwords, and nothing beyond:
    no superuser, no single permissions, and no hand on an account that may do more than they may.
    """

    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    manager_fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("May log in as", {"fields": ("is_active", "groups")}),
    )

    @admin.display(description="roles")
    def roles(self, user: Any) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join((["Superuser"] if user.is_superuser else []) + names)

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return self.manager_fieldsets

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups" and not request.user.is_superuser:
            field.queryset = Group.objects.filter(name__in=ROLES)
            field.help_text = "The roles of this person."
        return field

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """An account that ever published is switched off, not deleted: the record of who published what stays."""
        allowed = super().has_delete_permission(request, obj) and (obj is None or may_manage(request.user, obj))
        return allowed and (obj is None or not StateTracking.objects.filter(user=obj).exists())

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)


def may_manage(manager: Any, user: Any) -> bool:
    """Whether `manager` may change the account `user`: not if it can do more, whether or not it is switched on."""
    if manager.is_superuser:
        return True
    if user.is_superuser or user.username == SYSTEM_USERNAME:
        return False
    return _permissions(user) <= _permissions(manager)


def _permissions(user: Any) -> set[int]:
    return set(Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list("pk", flat=True))


# Importing `django.contrib.auth.admin` above has registered Django's own.
admin.site.unregister(User)
admin.site.register(User, StaffUserAdmin)
