"""Whatever a machine quotes around a number of benefit holds its comparison or its limits, too."""

import pytest

from content.search.snippets import benefit_numbers
from tests.reading import words_of

pytestmark = pytest.mark.django_db


def test_hardly_a_number_of_benefit_can_be_quoted_alone(guide):
    found = {address: benefit_numbers(words_of(page.root.find(".//main")), "en") for address, page in guide.items()}
    total = sum(numbers.all for numbers in found.values())
    alone = [(address, words) for address, numbers in found.items() for words in numbers.alone]
    assert total > 80
    assert len(alone) <= total * 0.05, alone


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("After one infusion 47 of 100 people had a response. " + "More words. " * 40, 1),
        ("After one infusion 47 of 100 people had a response, with midazolam 28 did.", 0),
        ("With midazolam it was otherwise. " + "More words. " * 40 + "After one infusion 47 of 100 had a response.", 1),
        ("47 of 100 people had a response. Limits: One small trial.", 0),
    ],
)
def test_a_number_alone_is_found(text: str, alone: int):
    numbers = benefit_numbers(text, "en")
    assert numbers.all >= 1
    assert len(numbers.alone) == alone


def test_a_language_without_words_for_the_checks_is_not_judged():
    assert benefit_numbers("47 of 100 people had a response.", "xx").all == 0
