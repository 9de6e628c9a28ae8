"""The finding that points the other way is as large as the first, and says as much."""

import pytest
from django.core.exceptions import ValidationError

from content.evidence.models import Finding
from content.examples.evidence_card import EXAMPLES
from content.models.evidence_card import EvidenceCard
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db
LABELS = ["Who", "Against what", "When", "How sure", "What it does not show"]


def test_both_findings_answer_the_same_questions_in_the_same_markup():
    card = read(EXAMPLES, "evidence-card")[0]
    sides = card.xpath(".//div[@class='evidence-card-side']")
    assert [[words(label) for label in side.iter("dt")] for side in sides] == [LABELS, LABELS]
    first_markup, second_markup = ([(element.tag, element.get("class")) for element in side] for side in sides)
    assert first_markup == second_markup
    first, second = (words(side) for side in sides)
    assert "55 had a response with ketamine and 41 with ECT" in first and "365 people" in first
    assert "46 had remission with ketamine and 63 with ECT" in second and "186 people" in second
    assert "In both trials people knew their treatment." in words(card)


def test_the_card_is_one_group_named_by_its_question():
    card = read(EXAMPLES, "evidence-card")[0]
    assert card.get("role") == "group"
    (name,) = card.xpath(f".//*[@id='{card.get('aria-labelledby')}']")
    assert words(name) == "Is ketamine better than ECT?"


def test_a_result_in_words_stands_beside_a_number_with_its_source():
    card = read(EXAMPLES, "evidence-card")[1]
    second = card.xpath(".//div[@class='evidence-card-side']")[1]
    assert "No effect on PTSD at either of two doses" in words(second)
    assert len(second.xpath(".//sup[@class='citation']/a")) == 1
    first = words(card.xpath(".//div[@class='evidence-card-side']")[0])
    assert "Real counts: 10 of 15 people with ketamine, 3 of 15 people with midazolam." in first, "a small trial"


def test_a_card_needs_two_findings_about_one_condition():
    one, other = (Finding.objects.get(key=key) for key in ("ptsd-response-small-trial", "ect-response-outpatients"))
    with pytest.raises(ValidationError, match="second finding"):
        EvidenceCard(heading="x", finding=one, contrary=one).clean()
    with pytest.raises(ValidationError, match="do not carry over"):
        EvidenceCard(heading="x", finding=one, contrary=other).clean()
    with pytest.raises(ValidationError) as refused:
        EvidenceCard().full_clean(exclude=["placeholder", "plugin_type", "language", "position"])
    assert {"heading", "finding", "contrary"} <= set(refused.value.message_dict)
