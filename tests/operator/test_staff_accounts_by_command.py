"""`manage.py create_staff` makes accounts that can do what their role may do, and no more."""

import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management.base import CommandError

from content.staff.accounts import create_staff
from tests.operator.guide import run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["author", "clinician", "manager", "translator"])
def test_an_account_has_its_role_and_the_password_that_was_printed(role, client):
    output = run("create_staff", "robin", f"--role={role}")
    password = re.search(r"shown only now: (\S+)", output)[1]
    user = authenticate(username="robin", password=password)
    assert [group.name for group in user.groups.all()] == [role.capitalize()]
    assert user.is_staff
    assert not user.is_superuser
    assert user.has_perm("cms.publish_page") == (role in {"clinician", "manager"})
    assert user.has_perm("auth.add_user") == (role == "manager")
    assert client.login(username="robin", password=password)
    assert client.get("/admin/").status_code == 200


@pytest.mark.databases
def test_a_name_is_given_once_whatever_its_capitals():
    create_staff("Robin", "Author")
    with pytest.raises(CommandError, match="There is already an account “robin”"):
        run("create_staff", "robin", "--role=author")
    assert get_user_model().objects.filter(username__iexact="robin").count() == 1


@pytest.mark.parametrize("name", ["two words", "", "a" * 151])
def test_a_name_that_cannot_be_is_refused_with_the_reason(name):
    before = get_user_model().objects.count()
    with pytest.raises(CommandError) as refused:
        run("create_staff", name, "--role=author")
    assert str(refused.value)
    assert get_user_model().objects.count() == before


def test_a_role_that_does_not_exist_is_refused():
    with pytest.raises(CommandError, match="invalid choice: 'owner'"):
        run("create_staff", "robin", "--role=owner")


def test_nobody_can_log_in_as_the_account_that_loads_files():
    user = get_user_model().objects.get(username="guide-files")
    assert not user.is_active
    assert not user.has_usable_password()
