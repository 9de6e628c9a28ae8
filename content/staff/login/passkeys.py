"""Passkeys as the second factor: the views of django-otp-webauthn, for whoever has given name and password."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.i18n import JavaScriptCatalog
from django_otp_webauthn import exceptions
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.views import (
    BeginCredentialAuthenticationView,
    BeginCredentialRegistrationView,
    CompleteCredentialAuthenticationView,
    CompleteCredentialRegistrationView,
)

from content.staff import audit
from content.staff.login.factors import recovery_codes_left
from content.staff.login.sessions import is_confirmed, second_step_taken
from content.staff.login.waiting import let_in, who_waits
from content.staff.models import Event
from ketaguide.delivery.middleware import STAFF_PATH

#: In a session: its owner has got a first factor and has no recovery codes yet.
CODES_WANTED = "recovery_codes_wanted"
#: In a session: where somebody goes on after the second step was taken once more.
GO_ON = "second_step_again_next"
app_name = "otp_webauthn"  # its script and its tags ask for the addresses by this name


def may_use_passkeys(request: HttpRequest) -> bool:
    """Whether browsers know passkeys at this address: with HTTPS, or as localhost."""
    return request.get_host().partition(":")[0] == settings.OTP_WEBAUTHN_RP_ID


def has_passkey(user: Any) -> bool:
    """Whether the account has a passkey."""
    return WebAuthnCredential.objects.filter(user=user, confirmed=True).exists()


def can_use_a_passkey(request: HttpRequest) -> bool:
    """Whether the person who is logged in has a passkey, and may use it at this address."""
    return has_passkey(request.user) and may_use_passkeys(request)


class _JsonMixin:
    """Refuses what no browser sends; the views of the package answer some of it with an error 500."""

    def _parse_request_data(self, request: HttpRequest) -> Any:
        try:
            return super()._parse_request_data(request)  # type: ignore[misc]
        except (UnicodeDecodeError, RecursionError) as error:
            raise exceptions.MalformedRequest() from error


class _SecondStepMixin(_JsonMixin):
    """The person is the one who waits for the second step; or one who is logged in with it, and takes it once more."""

    request: HttpRequest

    def get_user(self) -> Any:
        present: Any = self.request.user
        user = who_waits(self.request) or (present if present.is_staff and present.is_verified() else None)
        if user is None:
            raise exceptions.NotAuthenticated()
        return user


class BeginSecondStep(_SecondStepMixin, BeginCredentialAuthenticationView):
    """Give the browser what the passkey has to sign."""


class CompleteSecondStep(_SecondStepMixin, CompleteCredentialAuthenticationView):
    """Check what the passkey signed, and log in; or note that who is logged in took the second step once more."""

    def complete_auth(self, device: WebAuthnCredential) -> None:
        user = self.get_user()
        if who_waits(self.request):
            self.wanted = let_in(self.request, user, device)
        else:
            second_step_taken(self.request)
            self.wanted = self.request.session.pop(GO_ON, STAFF_PATH)

    def get_success_url(self) -> str:
        return self.wanted


class _ConfirmedMixin(_JsonMixin):
    """An open browser is not enough to add a way in: the password was typed a moment ago."""

    def get_user(self) -> Any:
        if not is_confirmed(self.request):  # type: ignore[attr-defined]
            raise exceptions.NotAuthenticated()
        return super().get_user()  # type: ignore[misc]


class BeginRegistration(_ConfirmedMixin, BeginCredentialRegistrationView):
    """Give the browser what a new passkey is made of."""


class CompleteRegistration(_ConfirmedMixin, CompleteCredentialRegistrationView):
    """Check and keep a new passkey. The page that is shown next gives recovery codes where there are none."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        if not recovery_codes_left(self.request.user):
            self.request.session[CODES_WANTED] = True
        audit.record(Event.Kind.SECOND_FACTOR, "added a passkey", self.request.user, self.request)
        return response


urlpatterns = [
    path("login/passkey/begin/", BeginSecondStep.as_view(), name="credential-authentication-begin"),
    path("login/passkey/complete/", CompleteSecondStep.as_view(), name="credential-authentication-complete"),
    path("login/passkey/words/", JavaScriptCatalog.as_view(packages=["django_otp_webauthn"]), name="js-i18n-catalog"),
    path("two-step/passkey/begin/", BeginRegistration.as_view(), name="credential-registration-begin"),
    path("two-step/passkey/complete/", CompleteRegistration.as_view(), name="credential-registration-complete"),
]
