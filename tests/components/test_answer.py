"""The answer stands on the page as text, with its facts and links."""

import pytest
from cms.models import Page
from django.core.exceptions import ValidationError

from content.clinic.models import ClinicFact
from content.examples.answer import EXAMPLES
from content.models import Answer
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_an_answer_is_read_as_it_was_written():
    first, second = read(EXAMPLES, "answer")
    assert (
        words(first)
        == "Ketamine is an anesthetic. Doctors also give it in low doses for depression, which the FDA has not approved."
    )
    assert second.find(".//a").get("href") == Page.objects.get(reverse_id="risks").get_absolute_url("en")


def test_an_answer_shows_the_clinic_s_own_fact():
    ClinicFact.objects.filter(key="phone").update(value="(213) 555-0199")
    _, second = read(EXAMPLES, "answer")
    assert "Call (213) 555-0199." in words(second)


def test_an_answer_without_text_is_refused():
    with pytest.raises(ValidationError, match="Write the text"):
        Answer(body="<p> </p>").clean()


def test_pasted_styles_and_titles_do_not_survive():
    answer = Answer(body='<h1 style="color:red" class="x" onclick="y()">Big</h1><script>z()</script><p>text</p>')
    answer.clean()
    assert answer.body == "<h2>Big</h2><p>text</p>"
