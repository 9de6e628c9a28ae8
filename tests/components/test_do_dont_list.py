"""No reader may take a "do not" for a "do"."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.do_dont_list import EXAMPLES
from content.models.do_dont_list import DoDontList
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def test_every_item_of_a_do_not_list_says_do_not():
    for listed, block in zip(read(EXAMPLES, "do-dont-list"), EXAMPLES, strict=True):
        items = [words(item) for item in listed.findall(".//li")]
        assert items
        for item in items:
            assert item.lower().startswith("do not ") == (block.settings["kind"] == "dont"), item
    assert items == ["do not drive until the next morning"]


def test_a_list_without_a_heading_is_headed_do_or_do_not():
    headings = [words(listed.find("h2")) for listed in read(EXAMPLES, "do-dont-list")]
    assert headings == ["Do", "For the rest of the day", "Do not"]


@pytest.mark.parametrize("start", ["Do not", "do not", "Don't", "don’t", "Never", "NO"])
def test_a_do_not_typed_by_hand_is_refused_because_it_would_stand_twice(start):
    with pytest.raises(ValidationError, match="itself puts “do not” before each item"):
        DoDontList(kind="dont", body=f"<ul><li>rest</li><li><strong>{start}</strong> drive</li></ul>").clean()


@pytest.mark.parametrize("item", ["do not drive", "never drive"])
def test_a_do_list_may_say_what_it_likes(item):
    DoDontList(kind="do", body=f"<ul><li>{item}</li></ul>").clean()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>drive</p>", "must be one bullet list"),
        ("<ol><li>drive</li></ol>", "Use a bullet list"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "must be one bullet list"),
        ("", "Write the text"),
    ],
)
def test_what_is_not_one_bullet_list_is_refused(body, reason):
    with pytest.raises(ValidationError, match=reason):
        DoDontList(kind="dont", body=body).clean()
