from django.contrib import admin

from content.evidence.models import Reference


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):
    list_display = ("key", "title", "year", "kind")
    list_filter = ("kind",)
    search_fields = ("key", "title", "authors", "doi", "pmid")

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()
