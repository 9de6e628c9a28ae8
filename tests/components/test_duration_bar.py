"""A bar is as long as the time it stands for, and the time stands there in words."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.duration_bar import EXAMPLES
from content.models.duration_bar import DurationBar
from content.page.drawings import bar, mark
from content.plugins.duration_bar import in_words
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def extent(item) -> tuple[int, int]:
    (rect,) = item.xpath(".//*[local-name()='rect']")
    return int(rect.get("x")), int(rect.get("width"))


def typed(**values) -> DurationBar:
    row = {"label": "After", "meaning": "lasts", "start": None, "end": 7, "unit": "day"} | values
    return DurationBar(body="<ul><li><strong>After.</strong> text</li></ul>", lengths=[row])


def test_bars_share_one_scale_and_ranges_start_where_they_start():
    first, second = read(EXAMPLES, "duration-bar")
    half, _ = first.findall(".//li")
    assert extent(half) == (0, round(1000 * 18 / 56))
    hours, day = second.findall(".//li")
    assert extent(hours) == (round(1000 * 2 / 24), round(1000 * 2 / 24))
    assert extent(day) == (0, 1000)
    assert "stands for 8 weeks." in words(first) and "stands for 1 day." in words(second)


def test_where_somebody_only_looked_a_mark_is_drawn_and_no_bar():
    first, second = read(EXAMPLES, "duration-bar")
    _, eight_weeks = first.findall(".//li")
    assert extent(eight_weeks) == (992, 8)
    assert "somebody looked then" in words(first) and "somebody looked" not in words(second)


def test_every_bar_has_its_words_and_is_hidden_from_screen_readers():
    first, second = read(EXAMPLES, "duration-bar")
    assert words(first.find("h2")) == "How long did it last?"
    labels = [words(label) for shown in (first, second) for label in shown.xpath(".//p[@class='duration-bar-label']")]
    assert labels == [
        "After a course: half by 18 days",
        "In records: checked at 8 weeks",
        "Mind effects: 2 to 4 hours",
        "Rest at home: about 1 day",
    ]
    assert "In one study half had relapsed by then." in words(first)
    assert all(drawing.get("aria-hidden") == "true" for drawing in first.xpath(".//*[local-name()='svg']"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("18 days", "18 days"),
        ("2-4 hours", "2 to 4 hours"),
        ("about 1 week", "about 1 week"),
        ("half 90 minutes", "half by 90 minutes"),
        ("checked 1 year", "checked at 1 year"),
    ],
)
def test_a_length_in_a_guide_file_is_said_in_words_and_written_as_it_was(text: str, said: str):
    column = DurationBar._meta.get_field("lengths")
    (row,) = column.checked(column.from_guide(f"After = {text}"), ["After"])
    assert in_words(row) == said
    assert column.to_guide([row]) == f"After = {text}"


@pytest.mark.parametrize("text", ["soon", "a few days", "7", "2 to 4 hours", "-2 days", "1.5 hours"])
def test_what_is_no_length_of_time_in_a_guide_file_is_refused(text: str):
    with pytest.raises(ValidationError, match="expected a length of time"):
        DurationBar._meta.get_field("lengths").from_guide(f"After = {text}")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"end": 9007199254740992}, "at most 1000; choose a larger unit"),
        ({"end": 0}, "at least 1"),
        ({"end": None}, "Give a length of time"),
        ({"end": "soon"}, "in digits"),
        ({"start": 8}, "“from” must be smaller"),
        ({"end": 101, "unit": "year"}, "at most 100 years"),
        ({"unit": "moon"}, "moon"),
        ({"label": "Before"}, "“Before” stands in no item"),
    ],
)
def test_a_value_that_cannot_be_is_refused_when_typed(values: dict, reason: str):
    typed().clean()
    with pytest.raises(ValidationError, match=reason) as refused:
        typed(**values).clean()
    assert set(refused.value.message_dict) == {"lengths"}


def test_a_bar_that_cannot_be_is_refused():
    for start, end in ((0.5, 0.5), (-0.1, 1), (0, 1.1)):
        with pytest.raises(ValueError, match="start < end"):
            bar(start, end)
    with pytest.raises(ValueError, match="0 < place"):
        mark(1.1)
