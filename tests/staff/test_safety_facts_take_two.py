"""A fasting rule, a driving rule or an alarm number that one person typed wrong harms nobody: a second one looks first."""

import pytest
from cms.utils.permissions import current_user
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from content.clinic.models import ClinicFact, FactChange
from content.clinic.second_person import ALONE_WAIT
from content.staff.models import Event
from tests.staff.desk import admin, filled_form, live

KEY = "fasting-food"


def fact() -> ClinicFact:
    return ClinicFact.objects.get(key=KEY)


def form_of(key: str = KEY) -> str:
    return admin("clinic_clinicfact_change", ClinicFact.objects.get(key=key).pk)


def save(client: Client, value: str, key: str = KEY) -> None:
    assert client.post(form_of(key), filled_form(client, form_of(key), value=value)).status_code == 302


def press(client: Client, name: str, number: int) -> int:
    return client.post(admin(f"clinic_fact_{name}", number)).status_code


def preparing() -> str:
    return Client().get(live("preparing").content.get_absolute_url("en")).content.decode()


def wanted() -> FactChange:
    return FactChange.objects.get(decided=None)


@pytest.mark.databases
def test_readers_get_a_change_when_a_second_person_has_confirmed_it(client_of):
    first, second = client_of("Clinician"), client_of("Manager")
    save(first, "6 hours")
    assert fact().value == "8 hours"
    assert "6 hours" not in preparing()
    assert press(first, "confirm", wanted().pk) == 403
    assert "“8 hours” → “6 hours”" in second.get("/admin/").content.decode()
    assert "Confirm “6 hours”" in second.get(form_of()).content.decode()
    assert "Confirm “6 hours”" not in first.get(form_of()).content.decode()
    assert press(second, "confirm", wanted().pk) == 302
    assert "6 hours" in preparing()
    said = list(
        Event.objects.filter(what__contains="“8 hours” → “6 hours”").order_by("pk").values_list("name", flat=True)
    )
    assert said == ["clinician-user", "manager-user"]


def test_a_fact_is_an_example_until_its_own_value_is_in_force(client_of):
    client = client_of("Clinician")
    client.post(form_of(), filled_form(client, form_of(), value="6 hours", example=""))
    assert fact().example, "readers still read the example"
    press(client_of("Manager"), "confirm", wanted().pk)
    assert not fact().example


@pytest.mark.databases
def test_what_it_was_comes_back_with_one_press(client_of):
    save(client_of("Clinician"), "6 hours")
    press(client_of("Manager"), "confirm", wanted().pk)
    assert "Restore “8 hours”" in client_of("Clinician").get(form_of()).content.decode()
    assert press(client_of("Author"), "restore", fact().pk) == 403
    assert press(client_of("Clinician"), "restore", fact().pk) == 302
    assert fact().value == "8 hours"
    fact_number = fact().pk
    ClinicFact.objects.filter(pk=fact_number).update(value="7 hours")  # as loading does
    assert "Restore" not in client_of("Clinician").get(form_of()).content.decode()


def test_a_change_is_left_by_who_wanted_it_or_who_could_confirm_it(client_of):
    for client in (client_of("Clinician"), client_of("Manager")):
        save(client_of("Clinician"), "6 hours")
        number = wanted().pk
        assert press(client_of("Author"), "leave", number) == 403
        assert press(client, "leave", number) == 302
        assert press(client_of("Manager"), "confirm", number) == 403, "it is decided"
    assert fact().value == "8 hours"


@pytest.mark.databases
def test_only_the_last_wish_of_a_fact_waits(client_of):
    save(client_of("Clinician"), "6 hours")
    old = wanted().pk
    save(client_of("Manager"), "7 hours")
    assert wanted().value == "7 hours"
    assert press(client_of("Superuser"), "confirm", old) == 403
    assert press(client_of("Clinician"), "confirm", wanted().pk) == 302
    assert fact().value == "7 hours"


@pytest.mark.parametrize("key", ["driving-rule", "phone"])
def test_no_other_way_leads_around_it(staff, client_of, key):
    one = ClinicFact.objects.get(key=key)
    before = one.value
    save(client_of("Superuser"), "(213) 555-0188" if key in ClinicFact.PHONES else "5 minutes", key)
    assert ClinicFact.objects.get(key=key).value == before
    one.value = "5 minutes"
    with current_user(staff("Superuser")), pytest.raises(PermissionDenied, match="second person"):
        one.save()


def test_other_facts_and_other_columns_take_one_person(client_of):
    save(client_of("Clinician"), "in the garden", "parking")
    assert ClinicFact.objects.get(key="parking").value == "in the garden"
    client = client_of("Manager")
    client.post(form_of(), filled_form(client, form_of(), help="Another hint."))
    assert fact().help == "Another hint." and not FactChange.objects.exists()


def test_whoever_is_alone_is_told_so(client_of, staff):
    assert "adds a second account" in client_of("Superuser").get(form_of()).content.decode()
    staff("Clinician")
    assert "adds a second account" not in client_of("Superuser").get(form_of()).content.decode()


def confirm_alone(client: Client, again: str) -> int:
    return client.post(admin("clinic_fact_confirm_alone", wanted().pk), {"again": again}).status_code


@pytest.mark.databases
def test_whoever_is_alone_types_it_again_after_an_hour(client_of):
    client = client_of("Manager")
    ClinicFact.objects.filter(key=KEY).update(example=False)
    save(client, "6 hours")
    assert "Confirm it alone" not in client.get(form_of()).content.decode()
    assert confirm_alone(client, "6 hours") == 403
    FactChange.objects.update(when=timezone.now() - ALONE_WAIT)
    shown = client.get(form_of()).content.decode()
    assert "Confirm it alone" in shown and "6 hours" not in shown, "it is typed from what is right, not from the screen"
    assert confirm_alone(client, "60 hours") == 302
    assert fact().value == "8 hours"
    assert confirm_alone(client, "6 hours") == 302
    assert fact().value == "6 hours"
    assert Event.objects.filter(what__startswith="confirmed alone").count() == 1


def test_an_example_is_replaced_alone_without_waiting(client_of):
    client = client_of("Manager")
    save(client, "6 hours")
    assert confirm_alone(client, "6 hours") == 302
    assert fact().value == "6 hours"


def test_nobody_is_alone_while_a_second_person_is_there(client_of, staff):
    client = client_of("Manager")
    save(client, "6 hours")
    staff("Clinician")
    assert confirm_alone(client, "6 hours") == 403
