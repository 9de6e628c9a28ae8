"""Screens of the staff offer what works, say why something does not, and take for a fact what is one."""

import pytest
from cms.toolbar.utils import get_object_preview_url
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from djangocms_versioning.models import Version
from lxml import html

from content.clinic.models import ClinicFact
from tests.staff.actions.page_tree import new_page
from tests.staff.desk import admin, draft, fresh, live, page
from tests.staff.test_staff_find_their_work import sections


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("phone", "(213) 555-0100", "call us"),
        ("after-hours-phone", "+34 910 000 000", "(213) 555-0100 or 0101"),
        ("infusion-price", "$450", "cheap"),
        ("email", "office@clinic.example", "office at clinic"),
        ("website", "www.clinic.example", "our website"),
    ],
)
def test_a_fact_is_of_its_kind(db, key: str, right: str, wrong: str) -> None:
    fact = ClinicFact.objects.get(key=key)
    for value in ("", right):
        fact.value = value
        fact.full_clean()
    fact.value = wrong
    with pytest.raises(ValidationError, match="ask the clinic"):
        fact.full_clean()


def test_how_a_password_is_kept_is_shown_to_nobody(client_of, staff) -> None:
    person = staff("Author")
    shown = client_of("Manager").get(admin("auth_user_change", person.pk)).content.decode()
    assert identify_hasher(person.password).algorithm not in shown
    assert "<strong>Set</strong>" in shown


@pytest.mark.parametrize(("role", "sees"), [("Clinician", False), ("Superuser", True)])
def test_the_bar_offers_what_opens(client_of, role: str, sees: bool) -> None:
    shown = client_of(role).get(get_object_preview_url(live("start").content)).content.decode()
    assert "cms-show-shortcuts" not in shown
    assert ("/advanced-settings/" in shown) is sees


def test_a_text_that_cannot_come_back_says_why(client_of, staff) -> None:
    old = live("start")
    draft("start").publish(staff("Superuser"))
    Version.objects.filter(pk=draft("start").pk).update(locked_by=staff("Author"))
    address = admin("djangocms_versioning_pagecontentversion_changelist", page=page("start").pk, language="en")
    rows = html.fromstring(client_of("Clinician").get(address).content)
    (row,) = [
        row for row in rows.xpath("//table[@id='result_list']//tr") if f"/{old.pk}/" in html.tostring(row).decode()
    ]
    assert "author-user" in row.find_class("quiet")[0].text
    assert fresh(old).state == "unpublished"


def test_a_page_has_one_name_in_every_list(client_of) -> None:
    content = live("start").content
    links = sections(client_of("Author"))["Pages of the guide"].xpath(f".//a[@href='{content.get_absolute_url()}']")
    assert [link.text for link in links] == [content.title]


def test_a_draft_moves_below_another_draft_and_back_to_the_top(client_of) -> None:
    client, moved, other = client_of("Author"), new_page(), new_page()
    for target in ({"target": other.pk}, {}):
        answer = client.post(admin("cms_page_move_page", moved.pk), target | {"position": 0})
        assert answer.status_code == 200, answer.content
