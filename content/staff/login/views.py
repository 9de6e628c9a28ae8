"""Logging in: name and password, and the second step for accounts that have one."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from content.staff.audit import failed_log_in
from content.staff.login import attempts
from content.staff.login.factors import check_code, has_app, has_second_factor, recovery_codes_left
from content.staff.login.passkeys import GO_ON, can_use_a_passkey, has_passkey, may_use_passkeys
from content.staff.login.waiting import let_in, wait, who_waits
from ketaguide.delivery.middleware import STAFF_PATH
from ketaguide.delivery.network import network_of


class LogInForm(AdminAuthenticationForm):
    """Name and password. When it is valid, `attempt` is the attempt that was counted."""

    attempt: attempts.Attempt

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("username") and self.cleaned_data.get("password"):
            self.attempt = begin_attempt(self.cleaned_data["username"], self.request)
        return super().clean()


class CodeForm(forms.Form):
    """A code of the app or a recovery code. When it is valid, `device` is what it belongs to."""

    code = forms.CharField(
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    device: Device
    attempt: attempts.Attempt

    def __init__(self, *args, user: Any, request: HttpRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean(self) -> None:
        if code := self.cleaned_data.get("code"):
            self.attempt = begin_attempt(self.user.get_username(), self.request)
            device = check_code(self.user, code)
            if device is None:
                failed_log_in("wrong code", self.user, self.request)
                raise ValidationError(_("This code is not right. Type the one that your app shows now."))
            self.device = device


class _PausedMixin:
    """Answer 429 to an attempt that has to wait."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        for error in form.non_field_errors().as_data():
            if error.code == "paused":
                response.status_code = HTTPStatus.TOO_MANY_REQUESTS
                response.headers["Retry-After"] = str((error.params or {})["seconds"])
        return response


class LogIn(_PausedMixin, LoginView):
    """Ask for name and password. Who has a second factor is not logged in yet, but sent to the second step."""

    template_name = "admin/login.html"
    authentication_form = LogInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not has_second_factor(user):
            form.attempt.succeed()
            return super().form_valid(form)
        form.attempt.undo()
        wait(self.request, user, self.get_success_url())
        return redirect("second_step")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }
        context = admin.site.each_context(self.request) | context | super().get_context_data(**kwargs)
        context["next"] = context.get("next") or reverse("admin:index")
        return context


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class SecondStep(_PausedMixin, FormView):
    """Ask for the second factor of whoever has just given name and password."""

    template_name = "staff/second_step.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = who_waits(request)
        if self.user is None:
            return redirect("admin:login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user, "request": self.request}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        form.attempt.succeed()
        address = let_in(self.request, self.user, form.device)
        if isinstance(form.device, StaticDevice):
            left = recovery_codes_left(self.user)
            messages.warning(
                self.request,
                format_lazy(
                    ngettext_lazy(
                        "You used a recovery code; {left} is left. If your phone is lost, set up the app on the new one below.",
                        "You used a recovery code; {left} are left. If your phone is lost, set up the app on the new one below.",
                        left,
                    ),
                    left=left,
                ),
            )
            address = reverse("two_step")
        return redirect(address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Second step"),
            "has_app": has_app(self.user),
            "has_passkey": has_passkey(self.user),
            "passkeys": may_use_passkeys(self.request),
        }
        return admin.site.each_context(self.request) | context | super().get_context_data(**kwargs)


@never_cache
@require_safe
def second_step_again(request: HttpRequest) -> HttpResponse:
    """Take the second step once more, with a passkey, before something that asks for it (`next`). Codes are typed there."""
    wanted = request.GET.get("next", "")
    is_here = wanted.startswith(STAFF_PATH) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    if not is_here or not can_use_a_passkey(request):
        return redirect("two_step")
    request.session[GO_ON] = wanted
    context = admin.site.each_context(request) | {"title": _("Your passkey, please"), "back": wanted}
    return TemplateResponse(request, "staff/second_step_again.html", context)


def begin_attempt(name: str, request: HttpRequest | None) -> attempts.Attempt:
    """Count an attempt. Raises ValidationError, with the time to wait, when it has to wait."""
    try:
        return attempts.begin(name, network_of(request))
    except attempts.Paused as paused:
        seconds = int(paused.wait.total_seconds()) + 1
        raise ValidationError(str(paused), code="paused", params={"seconds": seconds}) from paused
