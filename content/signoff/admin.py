"""Who may sign, what was signed, and what the clinic asks: for Managers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from content.profile import sections
from content.signoff.models import Reviewer, Signature, SignoffRules
from content.staff.one_row import OneRowAdmin


@admin.register(Reviewer)
class ReviewerAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "letters", "license_number", "license_state", "account", "is_here")
    fields = ("name", "kind", "letters", "license_number", "license_state", "account", "is_here")
    list_select_related = ("account",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "account":
            field.required = True
            field.queryset = get_user_model().objects.filter(is_staff=True)
        return field


@admin.register(Signature)
class SignatureAdmin(admin.ModelAdmin):
    """Read only, for everybody: signatures are given and taken off on the page of a text."""

    list_display = (
        "page",
        "language",
        "version_number",
        "kind",
        "signed_name",
        "license",
        "signed",
        "good_until",
        "confirmed_name",
        "withdrawn",
    )
    list_display_links = None
    list_select_related = ("page",)
    list_per_page = 50

    @admin.display(description=_("signed by"))
    def signed_name(self, signature: Signature) -> str:
        return signature.signed_name

    @admin.display(description=_("license"))
    def license(self, signature: Signature) -> str:
        return f"{signature.license_number}, {signature.license_state}"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RulesForm(forms.ModelForm):
    """The parts of the menu are chosen from those that the guide has."""

    needed_sections = forms.MultipleChoiceField(
        label=_("No page of these parts of the menu is published unsigned"),
        choices=sections,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = SignoffRules
        fields = ("months", "needed_everywhere", "needed_sections", "two_people", "second_factor_again")


@admin.register(SignoffRules)
class SignoffRulesAdmin(OneRowAdmin):
    """For how long a signature is good, and where one is needed."""

    form: Any = RulesForm
