"""The table of who may do what, tried by every route: what is refused leaves the whole database as it was.

Each function in the modules of `tests/staff/actions` prepares one action and gives back the request that a browser would send.
Its decorator names the roles that may do it. For them the request must change something, which proves that the request is a real one.
"""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.staff.actions import (  # noqa: F401 - they fill the table
    accounts,
    blocks,
    events,
    logging_in,
    media_library,
    page_settings,
    page_tree,
    records,
    search,
    sign_off,
    text,
    versions,
)
from tests.staff.actions.accounts import NEW_PASSWORD, account, account_form
from tests.staff.actions.table import ACTIONS, ROLES, Request
from tests.staff.desk import (
    admin,
    changed_tables,
    database,
    written_tables,
)

pytestmark = pytest.mark.databases


@pytest.mark.parametrize("name", ACTIONS)
def test_roles_can_do_what_they_may_and_nothing_else(db, client_of, name: str) -> None:
    """Every role tries, one after the other, each from the same state.

    Who may is decided in Python: on another database one of those who may shows that the action is done there, too.
    """
    action, allowed = ACTIONS[name]
    roles = ROLES if connection.vendor == "sqlite" else sorted(allowed)[:1]
    clients = {role: Client() if role == "anonymous" else client_of(role) for role in roles}
    request = action(client_of("Superuser"))
    for role, client in clients.items():
        cache.clear()
        response, changed = tried(request, client)
        if role in allowed:
            assert changed, f"{role} should have been able to: {name} ({response.status_code})"
            continue
        assert not changed, f"{role} must not be able to: {name}"
        if role == "anonymous":
            assert response.status_code in {302, 403}
            assert response.status_code == 403 or response.headers["Location"].startswith("/admin/login/")


def tried(request: Request, client: Client) -> tuple[HttpResponse, set[str]]:
    """The answer to a request, and the tables that it changed; afterwards the database is as it was."""
    with transaction.atomic():
        point = transaction.savepoint()
        with written_tables() as written:
            response = request(client)
        after = database(written)
        transaction.savepoint_rollback(point)
        return response, changed_tables(database(written), after)


@pytest.mark.parametrize("who", ["themselves", "somebody else", "a newcomer"])
def test_a_manager_cannot_make_anybody_a_superuser(client_of, staff, who: str) -> None:
    manager = client_of("Manager")
    user = staff("Manager") if who == "themselves" else account("Author")
    every = list(Permission.objects.values_list("pk", flat=True))
    more = {"is_superuser": "on", "user_permissions": every, "first_name": "Ada"}
    if who == "a newcomer":
        manager.post(admin("auth_user_add"), {"username": "newcomer"} | NEW_PASSWORD | more)
        user = get_user_model().objects.get(username="newcomer")
    else:
        account_form(user, **more, groups=list(user.groups.values_list("pk", flat=True)))(manager)
        user.refresh_from_db()
        assert user.first_name == "Ada"  # the form was accepted, and what it may not say was left out
    assert not user.is_superuser
    assert not user.user_permissions.exists()
    assert user.is_staff


def test_a_manager_can_only_give_the_roles_of_the_guide(client_of) -> None:
    user, other = account("Author"), Group.objects.create(name="Something else")
    other.permissions.add(Permission.objects.get(codename="change_site"))
    account_form(user, groups=[other.pk])(client_of("Manager"))
    assert list(user.groups.values_list("name", flat=True)) == ["Author"]


@pytest.mark.parametrize("role", ["Author", "Clinician", "Translator"])
def test_only_managers_see_accounts(client_of, staff, role: str) -> None:
    client = client_of(role)
    assert client.get(admin("auth_user_changelist")).status_code == 403
    assert client.get(admin("auth_user_change", staff("Manager").pk)).status_code == 403
    assert client_of("Manager").get(admin("auth_user_changelist")).status_code == 200


def test_the_roles_exist_as_soon_as_the_database_does(db) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"Author", "Clinician", "Manager", "Translator"}
    assert Group.objects.get(name="Clinician").permissions.filter(codename="publish_page").exists()
    assert not Group.objects.get(name="Author").permissions.filter(codename="publish_page").exists()
