"""A study is drawn as large as it was, and its number stands there in words."""

import re

import pytest
from django.core.exceptions import ValidationError

from content.examples.study_sizes import EXAMPLES
from content.models.study_sizes import StudySizes
from content.page.drawings import dots
from content.plugins.study_sizes import people_per_dot
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


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        (None, "Give the number of people"),
        ("many", "in digits"),
        (0, "at least 1 person"),
        (9007199254740992, "at most 1,000,000 people"),
    ],
)
def test_a_number_of_people_that_cannot_be_is_refused_when_typed(people, reason: str):
    body = "<ul><li><strong>2014:</strong> text</li></ul>"
    StudySizes(body=body, people=[{"label": "2014", "people": 41}]).clean()
    with pytest.raises(ValidationError, match=f"“2014”: .*{reason}") as refused:
        StudySizes(body=body, people=[{"label": "2014", "people": people}]).clean()
    assert set(refused.value.message_dict) == {"people"}


def test_numbers_stay_with_their_labels_when_the_list_is_put_in_another_order():
    body = "<ul><li><strong>2021:</strong> b</li><li><strong>2014:</strong> a</li></ul>"
    sizes = StudySizes(body=body, people=[{"label": "2014", "people": 41}, {"label": "2021", "people": 30}])
    sizes.clean()
    assert sizes.people == [{"label": "2021", "people": 30}, {"label": "2014", "people": 41}]


@pytest.mark.parametrize(("most", "expected"), [(500, 1), (501, 10), (20_000, 10), (1_000_000, 1000)])
def test_a_drawing_never_has_more_dots_than_fit_a_page(most: int, expected: int):
    assert people_per_dot(most) == expected


def test_a_drawing_without_a_dot_is_refused():
    with pytest.raises(ValueError, match="at least one dot"):
        dots(0)
