from django.contrib import admin

from content.evidence.models import Reference
from content.record_admin import RecordAdmin


@admin.register(Reference)
class ReferenceAdmin(RecordAdmin):
    list_display = ("key", "title", "year", "kind")
    list_filter = ("kind",)
    search_fields = ("key", "title", "authors", "doi", "pmid")
