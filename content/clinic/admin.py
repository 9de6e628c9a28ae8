from django.contrib import admin

from content.clinic.models import ClinicFact
from content.record_admin import GuardedAdmin


@admin.register(ClinicFact)
class ClinicFactAdmin(GuardedAdmin):
    list_display = ("label", "value", "example")
    list_filter = ("example",)
    search_fields = ("label", "value", "key")
    fields = ("label", "value", "example", "help", "key")

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()
