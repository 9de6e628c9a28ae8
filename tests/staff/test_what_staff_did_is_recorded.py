"""Managers can read who did what and when; nobody can change it; it holds no secrets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from content.clinic.models import ClinicFact
from content.evidence.models import Reference
from content.staff.accounts import create_staff, system_user
from content.staff.models import Event, LoginRules
from tests.reading import ADDRESS_OF
from tests.site import PASSWORD
from tests.staff.actions.media_library import picture
from tests.staff.desk import admin, draft, filled_form, live, page, version_action

pytestmark = pytest.mark.django_db
Kind = Event.Kind
LIST = "/admin/staff/event/"


def events(kind: Kind) -> list[tuple[str, str]]:
    """(who, what) of the events of a kind, newest first."""
    return list(Event.objects.filter(kind=kind).values_list("name", "what"))


def send(client: Client, address: str, **changes) -> None:
    """Send the form at an address after these changes."""
    answer = client.post(address, filled_form(client, address, **changes))
    assert answer.status_code == 302, answer.context["errors"]


def test_logging_in_and_out_is_recorded_with_the_network_only(staff):
    staff("Author")
    client = Client(REMOTE_ADDR="192.0.2.77")
    client.post("/admin/login/", {"username": "author-user", "password": PASSWORD})
    client.post("/admin/logout/")
    assert events(Kind.LOG_IN) == [("author-user", "logged in")]
    assert events(Kind.LOG_OUT) == [("author-user", "logged out")]
    assert set(Event.objects.exclude(kind=Kind.ACCOUNT).values_list("network", flat=True)) == {"192.0.2.0"}


@pytest.mark.databases
def test_what_happens_to_drafts_is_recorded(client_of):
    clinician = client_of("Clinician")
    for action in ("archive", "discard"):
        version = draft("start")
        clinician.post(version_action(version, action), {"discard": "1"})
        assert events(Kind.PUBLISHING)[0] == (
            "clinician-user",
            f"archived {version.content} (version {version.number})",
        )
    version = draft("start")
    client_of("Author").post(version_action(version, "edit_redirect"))
    clinician.post(version_action(version, "unlock"))
    assert events(Kind.PUBLISHING)[0][1].endswith("from author-user")
    old = live("start")
    clinician.post(version_action(version, "publish"))
    clinician.post(version_action(old, "revert"))
    assert any(what.startswith("went back to ") for _, what in events(Kind.PUBLISHING))


def test_wrong_attempts_are_recorded_without_what_was_typed(staff, client):
    user = staff("Author")
    for name in ("author-user", "my-secret-password"):
        client.post("/admin/login/", {"username": name, "password": "another-secret-password"})
    assert events(Kind.LOG_IN_FAILED) == [
        ("unknown", "could not log in: no such account"),
        ("author-user", "could not log in: wrong password"),
    ]
    TOTPDevice.objects.create(user=user, name="App")
    client.post("/admin/login/", {"username": "author-user", "password": PASSWORD})
    client.post("/admin/login/second-step/", {"code": "314159"})
    assert events(Kind.LOG_IN_FAILED)[0] == ("author-user", "could not log in: wrong code")
    assert events(Kind.LOG_IN) == []
    everything = repr(list(Event.objects.values()))
    assert "secret" not in everything
    assert "314159" not in everything


@pytest.mark.databases
def test_publishing_and_taking_down_are_recorded_for_whoever_did_it(client_of):
    clinician, version = client_of("Clinician"), draft("words")
    clinician.post(version_action(version, "publish"))
    clinician.post(version_action(live("words"), "unpublish"))
    title = str(version.content)
    assert events(Kind.PUBLISHING) == [
        ("clinician-user", f"took down {title} (version {version.number})"),
        ("clinician-user", f"published {title} (version {version.number})"),
    ]
    client_of("Manager").post(admin("cms_page_delete", page("words").pk), {"post": "yes"})
    assert events(Kind.PUBLISHING)[0] == ("manager-user", "deleted the page Words explained")


def test_moving_a_page_is_recorded_with_the_addresses_that_lead_on(client_of):
    cost, below = page("cost"), page("benefits").pk
    answer = client_of("Clinician").post(
        admin("cms_page_move_page", cost.pk), {"id": cost.pk, "target": below, "position": 0, "site": 1}
    )
    assert answer.status_code == 200
    old, new = ADDRESS_OF["cost"], ADDRESS_OF["benefits"] + ADDRESS_OF["cost"].strip("/") + "/"
    assert set(events(Kind.PUBLISHING)) == {
        ("clinician-user", f"moved the page {cost} in the tree"),
        ("clinician-user", f"added redirect “{old} ---> {new}”"),
    }


def test_another_home_page_is_recorded(client_of):
    about = page("about")
    assert client_of("Clinician").post(admin("cms_page_set_home", about.pk)).status_code == 200
    assert events(Kind.PUBLISHING)[0] == ("clinician-user", f"made {about} the home page")


def test_redirects_by_hand_are_recorded(client_of):
    manager = client_of("Manager")
    send(manager, admin("redirects_redirect_add"), site=1, old_path="/old/", new_path="/cost/")
    assert events(Kind.PUBLISHING) == [("manager-user", "added redirect “/old/ ---> /cost/”")]


@pytest.mark.databases
def test_publishing_in_code_is_recorded_but_not_what_commands_load(staff):
    draft("start").publish(system_user())
    assert events(Kind.PUBLISHING) == []
    draft("start").publish(staff("Clinician"))
    assert len(events(Kind.PUBLISHING)) == 1


def test_a_changed_fact_is_recorded_with_both_values(client_of):
    fact = ClinicFact.objects.exclude(value="").exclude(key__in=ClinicFact.SAFETY).first()
    old = fact.value
    send(client_of("Manager"), admin("clinic_clinicfact_change", fact.pk), value="Something else")
    who, what = events(Kind.RECORD)[0]
    assert who == "manager-user"
    assert f"changed clinic fact “{fact}”: " in what
    assert f"value from “{old[:120]}" in what
    assert "to “Something else”" in what
    send(client_of("Manager"), admin("clinic_clinicfact_change", fact.pk))
    assert len(events(Kind.RECORD)) == 1, "nothing changed, so nothing is recorded"


def test_added_and_deleted_records_are_recorded(client_of):
    manager = client_of("Manager")
    changes = {"key": "new2026", "title": "A new study", "authors": "A B", "year": "2026"}
    send(manager, admin("evidence_reference_add"), **changes)
    reference = Reference.objects.get(key="new2026")
    manager.post(admin("evidence_reference_delete", reference.pk), {"post": "yes"})
    assert [what.split(" “")[0] for _, what in events(Kind.RECORD)] == ["deleted reference", "added reference"]


def test_roles_and_accounts_are_recorded_without_passwords(client_of, staff):
    manager, user = client_of("Manager"), staff("Author")
    Event.objects.all().delete()
    new = "a-wholly-other-secret"
    manager.post(
        admin("auth_user_change", user.pk),
        {"username": "author-user", "is_active": "", "groups": [Group.objects.get(name="Clinician").pk]},
    )
    manager.post(
        admin("auth_user_password_change", user.pk),
        {"usable_password": "true", "password1": new, "password2": new},
    )
    manager.post(admin("auth_user_delete", user.pk), {"post": "yes"})
    assert events(Kind.ACCOUNT) == [
        ("manager-user", "deleted user “author-user”"),
        ("manager-user", "changed user “author-user”: a new password"),
        ("manager-user", "gave user “author-user” the role Clinician"),
        ("manager-user", "took from user “author-user” the role Author"),
        ("manager-user", "changed user “author-user”: active from “yes” to “no”"),
    ]


def test_what_a_superuser_lets_roles_and_accounts_do_is_recorded(client_of, staff):
    boss, user, allowed = client_of("Superuser"), staff("Author"), Permission.objects.get(codename="change_site")
    Event.objects.all().delete()
    boss.post(admin("auth_group_add"), {"name": "Helper", "permissions": [allowed.pk]})
    boss.post(admin("auth_group_delete", Group.objects.get(name="Helper").pk), {"post": "yes"})
    data = {"username": user.username, "is_active": "on", "is_staff": "on", "user_permissions": [allowed.pk]}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "12:00:00"}
    assert boss.post(admin("auth_user_change", user.pk), data).status_code == 302
    recorded = [what for _, what in reversed(events(Kind.ACCOUNT)) if "date joined" not in what]
    assert recorded == [
        "added group “Helper”",
        f"gave group “Helper” the permissions: {allowed.name}",
        "deleted group “Helper”",
        "took from user “author-user” the role Author",
        f"gave user “author-user” the permissions: {allowed.name}",
    ]


def test_an_account_made_on_the_server_is_recorded():
    create_staff("newcomer", "Author")
    assert events(Kind.ACCOUNT)[:2] == [
        ("by a command on the server", "gave user “newcomer” the role Author"),
        ("by a command on the server", "added user “newcomer”"),
    ]


def test_files_are_recorded(client_of):
    manager = client_of("Manager")
    image = manager.post(admin("filer-ajax_upload"), {"file": picture()}).json()["file_id"]
    manager.post(admin("filer_image_delete", image), {"post": "yes"})
    assert [(who, what) for who, what in events(Kind.FILE) if "picture" in what] == [
        ("manager-user", "deleted file “picture.jpg”"),
        ("manager-user", "added image “picture.jpg”"),
    ]


def test_the_rules_for_logging_in_are_changed_by_a_manager_and_recorded(client_of):
    manager = client_of("Manager")
    assert manager.get("/admin/staff/loginrules/").headers["Location"] == "/admin/staff/loginrules/1/change/"
    send(manager, "/admin/staff/loginrules/1/change/", second_factor_required="on")
    assert LoginRules.current().second_factor_required
    assert events(Kind.ACCOUNT)[0] == (
        "manager-user",
        "changed rules for logging in “Rules for logging in”: everybody needs two steps from “no” to “yes”",
    )


@pytest.mark.databases
def test_a_manager_reads_and_filters_the_list(client_of, staff):
    user = staff("Author")
    Client().post("/admin/login/", {"username": "author-user", "password": PASSWORD})
    Client().post("/admin/login/", {"username": "author-user", "password": "wrong"})
    manager = client_of("Manager")
    text = manager.get(LIST, {"kind": Kind.LOG_IN_FAILED, "person__id__exact": user.pk}).content.decode()
    assert "could not log in: wrong password" in text
    assert ">logged in<" not in text
    today = timezone.localdate()
    for day, shown in ((today, True), (today - timedelta(days=400), False)):
        date = {"when__year": day.year, "when__month": day.month, "when__day": day.day}
        assert (">logged in<" in manager.get(LIST, date).content.decode()) is shown


@pytest.mark.parametrize("role", ["Author", "Clinician", "Translator"])
def test_nobody_else_reads_it(client_of, role):
    assert client_of(role).get(LIST).status_code == 403


@pytest.mark.databases
def test_the_list_outlives_the_account(client_of, staff):
    Client().post("/admin/login/", {"username": staff("Author").username, "password": PASSWORD})
    client_of("Manager").post(admin("auth_user_delete", staff("Author").pk), {"post": "yes"})
    assert events(Kind.LOG_IN)[1] == ("author-user", "logged in")


@pytest.mark.parametrize("role", ["Manager", "Superuser"])
def test_nobody_deletes_the_account_they_are_using(client_of, staff, role):
    answer = client_of(role).post(admin("auth_user_delete", staff(role).pk), {"post": "yes"})
    assert answer.status_code == 403
    assert staff(role).pk


@pytest.mark.databases
def test_events_are_dropped_after_two_years(client_of):
    now = timezone.now()
    for age in (729, 731):
        Event.objects.create(kind=Kind.FILE, name="robin", what=f"{age} days", when=now - timedelta(days=age))
    client_of("Author")
    assert events(Kind.FILE) == [("robin", "729 days")]
