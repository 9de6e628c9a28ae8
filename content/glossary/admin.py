from django.contrib import admin

from content.glossary.models import GlossaryTerm


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin):
    list_display = ("term", "definition")
    search_fields = ("term", "definition")

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()
