"""Admin of records that pages show in their text: references, findings, glossary terms."""

from typing import cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import QueryDict


class RecordForm(forms.ModelForm):
    """Refused when somebody changed the record after the form was opened. Sent once more, it replaces that on purpose."""

    as_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["as_of"] = self.instance.fingerprint()

    def clean(self):
        data = super().clean()
        seen = self.cleaned_data.get("as_of")
        if not self.instance.pk or not seen:
            return data
        # Until this is saved, nobody else can save.
        record = type(self.instance).objects.select_for_update().get(pk=self.instance.pk)
        if seen != record.fingerprint():
            sent = cast(QueryDict, self.data).copy()
            sent[self.add_prefix("as_of")] = record.fingerprint()
            self.data = sent
            raise ValidationError(
                f"Somebody else changed this after you opened it. {self._others(record)} "
                "Nothing was saved. Put both together here, and save again."
            )
        return data

    def _others(self, record) -> str:
        """What the record says now, where that is not what this form says."""
        columns = [record._meta.get_field(name) for name in record.guide_fields if name in self.cleaned_data]
        return " ".join(
            f"{str(column.verbose_name).capitalize()} now says: “{getattr(record, column.name)}”."
            for column in columns
            if getattr(record, column.name) != self.cleaned_data[column.name]
        )


class GuardedAdmin(admin.ModelAdmin):
    """Admin of records whose form notices that somebody else was quicker."""

    form = RecordForm

    def get_fieldsets(self, request, obj=None):
        (name, options), *rest = super().get_fieldsets(request, obj)
        fields = tuple(field for field in options["fields"] if field != "as_of")
        if obj and self.has_change_permission(request, obj):
            fields += ("as_of",)
        return [(name, options | {"fields": fields}), *rest]


class RecordAdmin(GuardedAdmin):
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
