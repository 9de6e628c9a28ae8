from django.urls import include, path

from content.staff.account_view import your_account
from content.staff.login.settings_views import Confirm, NewRecoveryCodes, RemovePasskey, SetUpApp, TurnOff, TwoStep
from content.staff.login.views import LogIn, SecondStep, second_step_again

urlpatterns = [
    # In place of the admin's own log in, which redirects here by the address.
    path("login/", LogIn.as_view()),
    path("login/second-step/", SecondStep.as_view(), name="second_step"),
    path("your-account/", your_account, name="your_account"),
    path("second-step-again/", second_step_again, name="second_step_again"),
    path("two-step/", TwoStep.as_view(), name="two_step"),
    path("two-step/app/", SetUpApp.as_view(), name="two_step_app"),
    path("two-step/password/", Confirm.as_view(), name="two_step_confirm"),
    path("two-step/codes/", NewRecoveryCodes.as_view(), name="two_step_codes"),
    path("two-step/off/", TurnOff.as_view(), name="two_step_off"),
    path("two-step/passkeys/<int:pk>/remove/", RemovePasskey.as_view(), name="two_step_remove_passkey"),
    path("", include("content.staff.login.passkeys")),
]
