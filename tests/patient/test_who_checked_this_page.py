"""Under a page stands who checked it, if and only if a clinician signed the very words that a reader gets now."""

from datetime import timedelta

import pytest
from cms.models import PageContent
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from filer.models import Image
from lxml import html

from content.clinic.models import ClinicFact
from content.evidence.models import Finding, Reference
from content.examples.figure import IMAGE
from content.glossary.models import GlossaryTerm
from content.guide.document import Block
from content.models import PageDetails
from content.models.diagram import Diagram
from content.models.figure import Figure
from content.page.fetch import components_of, records_in
from content.signoff.models import Reviewer, Signature, SignoffRules
from content.signoff.notes import write_note
from content.signoff.signatures import sign, withdraw
from content.signoff.words import words_of
from content.staff.accounts import system_user
from tests.components.reader import add_picture, publish
from tests.staff.desk import change, details_of, draft, fresh, live, placeholder, plugins

NOT_YET = "Not yet reviewed by a clinician of this clinic."
AGAIN = "We are checking this page again."
NAME = "Checked by Robin Example, MD, licensed in California, on "


@pytest.fixture
def clinician(staff):
    """A clinician of the tests who may sign; every finding is to be looked at in two years."""
    Finding.objects.update(check_again=timezone.localdate() + timedelta(days=730))
    person = staff("Clinician")
    Reviewer.objects.create(
        account=person, name="Robin Example", letters="MD", license_number="A 1", license_state="California"
    )
    return person


@pytest.fixture
def signed(clinician) -> Signature:
    """The page on risks, signed."""
    return sign(live("risks").content, clinician)


def panel(path: str = "/risks-and-side-effects/") -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    (found,) = html.fromstring(answer.content.decode()).find_class("review-panel")
    return " ".join(found.text_content().split())


def record(model):
    """A record of this kind that the page on risks names."""
    return next(item for item in records_in(components_of(live("risks").content)) if isinstance(item, model))


def test_no_page_says_so_before_somebody_signed(db):
    for content in PageContent.objects.filter(language="en"):
        assert NOT_YET in panel(content.page.get_absolute_url("en")), content


@pytest.mark.databases
def test_every_page_says_it_once_it_is_signed(clinician):
    """What staff sign is found again in what readers get, whatever components a page has."""
    contents = list(PageContent.objects.filter(language="en"))
    assert len(contents) > 30
    for content in contents:
        sign(content, clinician)
    assert [str(content) for content in contents if NAME not in panel(content.page.get_absolute_url("en"))] == []


def test_readers_see_who_when_and_until_when(signed):
    today = timezone.localdate()
    words = panel()
    assert f"{NAME}{date_format(today)}. Next check by {date_format(signed.good_until)}." in words
    assert signed.good_until > today + timedelta(days=360)
    assert NOT_YET not in words


def test_a_draft_that_was_signed_says_so_when_it_is_published(clinician):
    version = change(draft("risks"), title="Risks, read anew")
    sign(version.content, clinician)
    assert NOT_YET in panel()
    version.publish(clinician)
    assert NAME in panel()


def test_other_words_than_those_that_were_signed_carry_nobodys_name(signed):
    version = draft("risks")
    text = plugins(version, "TextPlugin")[0]
    text.body = text.body.replace("</p>", " One word more.</p>", 1)
    text.save()
    assert NAME in panel()
    fresh(version).publish(system_user())
    assert NOT_YET in panel()


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Finding, "people", "9 people in 1 trial"),
        (ClinicFact, "value", "(213) 555-0199"),
        (GlossaryTerm, "definition", "Something else."),
        (Reference, "year", "1999"),
    ],
)
def test_a_record_that_the_page_shows_takes_the_name_off_when_it_changes(signed, model, column, value):
    found = record(model)
    before = getattr(found, column)
    setattr(found, column, value)
    found.save()
    assert NOT_YET in panel()
    setattr(found, column, before)
    found.save()
    assert NAME in panel()


@pytest.mark.parametrize(
    ("column", "value"), [("title", "Other"), ("meta_description", "Other"), ("page_title", "Other")]
)
def test_title_and_description_belong_to_it(signed, column, value):
    version = live("risks")
    before = words_of(version.content)
    assert words_of(change(version, **{column: value}).content) != before


def test_the_notice_about_approval_belongs_to_it(signed):
    version = live("risks")
    before = words_of(version.content)
    PageDetails.objects.filter(extended_object=version.content).update(
        speaks_of_benefit=not details_of(version).speaks_of_benefit
    )
    assert words_of(fresh(version).content) != before


def test_menu_position_and_address_do_not(signed):
    version = draft("risks")
    change(version, menu_title="Dangers")
    PageDetails.objects.filter(extended_object=version.content).update(position=7)
    assert words_of(fresh(version).content) == signed.words


def test_the_order_of_blocks_belongs_to_it(signed):
    version = draft("risks")
    texts = plugins(version, "TextPlugin")
    placeholder(version).move_plugin(texts[0], texts[1].position)
    assert words_of(fresh(version).content) != signed.words


def test_which_drawing_stands_there_belongs_to_it(db):
    """Also where nothing but the drawing is another one."""
    alone = (Diagram.Drawing.BRING, Diagram.Drawing.FIRST_EVENING, Diagram.Drawing.MIND_EFFECTS, Diagram.Drawing.DIP)
    diagram = Diagram.objects.filter(drawing__in=alone).first()
    content = diagram.placeholder.source
    before = words_of(content)
    Diagram.objects.filter(pk=diagram.pk).update(drawing=Diagram.Drawing.ROOM)
    assert words_of(content) != before


def test_a_picture_and_its_words_belong_to_it(db):
    add_picture(IMAGE)
    add_picture("other.png", width=800)
    other = Image.objects.get(original_filename="other.png")
    content = publish([Block("figure", {"image": IMAGE, "alt": "A room.", "size": "large"})]).get_content_obj("en")
    (figure,) = (item for item in components_of(content) if isinstance(item, Figure))
    names = {words_of(content)}
    figure.alt = "A garden."
    figure.save()
    names.add(words_of(content))
    figure.image = other
    figure.full_clean(exclude=["image"])
    figure.save()
    names.add(words_of(content))
    assert len(names) == 3


def test_what_no_page_of_this_name_shows_takes_nothing_off(signed):
    shown = {item.pk for item in records_in(components_of(live("risks").content)) if isinstance(item, Finding)}
    other = Finding.objects.exclude(pk__in=shown).first()
    other.people = "9 people in 1 trial"
    other.save()
    assert NAME in panel()


@pytest.mark.databases
def test_thirty_days_after_its_date_the_page_is_being_checked_again(signed):
    today = timezone.localdate()
    for late, says in ((0, NAME), (30, NAME), (31, AGAIN)):
        Signature.objects.update(good_until=today - timedelta(days=late))
        assert says in panel()
        assert (AGAIN in panel()) is (says is AGAIN)


@pytest.mark.databases
def test_what_changed_is_told_with_the_text_that_was_published(staff):
    version = draft("risks")
    write_note(version, "One more sign of danger.", staff("Manager"))
    assert "sign of danger" not in panel()
    version.publish(system_user())
    assert "What changed: One more sign of danger." in panel()
    draft("risks").publish(system_user())
    assert "sign of danger" not in panel()


def test_a_signature_that_is_taken_off_is_gone(signed, clinician):
    withdraw(signed, clinician)
    assert NOT_YET in panel()


def test_a_name_stays_as_it_was_signed(signed, clinician):
    Reviewer.objects.update(name="Robin Other", letters="DO", is_here=False)
    assert NAME in panel()
    Reviewer.objects.all().delete()
    get_user_model().objects.filter(pk=clinician.pk).delete()
    assert NAME in panel()


def test_a_signature_is_good_no_longer_than_a_finding_of_the_page(clinician):
    soon = timezone.localdate() + timedelta(days=40)
    finding = record(Finding)
    Finding.objects.filter(pk=finding.pk).update(check_again=soon)
    assert sign(live("risks").content, clinician).good_until == soon
    SignoffRules.objects.update(months=1)
    assert sign(live("risks").content, clinician).good_until < soon


def test_two_languages_are_signed_apart(signed):
    content = live("risks").content
    assert content.language == "en"
    Signature.objects.update(language="es")
    assert NOT_YET in panel()
