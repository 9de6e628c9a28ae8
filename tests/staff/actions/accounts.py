"""Accounts and roles."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from content.staff.accounts import create_staff, system_user
from tests.site import PASSWORD
from tests.staff.actions.table import MANAGERS, NOBODY, may, post
from tests.staff.desk import (
    admin,
    draft,
)


def account(role: str, name: str = "somebody"):
    create_staff(name, role, PASSWORD)
    return get_user_model().objects.get(username=name)


def account_form(user, **changes):
    """Everything that Django's own form for accounts understands, whether or not this person's form shows it."""
    data = {"username": user.username, "is_active": "on", "is_staff": "on"}
    return post(admin("auth_user_change", user.pk), data | changes)


NEW_PASSWORD = {"usable_password": "true", "password1": "a-wholly-other-secret", "password2": "a-wholly-other-secret"}


@may(MANAGERS)
def make_an_account(boss):
    return post(admin("auth_user_add"), {"username": "newcomer"} | NEW_PASSWORD)


@may(MANAGERS)
def give_an_account_a_role(boss):
    return account_form(account("Author"), groups=[Group.objects.get(name="Clinician").pk])


@may(MANAGERS)
def switch_an_account_off(boss):
    user = account("Author")
    return account_form(user, is_active="", groups=list(user.groups.values_list("pk", flat=True)))


@may(MANAGERS)
def give_an_account_a_new_password(boss):
    return post(admin("auth_user_password_change", account("Author").pk), NEW_PASSWORD)


@may(MANAGERS)
def delete_an_account_without_history(boss):
    return post(admin("auth_user_delete", account("Author").pk), {"post": "yes"})


@may(NOBODY)
def delete_an_account_that_has_published(boss):
    user = account("Clinician")
    draft("start").publish(user)
    return post(admin("auth_user_delete", user.pk), {"post": "yes"})


@may(NOBODY)
def change_a_superuser(boss):
    return account_form(account("Superuser"), first_name="Changed")


@may(NOBODY)
def take_the_power_of_a_superuser(boss):
    return account_form(account("Superuser"), is_superuser="")


@may(NOBODY)
def give_a_superuser_a_new_password(boss):
    return post(admin("auth_user_password_change", account("Superuser").pk), NEW_PASSWORD)


@may(NOBODY)
def delete_a_superuser(boss):
    return post(admin("auth_user_delete", account("Superuser").pk), {"post": "yes"})


@may(NOBODY)
def delete_superusers_from_the_list(boss):
    chosen = [account("Superuser").pk]
    address = admin("auth_user_changelist")
    return post(address, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})


@may(NOBODY)
def take_over_an_account_that_may_do_more(boss):
    user = account("Author")
    user.is_active = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="change_site"))
    return post(admin("auth_user_password_change", user.pk), NEW_PASSWORD)


@may(NOBODY)
def wake_the_account_that_the_guide_files_belong_to(boss):
    return account_form(system_user())


@may(NOBODY)
def change_what_a_role_may_do(boss):
    group = Group.objects.get(name="Author")
    return post(admin("auth_group_change", group.pk), {"name": "Author", "permissions": []})


@may(NOBODY)
def make_a_role(boss):
    every = list(Permission.objects.values_list("pk", flat=True))
    return post(admin("auth_group_add"), {"name": "Everything", "permissions": every})
