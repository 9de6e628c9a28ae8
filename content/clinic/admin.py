from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string

from content.clinic.brand import brand
from content.clinic.models import ClinicFact
from content.pictures.uploads import picture_name
from content.records.admin import GuardedAdmin, RecordForm


class LogoForm(RecordForm):
    """The logo is chosen as a picture; its name in guide files becomes the value."""

    def clean(self):
        data = super().clean()
        picture = self.cleaned_data.get("picture")
        self.instance.value = picture_name(picture) if picture else ""
        return data


class LinkCardsForm(RecordForm):
    """What links show is chosen, not typed."""

    value = forms.ChoiceField(
        label="What links show",
        choices=[
            ("", "The title of the page; its picture never names an illness"),
            (ClinicFact.NEUTRAL, "“A guide for patients” for every page, and nothing about the treatment"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


@admin.register(ClinicFact)
class ClinicFactAdmin(GuardedAdmin):
    list_display = ("label", "value", "example")
    list_filter = ("example",)
    search_fields = ("label", "value", "key")

    def get_fields(self, request, obj=None):
        key = obj.key if obj else ""
        value = {ClinicFact.LOGO: ("picture",), ClinicFact.BRAND_COLOR: ("value", "sample")}.get(key, ("value",))
        return ("label", *value, "example", "help", "key")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj and obj.key == ClinicFact.LOGO:
            kwargs["form"] = LogoForm
        elif obj and obj.key == ClinicFact.LINK_CARDS:
            kwargs["form"] = LinkCardsForm
        elif obj and obj.key == ClinicFact.BRAND_COLOR:
            kwargs["help_texts"] = {"value": "Such as #0b5563. Left empty, pages have the colors of the guide."}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ("key", "sample") if obj else ()

    def preview(self, record: ClinicFact, request: HttpRequest) -> dict[str, Any]:
        if record.key == ClinicFact.BRAND_COLOR:
            return {"chosen_color": brand(record.value)}
        if record.key == ClinicFact.LOGO:
            return {"logo": record.rendition}
        if record.key == ClinicFact.LINK_CARDS:
            return {"link_cards": True}
        return super().preview(record, request)

    @admin.display(description="How it looks")
    def sample(self, fact: ClinicFact) -> str:
        """The saved color as links and buttons have it, in both themes."""
        chosen = brand(fact.value)
        return (
            render_to_string("admin/clinic/brand_sample.html", {"brand": chosen}) if chosen else "As the guide ships."
        )
