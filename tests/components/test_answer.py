"""The answer stands on the page as text, with its facts and links."""

import pytest
from cms.models import Page
from django.core.exceptions import ValidationError

from content.clinic.models import ClinicFact
from content.examples.answer import EXAMPLES
from content.models.answer import Answer
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_an_answer_is_read_as_it_was_written():
    first, second = read(EXAMPLES, "answer")
    assert (
        words(first)
        == "Ketamine is an anesthetic. Doctors also give it in low doses for depression, which the FDA has not approved."
    )
    assert Page.objects.get(reverse_id="risks").get_absolute_url("en") in second.xpath(".//a/@href")


def test_an_answer_shows_the_clinic_s_own_fact():
    ClinicFact.objects.filter(key="phone").update(value="(213) 555-0199")
    _, second = read(EXAMPLES, "answer")
    assert "Call (213) 555-0199." in words(second)


@pytest.mark.parametrize(
    ("typed", "dialed"),
    [
        ("(213) 555-0199", "tel:+12135550199"),
        ("1-213-555-0199", "tel:+12135550199"),
        ("213–555–0199", "tel:+12135550199"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("(213) 555-0199, extension 4", None),
        ("555-0199", None),
        ("", None),
    ],
)
def test_the_clinic_s_telephone_number_can_be_pressed(typed: str, dialed: str | None):
    ClinicFact.objects.filter(key="phone").update(value=typed)
    _, second = read(EXAMPLES, "answer")
    fact = second.find_class("clinic-fact")[0]
    assert words(fact) == (typed or ClinicFact.UNSET)
    assert fact.xpath("a/@href") == ([dialed] if dialed else [])


def test_other_facts_are_no_telephone_numbers():
    ClinicFact.objects.filter(key="license-line").update(value="213 555 0199")
    assert ClinicFact.objects.get(key="license-line").dial == ""


def test_an_answer_without_text_is_refused():
    with pytest.raises(ValidationError, match="Write the text"):
        Answer(body="<p> </p>").clean()


def test_pasted_styles_and_titles_do_not_survive():
    answer = Answer(body='<h1 style="color:red" class="x" onclick="y()">Big</h1><script>z()</script><p>text</p>')
    answer.clean()
    assert answer.body == "<h2>Big</h2><p>text</p>"
