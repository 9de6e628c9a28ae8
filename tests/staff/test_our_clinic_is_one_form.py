"""*Our clinic*: whoever may change facts fills in all that one person may decide on one screen, and loses nothing."""

import json

import pytest
from lxml import html

from content.clinic.models import ClinicFact, FactChange
from content.clinic.our_clinic import ALONE, GROUPS
from content.staff.models import Event
from ketaguide.delivery.models import PublicChange
from tests.staff.desk import admin

pytestmark = pytest.mark.django_db


def address() -> str:
    return admin("our_clinic")


def opened(client) -> dict[str, str]:
    """What a browser would send back of the open form."""
    (form,) = html.fromstring(client.get(address()).content.decode()).xpath("//form[@id='our_clinic_form']")
    return sent_by(form)


def sent_by(form) -> dict[str, str]:
    """What a browser would send. lxml says “on” of a choice whose value is empty."""
    found = {name: value.removeprefix("\n") for name, value in form.form_values()}
    return found | {each.get("name"): each.get("value") for each in form.xpath(".//input[@type='radio' and @checked]")}


def fact(key: str) -> ClinicFact:
    return ClinicFact.objects.get(key=key)


def test_all_that_one_person_may_change_stands_there_in_groups(client_of) -> None:
    sent = opened(client_of("Manager"))
    shown = {name.rpartition("-")[0] for name in sent if name.endswith("-as_of")}
    keys = set(ClinicFact.objects.values_list("key", flat=True))
    assert shown == keys - ALONE
    grouped = [key for _, group in GROUPS for key in group]
    assert sorted(grouped) == sorted(shown), "each fact of the shipped guide has its group"
    page = html.fromstring(client_of("Manager").get(address()).content.decode())
    links = page.xpath("//section[@aria-labelledby='alone-heading']//a/@href")
    assert links == [admin("clinic_clinicfact_change", each.pk) for each in ClinicFact.objects.filter(key__in=ALONE)]
    assert client_of("Author").get(address()).status_code == 403
    for screen in ("/admin/", admin("clinic_clinicfact_changelist")):
        assert address() in client_of("Manager").get(screen).content.decode(), screen
        assert address() not in client_of("Author").get(screen).content.decode(), screen


def test_one_save_changes_what_was_changed_and_nothing_else(client_of) -> None:
    manager = client_of("Manager")
    sent = opened(manager)
    sent |= {"clinic-name-value": "River Clinic", "infusion-price-value": "$450"}
    del sent["clinic-name-example"]
    before, mark = dict(ClinicFact.objects.values_list("key", "value")), PublicChange.mark()
    Event.objects.all().delete()
    assert manager.post(address(), sent).status_code == 302
    after = dict(ClinicFact.objects.values_list("key", "value"))
    assert {key for key in after if after[key] != before[key]} == {"clinic-name", "infusion-price"}
    assert (fact("clinic-name").example, fact("infusion-price").example) == (False, True)
    assert PublicChange.mark() != mark, "readers get it"
    told = list(Event.objects.values_list("what", flat=True))
    assert len(told) == 2 and any("River Clinic" in text for text in told)
    assert "2 facts were saved" in manager.get(address()).content.decode()

    mark = PublicChange.mark()
    assert manager.post(address(), opened(manager)).status_code == 302
    assert PublicChange.mark() == mark and Event.objects.count() == 2
    assert "Nothing was changed" in manager.get(address()).content.decode()


def test_opening_hours_are_typed_by_the_day_here_too(client_of) -> None:
    manager = client_of("Manager")
    sent = opened(manager)
    saturday = 5 * 4  # the fields of a day
    manager.post(address(), sent | {f"hours-opening_{saturday}": "09:00", f"hours-opening_{saturday + 1}": "12:00"})
    assert fact("hours").opening == "Mo-Fr 08:00-17:00; Sa 09:00-12:00"
    assert "Saturday" in fact("hours").value


def test_one_wrong_line_keeps_all_from_being_saved_and_nothing_typed_is_lost(client_of) -> None:
    manager = client_of("Manager")
    wrong = {"clinic-name-value": "River Clinic", "infusion-price-value": "cheap", "email-value": "office"}
    answer = manager.post(address(), opened(manager) | wrong)
    assert answer.status_code == 200
    assert fact("clinic-name").value == "Example Clinic"
    page = html.fromstring(answer.content.decode())
    told = {entry.find("legend").text: entry.text_content() for entry in page.find_class("our-fact errors")}
    assert set(told) == {fact("infusion-price").label, fact("email").label}
    assert "Write the price in digits" in told[fact("infusion-price").label]
    assert {name: page.xpath(f"//*[@name='{name}']/@value")[0] for name in wrong} == wrong


def test_what_somebody_else_changed_meanwhile_is_told_where_both_did_and_left_alone_elsewhere(client_of) -> None:
    first, second = client_of("Manager"), client_of("Superuser")
    mine, theirs = opened(first), opened(second)
    first.post(address(), mine | {"parking-value": "behind the house", "email-value": "new@clinic.example"})
    refused = second.post(address(), theirs | {"parking-value": "in the yard", "website-value": "www.river.example"})
    assert refused.status_code == 200
    page = html.fromstring(refused.content.decode())
    (told,) = page.find_class("our-fact errors")
    assert "now says: “behind the house”" in told.text_content()
    assert fact("website").value != "www.river.example", "all or nothing"
    again = sent_by(page.get_element_by_id("our_clinic_form"))
    assert again["parking-value"] == "in the yard"
    assert again["email-value"] == "new@clinic.example", "what they did not touch is what it is now"
    assert second.post(address(), again).status_code == 302
    assert (fact("parking").value, fact("website").value) == ("in the yard", "www.river.example")
    assert fact("email").value == "new@clinic.example"


def test_no_field_leads_around_the_second_person(client_of) -> None:
    manager = client_of("Manager")
    asked = {"phone-value": "(213) 555-0199", "phone-as_of": "0" * 32, "fasting-food-value": "1 hour"}
    manager.post(address(), opened(manager) | asked)
    assert fact("phone").value == "(213) 555-0100" and fact("fasting-food").value == "8 hours"
    assert not FactChange.objects.exists()


def test_what_is_typed_there_and_not_saved_is_kept_for_its_writer(client_of) -> None:
    manager, sent = client_of("Manager"), {"clinic-name-value": ["River"]}
    assert (
        manager.post("/admin/unsaved/", {"form": address(), "fields": json.dumps(sent), "before": "x"}).status_code
        == 200
    )
    assert manager.get("/admin/unsaved/", {"form": address()}).json()["fields"] == sent
    assert client_of("Author").get("/admin/unsaved/", {"form": address()}).status_code == 403
    assert manager.post(address(), opened(manager) | {"clinic-name-value": "River"}).status_code == 302
    assert "fields" not in manager.get("/admin/unsaved/", {"form": address()}).json()
