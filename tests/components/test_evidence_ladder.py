"""How good the evidence is stands in words; the line only repeats them."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.evidence_ladder import EXAMPLES
from content.models.evidence_ladder import EvidenceLadder
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db
BODY = "<ul><li><strong>Depression:</strong> text</li></ul>"


def test_the_dots_are_where_the_words_say():
    (ladder,) = read(EXAMPLES, "evidence-ladder")
    depression, ptsd = ladder.findall(".//li")
    for item, expected in ((depression, ["Fair"]), (ptsd, ["Against", "Unclear"])):
        (line,) = item.xpath(".//p[@class='evidence-ladder-line']")
        assert [words(place) for place in line] == ["Against", "Unclear", "Weak", "Fair", "Strong"]
        assert [words(place) for place in line if place.get("class") == "is-here"] == expected
        assert line.get("aria-hidden") == "true"
    assert words(depression.find("div")) == "Depression: fair. For a short-term lift. Risks"
    assert words(ptsd.find("div")).startswith("PTSD: against to unclear.")
    assert ptsd.xpath(".//sup[@class='citation']/a")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "Choose one of against"),
        ({"level": "very good"}, "very good"),
        ({"level": "fair", "highest": "weak"}, "not better evidence"),
        ({"level": "fair", "highest": "fair"}, "not better evidence"),
    ],
)
def test_a_level_that_the_guide_does_not_know_is_refused(row: dict, reason: str):
    EvidenceLadder(heading="x", body=BODY, levels=[{"label": "Depression", "level": "fair"}]).clean()
    with pytest.raises(ValidationError, match=reason) as refused:
        EvidenceLadder(heading="x", body=BODY, levels=[{"label": "Depression"} | row]).clean()
    assert set(refused.value.message_dict) == {"levels"}


def test_each_item_needs_a_label_of_its_own():
    with pytest.raises(ValidationError, match="label in bold"):
        EvidenceLadder(heading="x", body="<ul><li>Depression: strong</li></ul>").clean()
    with pytest.raises(ValidationError, match="Two items have the label"):
        EvidenceLadder(heading="x", body=BODY.replace("</ul>", "<li><strong>Depression</strong> b</li></ul>")).clean()
