"""Admin of records that pages show in their text: references, findings, glossary terms."""

from django.contrib import admin


class RecordAdmin(admin.ModelAdmin):
    """A record that a page uses is text of that page, and changes at once: it takes the right to publish."""

    def get_readonly_fields(self, request, obj=None):
        return ("key",) if obj else ()

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.has_perm("cms.publish_page") or not is_used(obj))


def is_used(record) -> bool:
    """Whether any text, draft or published, or another record contains the record."""
    own = {field.remote_field.through for field in record._meta.many_to_many}
    relations = [
        field
        for field in record._meta.get_fields(include_hidden=True)
        if field.one_to_many and field.related_model not in own
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: record}).exists() for relation in relations
    )
