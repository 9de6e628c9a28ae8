from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from content.clinic import our_clinic, second_person
from content.clinic.brand import brand
from content.clinic.forms import HoursForm, LinkCardsForm, LogoForm
from content.clinic.models import ClinicFact, FactChange
from content.records.admin import GuardedAdmin
from content.records.record import may_approve
from ketaguide.words import Words


@admin.register(ClinicFact)
class ClinicFactAdmin(GuardedAdmin):
    change_form_template = "admin/clinic/fact_change_form.html"
    list_display = ("label", "value", "example")
    list_filter = ("example",)
    search_fields = ("label", "value", "key")

    def get_fields(self, request, obj=None):
        key = obj.key if obj else ""
        value = {ClinicFact.LOGO: ("picture",), ClinicFact.BRAND_COLOR: ("value", "sample")}.get(key, ("value",))
        if key in ClinicFact.LENGTHS:
            value = ("value", "minutes")
        elif key == ClinicFact.HOURS:
            value = ("opening", "value")
        return ("label", *value, "example", "help", "key")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj and obj.key == ClinicFact.LOGO:
            kwargs["form"] = LogoForm
        elif obj and obj.key == ClinicFact.LINK_CARDS:
            kwargs["form"] = LinkCardsForm
        elif obj and obj.key == ClinicFact.HOURS:
            kwargs["form"] = HoursForm
        elif obj and obj.key == ClinicFact.BRAND_COLOR:
            kwargs["help_texts"] = {"value": _("Such as #0b5563. Left empty, pages have the colors of the guide.")}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ("key", "sample") if obj else ()

    def get_urls(self):
        steps = {
            "confirm": self.confirm_view,
            "confirm_alone": self.confirm_alone_view,
            "leave": self.leave_view,
            "restore": self.restore_view,
        }
        own = [
            path(f"<int:number>/{name}/", self.admin_site.admin_view(require_POST(view)), name=f"clinic_fact_{name}")
            for name, view in steps.items()
        ]
        # It ends as the forms do whose unsaved text is kept (static/staff/unsaved.js).
        whole = path("all/change/", self.admin_site.admin_view(self.our_clinic_view), name=our_clinic.NAME)
        return [whole, *own, *super().get_urls()]

    def save_model(self, request, obj, form, change):
        """What keeps patients safe stays as it was until a second person confirms what it is to say."""
        wanted, example = obj.value, obj.example
        if obj.key in ClinicFact.SAFETY:
            saved = ClinicFact.objects.filter(pk=obj.pk).first() or ClinicFact()
            obj.value = saved.value
            obj.example = saved.example if wanted != saved.value else example
        super().save_model(request, obj, form, change)
        said = ClinicFact(value=wanted, minutes=obj.minutes)
        if obj.minutes is not None and said.counted_minutes is None:
            messages.warning(
                request,
                format_lazy(
                    _(
                        "The words hold neither {minutes} nor {hours} in digits, so “My infusion day” shows no time "
                        "for this. Make both say the same."
                    ),
                    minutes=obj.minutes,
                    hours=f"{obj.minutes / 60:g}",
                ),
            )
        if wanted != obj.value:
            second_person.propose(obj, wanted, request.user, example)
            messages.warning(
                request,
                format_lazy(
                    _(
                        "Readers still read “{value}”. A second person has to confirm “{wanted}”; it is on their start "
                        "page."
                    ),
                    value=obj.value,
                    wanted=wanted,
                )
                if second_person.somebody_else(request.user)
                else format_lazy(
                    _(
                        "Readers still read “{value}”. Nobody else here can confirm the change: see below what you do "
                        "yourself."
                    ),
                    value=obj.value,
                ),
            )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.key in ClinicFact.SAFETY:
            wanted = second_person.waiting(obj)
            context |= {
                "wanted": wanted,
                "may_confirm": wanted is not None and second_person.may_confirm(wanted, request.user),
                "may_leave": wanted is not None and wanted.by_id == request.user.pk,
                "replaced": second_person.replaced(obj) if may_approve(request.user) else None,
                "takes_two": self.has_change_permission(request, obj),
                "alone_from": wanted and second_person.alone_from(wanted, request.user),
                "now": timezone.now(),
                "is_alone": not second_person.somebody_else(request.user),
            }
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def our_clinic_view(self, request: HttpRequest) -> HttpResponse:
        return our_clinic.show(self, request)

    def confirm_view(self, request: HttpRequest, number: int) -> HttpResponse:
        return self._decided(request, second_person.confirm(number, request.user))

    def confirm_alone_view(self, request: HttpRequest, number: int) -> HttpResponse:
        try:
            return self._decided(
                request, second_person.confirm_alone(number, request.user, request.POST.get("again", ""))
            )
        except ValidationError as error:
            messages.error(request, error.message)
            return redirect("admin:clinic_clinicfact_change", get_object_or_404(FactChange, pk=number).fact_id)

    def leave_view(self, request: HttpRequest, number: int) -> HttpResponse:
        return self._decided(request, second_person.drop(number, request.user))

    def restore_view(self, request: HttpRequest, number: int) -> HttpResponse:
        return self._decided(request, second_person.restore(get_object_or_404(ClinicFact, pk=number), request.user))

    def _decided(self, request: HttpRequest, fact: ClinicFact) -> HttpResponse:
        messages.success(request, format_lazy(_("{label}: readers read “{text}”."), label=fact.label, text=fact.text))
        return redirect("admin:clinic_clinicfact_change", fact.pk)

    def preview(self, record: ClinicFact, request: HttpRequest) -> dict[str, Any]:
        if record.key == ClinicFact.BRAND_COLOR:
            return {"chosen_color": brand(record.value)}
        if record.key == ClinicFact.LOGO:
            return {"logo": record.rendition}
        if record.key == ClinicFact.LINK_CARDS:
            return {"link_cards": True}
        return super().preview(record, request)

    @admin.display(description=_("How it looks"))
    def sample(self, fact: ClinicFact) -> Words:
        """The saved color as links and buttons have it, in both themes."""
        chosen = brand(fact.value)
        return (
            render_to_string("admin/clinic/brand_sample.html", {"brand": chosen})
            if chosen
            else _("As the guide ships.")
        )
