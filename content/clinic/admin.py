from django.contrib import admin

from content.clinic.models import ClinicFact


@admin.register(ClinicFact)
class ClinicFactAdmin(admin.ModelAdmin):
    list_display = ("label", "value", "example")
    list_filter = ("example",)
    search_fields = ("label", "value", "key")
    fields = ("label", "value", "example", "help", "key")

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()
