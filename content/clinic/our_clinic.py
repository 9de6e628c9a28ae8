"""*Our clinic*: all facts that one person may change, on one screen. What is wrong with one keeps all from being saved."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.clinic.models import ClinicFact
from content.page.newer import AS_OF, NewerTextForm, as_of
from ketaguide.words import Words

NAME = "our_clinic"
#: In the order in which somebody new would tell it. What stands in none comes last.
GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _("Who we are, and how to find us"),
        ("clinic-name", "legal-name", "license-line", "address", "email", "website", "hours", "parking"),
    ),
    (
        _("What a visit is like"),
        (
            *("first-visit", "referral-rule", "course-number", "course-pace", "chair-time", "infusion-length"),
            *(
                "minimum-stay",
                "monitoring",
                "who-watches",
                "emergency-plan",
                "companion-rule",
                "driver-waits",
                "stop-rule",
            ),
        ),
    ),
    (
        _("What it costs"),
        (
            *("first-visit-price", "infusion-price", "course-price", "price-includes", "price-date"),
            "cancellation-rule",
        ),
    ),
    (_("How pages and links look"), (ClinicFact.BRAND_COLOR, ClinicFact.LINK_CARDS)),
)
MORE = _("More")
#: Those with a screen of their own: what takes two people, and what is chosen in the library.
ALONE = ClinicFact.SAFETY | {ClinicFact.LOGO}
#: What is asked of each. Its name and its hint are changed on its own screen.
ASKED = ("opening", "value", "minutes", "example")


@dataclass(frozen=True)
class Group:
    """Facts that belong together, each as a form."""

    title: Words
    forms: list[NewerTextForm]


def show(owner: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the screen, or save what was sent. `owner` is the admin of single facts: its forms check each by its kind, as there."""
    if not owner.has_change_permission(request):
        raise PermissionDenied
    refused: dict[int, NewerTextForm] = {}
    if request.method == "POST":
        with transaction.atomic():
            touched = list(_touched(owner, request))
            if not [form for form in touched if not form.is_valid()]:  # each says what is wrong with it
                _save(owner, request, touched)
                return redirect(request.path)
        refused = {form.instance.pk: form for form in touched}
    context = {
        **owner.admin_site.each_context(request),
        "title": _("Our clinic"),
        "opts": owner.opts,
        "adminform": None,  # by which a form that was refused is known (content/desk/unsaved.py)
        "groups": _groups(owner, request, refused),
        "is_refused": bool(refused),
        "alone": ClinicFact.objects.filter(key__in=ALONE),
        "examples": ClinicFact.objects.filter(example=True).count(),
    }
    return TemplateResponse(request, "admin/clinic/our_clinic.html", context)


def _facts() -> list[ClinicFact]:
    return list(ClinicFact.objects.exclude(key__in=ALONE).order_by("label"))


def _form(owner: ModelAdmin, request: HttpRequest, fact: ClinicFact, sent: QueryDict | None = None) -> Any:
    """The form of a fact, with its `name` and its `hint` as they are saved: cleaning writes into the fact."""
    asked = [name for name in owner.get_fields(request, fact) if name in ASKED]
    form: Any = owner.get_form(request, fact, change=True, fields=asked)(sent, instance=fact, prefix=fact.key)
    form.name, form.hint = fact.label, fact.help
    return form


def _groups(owner: ModelAdmin, request: HttpRequest, refused: dict[int, NewerTextForm]) -> list[Group]:
    """All facts by group, those that were refused as they were sent."""
    forms = {fact.key: refused.get(fact.pk) or _form(owner, request, fact) for fact in _facts()}
    found = [Group(title, [forms.pop(key) for key in keys if key in forms]) for title, keys in GROUPS]
    return [group for group in (*found, Group(MORE, list(forms.values()))) if group.forms]


def _touched(owner: ModelAdmin, request: HttpRequest) -> Iterator[NewerTextForm]:
    """The forms of those facts that whoever sent this wants to say something else than they saw."""
    for fact in _facts():
        seen = request.POST.get(f"{fact.key}-{AS_OF}")
        if seen and seen != _named(_form(owner, request, copy(fact), _unseen(request, fact))):
            yield _form(owner, request, fact, request.POST)


def _unseen(request: HttpRequest, fact: ClinicFact) -> QueryDict:
    """What was sent, without what was seen: whether somebody else was quicker is asked later, of what was touched."""
    sent = request.POST.copy()
    sent.pop(f"{fact.key}-{AS_OF}", None)
    return sent


def _named(form: forms.ModelForm) -> str:
    """The name of what was sent, as `content.page.newer` names what is saved; empty for what cannot be saved."""
    if not form.is_valid():
        return ""
    return as_of({name: value for name, value in form.cleaned_data.items() if name != AS_OF})


def _save(owner: Any, request: HttpRequest, touched: list[NewerTextForm]) -> None:
    for form in touched:
        owner.save_model(request, form.save(commit=False), form, change=True)
        owner.log_change(request, form.instance, owner.construct_change_message(request, form, []))
    number = len(touched)
    said = ngettext(
        "%(number)s fact was saved. Readers get it now.", "%(number)s facts were saved. Readers get them now.", number
    )
    messages.success(request, said % {"number": number} if number else _("Nothing was changed."))
