from django.contrib import admin

from content.glossary.models import GlossaryTerm
from content.records.admin import RecordAdmin


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(RecordAdmin):
    list_display = ("term", "definition", "approved")
    list_filter = ("approved",)
    search_fields = ("term", "definition")
