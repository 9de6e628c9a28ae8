"""A corrected typing error costs no date of review, and nothing but a typing error is let through; nobody vouches for themselves."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from djangocms_versioning.models import Version

from content.evidence.models import Finding
from content.signoff.models import Kind, Reviewer, Signature, SignoffRules
from content.signoff.signatures import sign
from content.staff.login.sessions import CONFIRMED_SECONDS, SECOND_STEP_AGAIN
from content.staff.models import Event
from tests.patient.test_who_checked_this_page import NAME, NOT_YET, panel
from tests.staff.desk import draft, fresh, live, plugins
from tests.staff.test_a_clinician_signs import buttons, clinician, press, review  # noqa: F401
from tests.staff.test_two_step_log_in import app_of, code

CONFIRM = "The meaning is unchanged"


@pytest.fixture
def second(staff) -> Reviewer:
    """Another person who may sign."""
    license_ = {"letters": "NP", "license_number": "B 2", "license_state": "California"}
    return Reviewer.objects.create(account=staff("Manager"), name="Kim Second", **license_)


@pytest.fixture
def signed(clinician) -> Signature:  # noqa: F811
    return sign(live("risks").content, clinician)


def correct(client: Client, before: str, after: str) -> Version:
    """A draft of the page on risks in which this person has changed one word of the first running text."""
    version = draft("risks")
    plugin = plugins(version, "TextPlugin")[0]
    assert before in plugin.body
    address = reverse("admin:cms_placeholder_edit_plugin", args=[plugin.pk])
    assert client.post(address, {"body": plugin.body.replace(before, after, 1), "json": "null"}).status_code == 200
    return version


def word(version: Version) -> str:
    """A long word in the first running text."""
    body = plugins(version, "TextPlugin")[0].body
    return next(each for each in body.replace("<", " <").replace(">", "> ").split() if each.isalpha() and len(each) > 4)


@pytest.mark.databases
def test_a_second_person_keeps_the_date_of_review_with_one_press(client_of, signed, second):
    signed.signed = signed.signed.replace(year=2025)
    signed.save()
    old = word(live("risks"))
    version = correct(client_of("Author"), old, f"{old}x")
    assert CONFIRM in buttons(client_of("Manager"), version)
    press(client_of("Manager"), version, "confirm")
    client_of("Manager").post(reverse("admin:djangocms_versioning_pagecontentversion_publish", args=[version.pk]), {})
    fresh(version).publish(second.account)
    said = panel()
    assert NAME in said and "2025" in said
    assert "Kim Second, NP" in said
    assert Event.objects.filter(what__contains="means what Robin Example, MD signed").exists()


def test_whoever_wrote_the_correction_does_not_confirm_it(client_of, signed, second):
    old = word(live("risks"))
    version = correct(client_of("Manager"), old, f"{old}x")
    assert CONFIRM not in buttons(client_of("Manager"), version)
    assert press(client_of("Manager"), version, "confirm").status_code == 403
    assert press(client_of("Author"), version, "confirm").status_code == 403
    assert Signature.objects.count() == 1


def test_a_translator_confirms_no_clinicians_words(client_of, signed, second):
    old = word(live("risks"))
    version = correct(client_of("Author"), old, f"{old}x")
    Reviewer.objects.filter(pk=second.pk).update(kind=Kind.TRANSLATOR)
    assert CONFIRM not in buttons(client_of("Manager"), version)
    assert press(client_of("Manager"), version, "confirm").status_code == 403
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("put_in", ["{} 30", "{} twenty", "{}" + " word" * 11])
def test_what_is_more_than_a_typing_error_is_read_and_signed(client_of, signed, second, put_in):
    old = word(live("risks"))
    version = correct(client_of("Author"), old, put_in.format(old))
    assert CONFIRM not in buttons(client_of("Manager"), version)
    assert press(client_of("Manager"), version, "confirm").status_code == 403


def test_where_a_number_of_a_record_has_changed_since_nothing_is_confirmed(client_of, signed, second):
    old = word(live("risks"))
    version = correct(client_of("Author"), old, f"{old}x")
    Finding.objects.update(must_say="Other words.")
    assert press(client_of("Manager"), version, "confirm").status_code == 403


@pytest.mark.databases
def test_a_signature_that_is_taken_off_takes_its_corrections_along(client_of, signed, second):
    old = word(live("risks"))
    version = correct(client_of("Author"), old, f"{old}x")
    press(client_of("Manager"), version, "confirm")
    fresh(version).publish(second.account)
    client_of("Clinician").post(reverse("sign_off_withdraw", args=[version.pk, signed.pk]))
    assert NOT_YET in panel()


# --- What a clinic may ask ------------------------------------------------------------------------------------------------


def test_nobody_signs_their_own_words_where_the_clinic_asks_for_two(client_of, clinician, second):  # noqa: F811
    old = word(live("risks"))
    version = correct(client_of("Clinician"), old, f"{old}x")
    SignoffRules.objects.update(two_people=True)
    assert press(client_of("Clinician"), version, "sign").status_code == 403
    assert "You wrote part of this text" in client_of("Clinician").get(review(version)).content.decode()
    assert press(client_of("Manager"), version, "sign").status_code == 302
    assert Signature.objects.get().reviewer == second


def test_words_that_were_published_unsigned_are_still_ones_own(client_of, clinician, second):  # noqa: F811
    old = word(live("risks"))
    version = correct(client_of("Clinician"), old, f"{old}x")
    fresh(version).publish(second.account)
    SignoffRules.objects.update(two_people=True)
    assert press(client_of("Clinician"), version, "sign").status_code == 403
    later = correct(client_of("Author"), f"{old}x", old)
    assert press(client_of("Clinician"), later, "sign").status_code == 403


def test_one_person_may_do_it_where_the_clinic_does_not_ask(client_of, clinician):  # noqa: F811
    old = word(live("risks"))
    version = correct(client_of("Clinician"), old, f"{old}x")
    assert press(client_of("Clinician"), version, "sign").status_code == 302


def test_signing_asks_for_the_second_step_again_where_the_clinic_wants_that(client_of, clinician):  # noqa: F811
    SignoffRules.objects.update(second_factor_again=True)
    version, client = live("risks"), client_of("Clinician")
    assert "Set up two-step log in first" in client.get(review(version)).content.decode()
    press(client, version, "sign")
    device = app_of(clinician)
    client = Client()
    client.force_login(clinician)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    assert "This field is required" in press(client, version, "sign").content.decode()
    wrong = press(client, version, "sign", code="000000").content.decode()
    assert "This code is not right" in wrong
    assert not Signature.objects.exists()
    press(client, version, "sign", code=code(device))
    assert Signature.objects.count() == 1


def test_a_passkey_that_was_used_a_moment_ago_counts_for_one_signature(client_of, clinician):  # noqa: F811
    SignoffRules.objects.update(second_factor_again=True)
    version, client = live("risks"), client_of("Clinician")

    def used(ago: float) -> None:
        session = client.session
        session[SECOND_STEP_AGAIN] = time.time() - ago
        session.save()

    used(CONFIRMED_SECONDS + 1)
    press(client, version, "sign")
    assert not Signature.objects.exists()
    used(0)
    press(client, version, "sign")
    assert Signature.objects.count() == 1
    press(client, live("benefits"), "sign")
    assert Signature.objects.count() == 1
