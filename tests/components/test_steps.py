"""Steps are numbered by the browser, so that a screen reader counts them too."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.steps import EXAMPLES
from content.models.steps import Steps
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_steps_are_one_ordered_list_in_their_order():
    first, second = read(EXAMPLES, "steps")
    assert words(first.find("h2")) == "The day of the infusion"
    assert [words(item) for item in first.findall("ol/li")] == [
        "You arrive and we check your blood pressure.",
        "The drip starts.",
        "Somebody takes you home.",
    ]
    assert second.find("h2") is None
    assert len(second.findall("ol/li")) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<ul><li>a</li></ul>", "Use a numbered list"),
        ("<p>1. a</p>", "must be one numbered list"),
        ("<ol><li>a</li></ol><p>b</p>", "must be one numbered list"),
        ("<ol></ol>", "Write the text"),
    ],
)
def test_steps_that_are_not_one_numbered_list_are_refused(body, reason):
    with pytest.raises(ValidationError, match=reason):
        Steps(body=body).clean()
