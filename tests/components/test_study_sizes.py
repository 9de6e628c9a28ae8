"""A study is drawn as large as it was, and its number stands there in words."""

import re

import pytest
from django.core.exceptions import ValidationError

from content.examples.study_sizes import EXAMPLES
from content.models.study_sizes import StudySizes, people_in
from content.page.drawings import dots
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def drawn(element) -> list[int]:
    """How many dots stand in each drawing."""
    return [len(re.findall("h0", path)) for path in element.xpath(".//*[local-name()='path']/@d")]


def test_there_is_a_dot_for_each_person_or_for_each_ten():
    small, large = read(EXAMPLES, "study-sizes")
    assert drawn(small) == [30, 158]
    assert "One dot stands for 1 person." in words(small)
    assert drawn(large) == [231, 6]
    assert "One dot stands for 10 people." in words(large)


def test_every_study_has_its_words_and_its_dots_are_hidden_from_screen_readers():
    small, _ = read(EXAMPLES, "study-sizes")
    assert words(small.find("h2")) == "How large were the trials?"
    labels = [words(label) for label in small.xpath(".//p[@class='study-sizes-label']")]
    assert labels == ["Small trial, 30 people", "Large trial, 158 people"]
    assert "It found no effect." in words(small)
    assert all(drawing.get("aria-hidden") == "true" for drawing in small.xpath(".//*[local-name()='svg']"))


def test_all_dots_lie_inside_the_drawing():
    for number in (1, 49, 50, 51, 158):
        drawing = dots(number)
        height = int(re.search(r'viewBox="0 0 500 (\d+)"', drawing)[1])
        assert height == 10 * -(-number // 50)
        assert [int(y) for y in re.findall(r"M5 (\d+)h0", drawing)] == list(range(5, height, 10))


@pytest.mark.parametrize("label", ["a small trial", "0 people", "47 of 100", "30 trials", "people"])
def test_a_label_without_a_number_of_people_is_refused(label: str):
    assert people_in(label) is None
    with pytest.raises(ValidationError, match="number of people"):
        StudySizes(body=f"<ul><li><strong>{label}:</strong> text</li></ul>").clean()


def test_a_drawing_without_a_dot_is_refused():
    with pytest.raises(ValueError, match="at least one dot"):
        dots(0)
