"""A care card says how urgent it is in words, to the eye and to a screen reader, not by color alone."""

import copy

import pytest
from django.core.exceptions import ValidationError

from content.examples.care_card import EXAMPLES
from content.models.care_card import CareCard
from tests.components.reader import read, seen, spoken

pytestmark = pytest.mark.django_db


def test_each_level_says_its_urgency_in_words_and_the_same_to_the_ear_as_to_the_eye():
    cards = read(EXAMPLES, "care-card")
    headings = [card.find("h2") for card in cards]
    heard = [spoken(copy.deepcopy(heading)) for heading in headings]
    assert heard == [
        "Not urgent: Talk to us if you",
        "Urgent: Call the clinic the same day if you",
        "Emergency: Call 911 now if you",
    ]
    shown = [seen(copy.deepcopy(heading)) for heading in headings]
    for level, text, said in zip(("Not urgent", "Urgent", "Emergency"), shown, heard, strict=True):
        assert text.startswith(level)
        assert text.removeprefix(level).strip() == said.removeprefix(level).removeprefix(":").strip()


def test_an_emergency_card_can_be_acted_on_with_one_press():
    emergency = read(EXAMPLES, "care-card-emergency")[0]
    assert emergency.find(".//a").get("href") == "tel:911"
    assert [item.text for item in emergency.findall(".//li")] == ["cannot breathe well", "have chest pain"]


def test_a_card_without_level_heading_or_text_is_refused():
    with pytest.raises(ValidationError) as refused:
        CareCard(level="", heading="", body="").full_clean(
            exclude=["placeholder", "plugin_type", "language", "position"]
        )
    assert {"level", "heading", "body"} <= set(refused.value.message_dict)
    with pytest.raises(ValidationError, match="not a valid choice"):
        CareCard(level="red", heading="x", body="<p>x</p>").clean_fields(exclude=["placeholder", "cmsplugin_ptr"])
