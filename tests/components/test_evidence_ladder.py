"""How good the evidence is stands in words; the ladder only repeats them."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.evidence_ladder import EXAMPLES
from content.models.evidence_ladder import EvidenceLadder, rungs_in
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_the_filled_steps_are_those_that_the_words_name():
    (ladder,) = read(EXAMPLES, "evidence-ladder")
    depression, ptsd = ladder.findall(".//li")
    for item, expected in ((depression, [3]), (ptsd, [0, 1])):
        (drawing,) = item.xpath(".//*[local-name()='svg']")
        fills = [step.get("fill") for step in drawing]
        assert len(fills) == 5
        assert [number for number, fill in enumerate(fills) if fill == "currentColor"] == expected
        assert drawing.get("aria-hidden") == "true"
    assert words(depression) == "Depression: moderate for a short-term lift."
    assert words(ptsd).startswith("PTSD: negative to uncertain.")
    assert ptsd.xpath(".//sup[@class='citation']/a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strong.", (4, 4)),
        ("limited for one", (2, 2)),
        ("uncertain to negative", (0, 1)),
        ("moderately so", None),
        ("it is strong", None),
    ],
)
def test_the_label_is_read_from_the_first_words(text: str, expected):
    assert rungs_in(text) == expected


def test_a_row_that_does_not_start_with_a_label_of_the_guide_is_refused():
    with pytest.raises(ValidationError, match="start with the evidence label"):
        EvidenceLadder(heading="x", body="<ul><li><strong>Depression:</strong> very good</li></ul>").clean()
    with pytest.raises(ValidationError, match="label in bold"):
        EvidenceLadder(heading="x", body="<ul><li>Depression: strong</li></ul>").clean()
