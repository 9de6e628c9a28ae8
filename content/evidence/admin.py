from django.contrib import admin

from content.evidence.models import Finding, Reference
from content.record_admin import RecordAdmin


@admin.register(Reference)
class ReferenceAdmin(RecordAdmin):
    list_display = ("key", "title", "year", "kind")
    list_filter = ("kind",)
    search_fields = ("key", "title", "authors", "doi", "pmid")

    def get_deleted_objects(self, objs, request):
        """A finding without its source would be a claim that nobody can check."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        findings = Finding.objects.filter(references__in=objs).distinct()
        return deleted, counts, needed, [*protected, *(f"Finding: {finding}" for finding in findings)]


@admin.register(Finding)
class FindingAdmin(RecordAdmin):
    list_display = ("key", "title", "condition", "certainty", "check_again")
    list_filter = ("condition", "certainty", "check_again")
    search_fields = ("key", "title", "outcome", "must_say")
    autocomplete_fields = ("references",)
    fieldsets = (
        (None, {"fields": ("key", "condition", "title")}),
        (
            "What was counted",
            {
                "fields": ("outcome", "otherwise", "explained", "result"),
                "description": "Either a number out of 100 for each group, or the result in words.",
            },
        ),
        ("The treatment group", {"fields": ("group", "per_hundred", ("count", "total"))}),
        (
            "The comparison group",
            {"fields": ("comparison", "comparison_per_hundred", ("comparison_count", "comparison_total"))},
        ),
        ("Who, when and how", {"fields": ("people", "time", "route")}),
        ("How sure, and what to say with it", {"fields": ("certainty", "must_say", "does_not_show")}),
        ("Where it comes from", {"fields": ("references", "check_again")}),
    )
