"""Admin of records that pages show in their text: references, findings, glossary terms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import camel_case_to_spaces, capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.newer import AS_OF, NewerTextForm
from content.records.preview import in_text
from content.records.record import may_approve
from content.staff.screens import language_of
from ketaguide.words import Words


class GuardedAdmin(admin.ModelAdmin):
    """Admin of records whose form notices that somebody else was quicker, and shows what readers would get."""

    form = NewerTextForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_form_template = "admin/record_change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [
            path("add/preview/", view, name=f"{name}_new"),
            path("<path:object_id>/preview/", view, name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        context["preview_url"] = reverse(name, args=[quote(obj.pk)]) if obj else reverse(f"{name}_new")
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    @transaction.atomic
    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """What readers would get: of what a form sends, or, for a GET, of what is saved. Saves nothing."""
        record: Any = self.get_object(request, unquote(object_id)) if object_id else self.model()
        if record is None:
            raise Http404
        allowed = self.has_view_permission(request, record) if object_id else self.has_add_permission(request)
        faults: dict[str, list[str]] = {}
        if request.method == "POST":
            allowed = allowed and (not object_id or self.has_change_permission(request, record))
        if not allowed or (request.method != "POST" and not object_id):
            raise PermissionDenied
        if request.method == "POST":
            form = self._form_of(request, record)
            if form.is_valid():
                record = with_relations(form)
            else:
                faults = faults_of(form)
        context = {
            "title": str(record) if object_id else format_lazy(_("New {name}"), name=self.opts.verbose_name),
            "is_saved": request.method != "POST",
            "faults": faults,
            "kind": f"staff/preview/{camel_case_to_spaces(self.model.__name__).replace(' ', '_')}.html",
            "changelist": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "changelist_name": capfirst(self.opts.verbose_name_plural),
            "screen_language": language_of(request.user),
        }
        if not faults:
            context |= {"record": record, "records": [record]} | self.preview(record, request)
        return render(request, "staff/record_preview.html", context)

    def preview(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        """What the template of the preview draws, besides the record. Its columns may differ from what is saved."""
        return in_text(record, request)

    def _form_of(self, request: HttpRequest, record: Any) -> forms.ModelForm:
        """The form with what was sent. Whether somebody else was quicker matters when it is saved, not here."""
        sent = request.POST.copy()
        sent.pop(AS_OF, None)
        existing = record if record.pk else None
        form_class = self.get_form(request, existing, change=existing is not None)
        return form_class(sent, request.FILES, instance=record)

    def get_fieldsets(self, request, obj=None):
        (name, options), *rest = super().get_fieldsets(request, obj)
        fields = tuple(field for field in options["fields"] if field != AS_OF)
        if obj and self.has_change_permission(request, obj):
            fields += (AS_OF,)
        return [(name, options | {"fields": fields}), *rest]


class RecordAdmin(GuardedAdmin):
    """Whoever writes may propose a record. What is approved readers may see, and a change of it reaches them at once: both
    take the right to publish.
    """

    def get_readonly_fields(self, request, obj=None):
        key = ("key",) if obj else ()
        return key if self._decides(request, obj) else (*key, "for_readers")

    def get_fieldsets(self, request, obj=None):
        (name, options), *rest = super().get_fieldsets(request, obj)
        fields = tuple(field for field in options["fields"] if field not in {"approved", "for_readers"})
        shown = "approved" if self._decides(request, obj) else "for_readers"
        return [(name, options | {"fields": (*fields, shown)}), *rest]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_approve(request.user) or not obj.approved)

    @admin.display(description=_("for readers"))
    def for_readers(self, record: Any) -> Words:
        if record.pk and record.approved:
            return _("Approved: readers may see this, and those who may publish can change it.")
        return _("Not yet: somebody who may publish has to approve it first.")

    @staticmethod
    def _decides(request: HttpRequest, record: Any) -> bool:
        """Whether this form decides about the approval."""
        return may_approve(request.user) and not (record and record.approved)


def faults_of(form: forms.ModelForm) -> dict[str, list[str]]:
    """What is wrong with a form, by the label of the field; "" for what is wrong with all of it."""
    labels = {name: str(field.label) for name, field in form.fields.items()}
    return {labels.get(name, ""): [str(error) for error in errors] for name, errors in form.errors.items()}


def with_relations(form: forms.ModelForm) -> Any:
    """The record of a valid form that is not saved, as if the relations that were chosen were."""
    record: Any = form.instance
    record.pk = record.pk or 0  # Django follows no relation of a record without a primary key
    record._prefetched_objects_cache = {name: form.cleaned_data[name] for name in record.guide_relations}
    return record
