"""The admin of what has one row, made by a migration: the clinic's rules."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect


class OneRowAdmin(admin.ModelAdmin):
    """One row, which the list leads to, and which nobody adds or deletes."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", 1)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
