"""Accounts of staff, the rules for logging in, and what happened, as those see them who manage them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashField, ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as _static_admin  # noqa: F401
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp import admin as _totp_admin  # noqa: F401
from django_otp.plugins.otp_totp.models import TOTPDevice
from djangocms_versioning.models import StateTracking

from content.staff import audit
from content.staff.accounts import SYSTEM_USERNAME
from content.staff.login.factors import has_second_factor, remove_second_factor
from content.staff.login.sessions import end_sessions
from content.staff.models import Event, LoginRules, StaffProfile
from content.staff.one_row import OneRowAdmin
from content.staff.roles import ROLES
from ketaguide.words import Words

User = get_user_model()


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """The button for a new password. How the present one is kept is nobody's business, not even in part."""

    def get_context(self, name: str, value: str, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and not value.startswith(UNUSABLE_PASSWORD_PREFIX)
        return context | {"summary": [{"label": _("Set") if is_set else _("Not set")}]}


class StaffUserForm(UserChangeForm):
    """An account."""

    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordWidget)


class StaffProfileForm(forms.ModelForm):
    """The languages of the site, but for the main one, which a translator reads."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Writes"),
            choices=[choice for choice in settings.LANGUAGES if choice[0] != settings.LANGUAGE_CODE],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("A Translator changes only texts in these languages. Other roles write in all of them."),
        )


class StaffProfileInline(admin.StackedInline):
    """In the form of an account."""

    model = StaffProfile
    form = StaffProfileForm
    can_delete = False


class StaffUserAdmin(UserAdmin):
    """Django's own for superusers. Managers give people accounts, roles and new passwords, and nothing beyond:
    no superuser, no single permissions, and no hand on an account that may do more than they may.
    """

    form = StaffUserForm
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    manager_fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("May log in as"), {"fields": ("is_active", "groups")}),
        (_("Two-step log in"), {"fields": ("second_factor",)}),
    )
    readonly_fields = ("second_factor",)

    @admin.display(description=_("roles"))
    def roles(self, user: Any) -> str:
        names = map(role_name, user.groups.all())
        return ", ".join([*([gettext("Superuser")] if user.is_superuser else []), *names])

    @admin.display(description=_("second step"))
    def second_factor(self, user: Any) -> Words:
        if not has_second_factor(user):
            return _("Off. Each person sets it up alone, under “Two-step log in” at the top.")
        address = reverse("admin:auth_user_remove_second_factor", args=[user.pk])
        return format_html(gettext('On. <a href="{}">Remove it</a>, when phone and recovery codes are lost.'), address)

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return (*super().get_fieldsets(request, obj), self.manager_fieldsets[-1])
        return self.manager_fieldsets

    def get_inlines(self, request, obj):
        return (StaffProfileInline,) if obj is not None and len(settings.LANGUAGES) > 1 else ()

    def get_urls(self):
        address = path(
            "<int:pk>/remove-second-factor/",
            self.admin_site.admin_view(self.remove_second_factor_view),
            name="auth_user_remove_second_factor",
        )
        return [address, *super().get_urls()]

    def remove_second_factor_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and then take the second factor from an account whose owner lost it."""
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user == request.user:
            return redirect("two_step_off")  # asks for the password
        if request.method == "POST":
            if remove_second_factor(user):
                end_sessions(user)
                audit.record(Event.Kind.SECOND_FACTOR, f"removed the second step of “{user}”", request=request)
            messages.success(
                request,
                format_lazy(
                    _("“{user}” logs in with the password alone now, and can set up the second step."), user=user
                ),
            )
            return redirect("admin:auth_user_change", user.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Remove the second step"),
            "subject": user,
            "opts": self.opts,
        }
        return render(request, "staff/remove_second_factor.html", context)

    def user_change_password(self, request, id, form_url=""):
        """Of others. One's own password is changed where the old one is asked for; both end the sessions of its owner."""
        if id == str(request.user.pk):
            return redirect("admin:password_change")
        return super().user_change_password(request, id, form_url)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups" and not request.user.is_superuser:
            field.queryset = Group.objects.filter(name__in=ROLES)
            field.help_text = _("The roles of this person.")
        if field and db_field.name == "groups":
            field.label_from_instance = role_name  # type: ignore[method-assign,assignment]
        return field

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """An account that ever published is switched off, not deleted: the record of who published what stays. Nobody
        deletes the account they are using.
        """
        allowed = super().has_delete_permission(request, obj) and (obj is None or may_manage(request.user, obj))
        return allowed and obj != request.user and (obj is None or not StateTracking.objects.filter(user=obj).exists())

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)


def role_name(role: Group) -> str:
    """What staff call a role in the active language. Its own name is the key by which the site knows it."""
    return gettext(role.name)


class RoleAdmin(GroupAdmin):
    """Django's own, with the names of roles in the language of whoever looks."""

    list_display = ("shown_name",)

    @admin.display(description=_("role"), ordering="name")
    def shown_name(self, role: Group) -> str:
        return role_name(role)


def may_manage(manager: Any, user: Any) -> bool:
    """Whether `manager` may change the account `user`: not if it can do more, whether or not it is switched on."""
    if manager.is_superuser:
        return True
    if user.is_superuser or user.username == SYSTEM_USERNAME:
        return False
    return _permissions(user) <= _permissions(manager)


def _permissions(user: Any) -> set[int]:
    return set(Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list("pk", flat=True))


# Importing `django.contrib.auth.admin` above has registered Django's own.
admin.site.unregister(User)
admin.site.register(User, StaffUserAdmin)
admin.site.unregister(Group)
admin.site.register(Group, RoleAdmin)

# Theirs show the secrets of apps and the recovery codes.
for device in (TOTPDevice, StaticDevice):
    admin.site.unregister(device)


@admin.register(LoginRules)
class LoginRulesAdmin(OneRowAdmin):
    """Whether everybody needs a second step."""


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """Read only, for everybody: a record that somebody can change is none."""

    list_display = ("when", "name", "what", "network")
    list_display_links = None
    list_filter = ("kind", ("person", admin.RelatedOnlyFieldListFilter))
    date_hierarchy = "when"
    search_fields = ("name", "what")
    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Events: who did what, and when")})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
