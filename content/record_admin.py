"""Admin of records that pages show in their text: references, glossary terms."""

from django.contrib import admin


class RecordAdmin(admin.ModelAdmin):
    """A record that a page uses is text of that page, and changes at once: it takes the right to publish."""

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.has_perm("cms.publish_page") or not is_used(obj))


def is_used(record) -> bool:
    """Whether any text, draft or published, contains the record."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: record}).exists()
        for relation in record._meta.related_objects
    )
