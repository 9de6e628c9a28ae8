"""A bar is as long as the time it stands for, and the time stands there in words."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.duration_bar import EXAMPLES
from content.models.duration_bar import DurationBar, length_in
from content.page.drawings import bar
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def extent(item) -> tuple[int, int]:
    (rect,) = item.xpath(".//*[local-name()='rect']")
    return int(rect.get("x")), int(rect.get("width"))


def test_bars_share_one_scale_and_ranges_start_where_they_start():
    first, second = read(EXAMPLES, "duration-bar")
    half, eight_weeks = first.findall(".//li")
    assert extent(eight_weeks) == (0, 1000)
    assert extent(half) == (0, round(1000 * 18 / 56))
    hours, day = second.findall(".//li")
    assert extent(hours) == (round(1000 * 2 / 24), round(1000 * 2 / 24))
    assert extent(day) == (0, 1000)
    assert "stands for 8 weeks." in words(first) and "stands for 1 day." in words(second)


def test_every_bar_has_its_words_and_is_hidden_from_screen_readers():
    first, _ = read(EXAMPLES, "duration-bar")
    assert words(first.find("h2")) == "How long did it last?"
    assert [words(label) for label in first.xpath(".//p[@class='duration-bar-label']")] == [
        "Half by 18 days",
        "Checked for 8 weeks",
    ]
    assert "In one study half had relapsed by then." in words(first)
    assert all(drawing.get("aria-hidden") == "true" for drawing in first.xpath(".//*[local-name()='svg']"))


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("18 days", 0, 432),
        ("2 to 4 hours", 2, 4),
        ("about 1 week", 0, 168),
        ("90 Minutes", 0, 1.5),
        ("a year: 1 year", 0, 8766),
    ],
)
def test_lengths_of_time_are_read_from_words(label: str, start: float, end: float):
    assert length_in(label)[1:] == (start, end)


@pytest.mark.parametrize("label", ["soon", "a few days", "0 days", "4 to 2 hours", "47 of 100"])
def test_a_label_without_a_length_of_time_is_refused(label: str):
    assert length_in(label) is None
    with pytest.raises(ValidationError, match="length of time"):
        DurationBar(body=f"<ul><li><strong>{label}:</strong> text</li></ul>").clean()


def test_a_bar_that_cannot_be_is_refused():
    for start, end in ((0.5, 0.5), (-0.1, 1), (0, 1.1)):
        with pytest.raises(ValueError, match="start < end"):
            bar(start, end)
