"""The second step of logging in, and the rules for it."""

from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.staff.actions.accounts import account
from tests.staff.actions.table import MANAGERS, NOBODY, form, may, post
from tests.staff.desk import (
    admin,
)


def with_second_factor(role: str):
    user = account(role)
    TOTPDevice.objects.create(user=user, name="App")
    return user


@may(MANAGERS)
def remove_the_second_factor_of_an_account(boss):
    return post(admin("auth_user_remove_second_factor", with_second_factor("Author").pk))


@may(NOBODY)
def remove_the_second_factor_of_a_superuser(boss):
    return post(admin("auth_user_remove_second_factor", with_second_factor("Superuser").pk))


@may(MANAGERS)
def ask_two_steps_of_everybody(boss):
    return form(boss, admin("staff_loginrules_change", 1), second_factor_required="on")


@may(NOBODY)
def delete_the_rules_for_logging_in(boss):
    return post(admin("staff_loginrules_delete", 1), {"post": "yes"})
