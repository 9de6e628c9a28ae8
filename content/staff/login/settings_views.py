"""Two-step log in, as each member of staff sets it up: app, passkeys, recovery codes."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import default_key
from django_otp_webauthn.models import WebAuthnCredential

from content.staff import audit
from content.staff.login.factors import (
    add_app,
    app_picture,
    app_secret,
    has_app,
    has_second_factor,
    new_recovery_codes,
    recovery_codes_left,
    remove_passkey,
    remove_second_factor,
)
from content.staff.login.passkeys import CODES_WANTED, may_use_passkeys
from content.staff.login.sessions import confirm, end_sessions, is_confirmed
from content.staff.login.views import begin_attempt
from content.staff.models import Event, LoginRules
from ketaguide.words import Words

#: The key of an app that is being set up, kept in the session until its first code was right.
NEW_KEY = "two_step_key"


class PasswordForm(forms.Form):
    """Ask for the password once more: whoever finds an open browser must not change how its owner logs in."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        user, password = self.request.user, self.cleaned_data["password"]
        attempt = begin_attempt(user.get_username(), self.request)
        if not user.check_password(password):
            audit.failed_log_in("wrong password, asked for again", user, self.request)
            raise ValidationError(_("This is not your password."))
        attempt.undo()
        return password


class AppForm(PasswordForm):
    """The first code of a new app; and the password, when the account has a factor already or it was typed long ago."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("code", "password")

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        super().__init__(*args, request=request, **kwargs)
        if not has_second_factor(request.user) and is_confirmed(request):
            del self.fields["password"]


class _TwoStepMixin:
    """A page of the admin about the person who is logged in; never kept by a browser."""

    request: HttpRequest
    title: Words = ""

    @method_decorator([never_cache, login_required, sensitive_post_parameters("password", "code")])
    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(*args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return admin.site.each_context(self.request) | {"title": self.title} | context

    def show_new_codes(self, done: Words) -> HttpResponse:
        """The page with new recovery codes: the only time anybody sees them."""
        context = admin.site.each_context(self.request) | {
            "title": _("Your recovery codes"),
            "done": done,
            "codes": new_recovery_codes(self.request.user),
        }
        return TemplateResponse(self.request, "staff/recovery_codes.html", context)


class TwoStep(_TwoStepMixin, TemplateView):
    """What the account has, and what can be done about it."""

    template_name = "staff/two_step.html"
    title = _("Two-step log in")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.session.pop(CODES_WANTED, False) and has_second_factor(request.user):
            return self.show_new_codes(_("Two-step log in is on."))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "is_on": has_second_factor(user),
            "has_app": has_app(user),
            "passkeys": WebAuthnCredential.objects.filter(user=user).order_by("pk"),
            "codes_left": recovery_codes_left(user),
            "required": LoginRules.current().second_factor_required,
            "may_use_passkeys": may_use_passkeys(self.request),
            "is_confirmed": is_confirmed(self.request),
        }


class SetUpApp(_TwoStepMixin, FormView):
    """Show the key of a new app as a picture and in letters, and keep it when its first code is right."""

    template_name = "staff/two_step_app.html"
    form_class = AppForm
    title = _("Set up an authenticator app")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: AppForm) -> HttpResponse:
        user, had = self.request.user, has_second_factor(self.request.user)
        device = add_app(user, self._key(), form.cleaned_data["code"])
        if device is None:
            form.add_error("code", _("This code is not right. Type the one that the app shows now."))
            return self.form_invalid(form)
        del self.request.session[NEW_KEY]
        otp_login(self.request, device)
        audit.record(Event.Kind.SECOND_FACTOR, "set up an authenticator app", user, self.request)
        if had and recovery_codes_left(user):
            messages.success(self.request, _("The app is set up. The one before does not work any more."))
            return redirect("two_step")
        return self.show_new_codes(_("Two-step log in is on."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self._key()
        return super().get_context_data(**kwargs) | {
            "secret": app_secret(key),
            "picture": mark_safe(app_picture(self.request.user, key)),  # noqa: S308 (drawn by segno)
        }

    def _key(self) -> str:
        return self.request.session.setdefault(NEW_KEY, default_key())


class _ConfirmView(_TwoStepMixin, FormView):
    """A page that asks for the password before it does something."""

    template_name = "staff/two_step_confirm.html"
    form_class = PasswordForm
    explanation: Words = ""
    button: Words = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"explanation": self.explanation, "button": self.button}


class Confirm(_ConfirmView):
    """Type the password once more, for what is done by script."""

    title = _("Your password, please")
    explanation = _("After that you can add a passkey for a few minutes. Whoever finds your browser open cannot.")
    button = _("Go on")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        confirm(self.request)
        return redirect("two_step")


class NewRecoveryCodes(_ConfirmView):
    """Make new recovery codes; those before stop working."""

    title = _("Make new recovery codes")
    explanation = _("You get ten new codes. Those you had before stop working.")
    button = _("Make new codes")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        if not has_second_factor(self.request.user):
            return redirect("two_step")
        audit.record(Event.Kind.SECOND_FACTOR, "made new recovery codes", self.request.user, self.request)
        return self.show_new_codes(_("Your earlier codes do not work any more."))


class TurnOff(_ConfirmView):
    """Take the second factor from the account."""

    title = _("Turn off two-step log in")
    explanation = _(
        "Your app, your passkeys and your recovery codes stop working here. After that, your password alone lets you in."
    )
    button = _("Turn off")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        if remove_second_factor(self.request.user):
            end_sessions(self.request.user, but=self.request.session.session_key)
            audit.record(Event.Kind.SECOND_FACTOR, "turned off two-step log in", self.request.user, self.request)
        messages.success(self.request, _("Two-step log in is off."))
        return redirect("two_step")


class RemovePasskey(_ConfirmView):
    """Take one passkey from the account."""

    title = _("Remove a passkey")
    explanation = _("It does not let you in any more. Delete it on your device, too.")
    button = _("Remove")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        if not remove_passkey(self.request.user, self.kwargs["pk"]):
            raise Http404
        audit.record(Event.Kind.SECOND_FACTOR, "removed a passkey", self.request.user, self.request)
        messages.success(self.request, _("The passkey is removed."))
        return redirect("two_step")
