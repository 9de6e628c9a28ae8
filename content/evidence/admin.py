from typing import Any

from cms.models import Placeholder
from cms.plugin_pool import plugin_pool
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.evidence.exchange import FORMATS, ExchangeError
from content.evidence.exchange.importing import import_references
from content.evidence.exchange.reading import MOST_RECORDS
from content.evidence.exchange.writing import write
from content.evidence.models import Finding, Reference
from content.evidence.shown import shown
from content.evidence.sources import cite
from content.page.fetch import SLOT
from content.page.newer import NewerTextForm
from content.records.admin import RecordAdmin

MAX_FILE_BYTES = 2 * 1024 * 1024
#: So many references that were not imported are named one by one.
MOST_TOLD = 10


class ImportForm(forms.Form):
    """A file from a reference manager or from PubMed. When it is valid, `text` and `file_format` hold what was in it."""

    file = forms.FileField(
        help_text=format_lazy(
            _("A RIS file (.ris) or a PubMed file (.nbib), up to {most_records} references."), most_records=MOST_RECORDS
        )
    )

    text = ""
    file_format = ""

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.file_format = file.name.rpartition(".")[2].lower()
        if self.file_format not in FORMATS:
            raise forms.ValidationError(_("Choose a file whose name ends with .ris or .nbib."))
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB. Export fewer references at a time."))
        try:
            self.text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not UTF-8 text. Save it again as UTF-8.")) from None
        return file


@admin.register(Reference)
class ReferenceAdmin(RecordAdmin):
    list_display = ("key", "title", "year", "kind", "approved")
    list_filter = ("kind", "approved")
    search_fields = ("key", "title", "authors", "container", "year", "doi", "pmid", "found")
    actions = ("export_as_ris", "export_as_nbib")
    change_list_template = "admin/evidence/reference/change_list.html"

    def preview(self, record: Reference, request: HttpRequest) -> dict[str, Any]:
        return {"citation": cite([record], request)} | super().preview(record, request)

    def get_deleted_objects(self, objs, request):
        """A finding without its source would be a claim that nobody can check."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        findings = Finding.objects.filter(references__in=objs).distinct()
        return (
            deleted,
            counts,
            needed,
            [*protected, *(format_lazy(_("Finding: {finding}"), finding=finding) for finding in findings)],
        )

    def get_urls(self):
        address = path("import/", self.admin_site.admin_view(self.import_view), name="evidence_reference_import")
        return [address, *super().get_urls()]

    def import_view(self, request):
        """Add the references of a file. What is there already stays as it is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                report = import_references(form.text, form.file_format)
            except ExchangeError as error:
                form.add_error("file", str(error))
            else:
                known = (
                    format_lazy(_(" {count} were there already and stay as they are."), count=len(report.known))
                    if report.known
                    else ""
                )
                messages.success(
                    request,
                    format_lazy(
                        _("{count} new: {names}.{known}"),
                        count=len(report.created),
                        names=", ".join(report.created) or _("none"),
                        known=known,
                    ),
                )
                for reason in report.refused[:MOST_TOLD]:
                    messages.warning(request, format_lazy(_("Not imported. {reason}"), reason=reason))
                if (more := len(report.refused) - MOST_TOLD) > 0:
                    messages.warning(
                        request, format_lazy(_("{more} more were not imported for reasons like these."), more=more)
                    )
                return redirect(reverse("admin:evidence_reference_changelist"))
        context = self.admin_site.each_context(request) | {
            "form": form,
            "title": _("Import references"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/evidence/reference/import.html", context)

    @admin.action(description=_("Export as RIS"), permissions=["view"])
    def export_as_ris(self, request, queryset):
        return self._download(queryset, "ris", "application/x-research-info-systems")

    @admin.action(description=_("Export as PubMed file (nbib)"), permissions=["view"])
    def export_as_nbib(self, request, queryset):
        return self._download(queryset, "nbib", "application/nbib")

    @staticmethod
    def _download(queryset, file_format: str, content_type: str) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="references.{file_format}"'}
        return HttpResponse(
            write(queryset, file_format), content_type=f"{content_type}; charset=utf-8", headers=headers
        )


class FindingForm(NewerTextForm):
    """Readers see the sources of a finding with it, so they are approved first."""

    def clean(self):
        data = super().clean()
        approved = self.cleaned_data.get("approved", bool(self.instance.pk and self.instance.approved))
        waiting = [source.key for source in self.cleaned_data.get("references", ()) if not source.approved]
        if approved and waiting:
            self.add_error(
                "references", format_lazy(_("Approve these sources first: {waiting}."), waiting=", ".join(waiting))
            )
        return data


@admin.register(Finding)
class FindingAdmin(RecordAdmin):
    form = FindingForm
    list_display = ("key", "title", "condition", "certainty", "check_again", "approved")
    list_filter = ("condition", "certainty", "check_again", "approved")
    search_fields = ("key", "title", "outcome", "must_say")
    autocomplete_fields = ("references",)
    fieldsets = (
        (None, {"fields": ("key", "condition", "title")}),
        (
            _("What was counted"),
            {
                "fields": ("outcome", "otherwise", "explained", "result"),
                "description": _("Either a number out of 100 for each group, or the result in words."),
            },
        ),
        (_("The treatment group"), {"fields": ("group", "per_hundred", ("count", "total"))}),
        (
            _("The comparison group"),
            {"fields": ("comparison", "comparison_per_hundred", ("comparison_count", "comparison_total"))},
        ),
        (_("Who, when and how"), {"fields": ("people", "time", "route")}),
        (_("How sure, and what to say with it"), {"fields": ("certainty", "must_say", "does_not_show")}),
        (_("Where it comes from"), {"fields": ("references", "check_again")}),
    )

    def preview(self, record: Finding, request: HttpRequest) -> dict[str, Any]:
        citation = cite(record.references.all(), request)
        picture = _picture(record) if record.has_numbers else None
        return {"citation": citation, "finding": shown(record, citation), "picture": picture}


def _picture(finding: Finding) -> Any:
    """The finding as pages draw it in people, without a page around it."""
    plugin = plugin_pool.get_plugin("IconArrayPairPlugin")
    picture = plugin.model(finding=finding, plugin_type=plugin.__name__, language=get_language())
    picture.placeholder, picture.child_plugin_instances = Placeholder(pk=0, slot=SLOT), []
    return picture
