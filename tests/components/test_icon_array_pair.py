"""A number out of 100 is drawn true to the figure, on both sides alike, and never without its words and limits."""

import re

import pytest
from django.core.exceptions import ValidationError
from lxml import html

from content.evidence.models import Finding
from content.examples.icon_array_pair import EXAMPLES
from content.models.icon_array_pair import IconArrayPair
from content.page.drawings import icon_array
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db


def figures(drawing: html.HtmlElement) -> tuple[int, int]:
    """How many figures are filled and how many are only lines. Each has one head, which takes two arcs."""
    filled = outlined = 0
    for path in drawing.iter("{*}path"):
        heads = len(re.findall(r"a2\.4 ", path.get("d"))) // 2
        assert path.get("stroke") == "currentColor"
        if path.get("fill") == "currentColor":
            filled += heads
        else:
            assert path.get("fill") == "none"
            outlined += heads
    return filled, outlined


def striped(pair: html.HtmlElement) -> bool:
    """Whether a picture of the pair is drawn with stripes."""
    return bool(pair.xpath(".//*[local-name()='path'][@stroke-width='1.8']"))


def heads(path: str) -> list[tuple[float, float]]:
    """Where the heads of a path are, in the order in which they are drawn: (row, column) positions in units."""
    return [(float(y), float(x)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)a2\.4", path)]


@pytest.mark.parametrize("yes", [0, 1, 26, 47, 99, 100])
def test_as_many_figures_are_filled_as_people_had_the_outcome(yes: int):
    drawing = html.fragment_fromstring(icon_array(yes))
    assert figures(drawing) == (yes, 100 - yes)


def test_figures_fill_row_by_row_from_the_top_left():
    drawing = html.fragment_fromstring(icon_array(47))
    filled, outlined = (heads(path.get("d")) for path in drawing.iter("{*}path"))
    assert filled == sorted(filled)
    assert max(filled) < min(outlined)
    assert len(set(filled + outlined)) == 100, "no figure covers another"
    assert len({row for row, _ in filled + outlined}) == len({column for _, column in filled + outlined}) == 10


@pytest.mark.parametrize("yes", [0, 17, 100])
def test_stripes_count_the_same_people_in_the_same_places(yes: int):
    plain, striped = (html.fragment_fromstring(icon_array(yes, striped=way)) for way in (False, True))
    assert figures(striped) == figures(plain)
    places = [
        [head for path in drawing.iter("{*}path") for head in heads(path.get("d"))] for drawing in (plain, striped)
    ]
    assert places[0] == places[1]
    assert striped.get("viewbox") == plain.get("viewbox")
    bodies = [path.get("d") for path in striped.iter("{*}path") if path.get("stroke-width")]
    assert sum(len(re.findall("h", body)) for body in bodies) == 3 * yes


def test_harm_has_another_pattern_than_benefit(client):
    """Not by a color alone, so that it holds on paper, too."""
    pairs = html.fromstring(client.get("/does-it-work/depression/").content).find_class("icon-array-pair")
    assert [striped(pair) for pair in pairs] == [False, True, False, True]


@pytest.mark.parametrize("yes", [-1, 101])
def test_more_than_all_people_or_fewer_than_none_are_refused(yes: int):
    with pytest.raises(ValueError, match="0 to 100"):
        icon_array(yes)


def test_both_groups_are_drawn_on_the_same_grid_with_both_sides_in_words():
    pair = read(EXAMPLES, "icon-array-pair")[0]
    drawings = pair.xpath(".//*[local-name()='svg'][@class='icon-array-drawing']")
    assert [figures(drawing) for drawing in drawings] == [(47, 53), (26, 74)]
    assert len({drawing.get("viewbox") or drawing.get("viewBox") for drawing in drawings}) == 1
    assert all(drawing.get("aria-hidden") == "true" for drawing in drawings)
    sides = [words(side) for side in pair.xpath(".//div[@class='icon-array']")]
    assert sides == [
        "With ketamine 47 of 100 had a response, 53 did not",
        "With midazolam 26 of 100 had a response, 74 did not",
    ]


def test_people_time_comparison_certainty_limits_and_source_stand_beside_the_picture():
    pair = read(EXAMPLES, "icon-array-pair")[0]
    text = words(pair)
    finding = Finding.objects.get(key="depression-response-one-day")
    assert "Of every 100 people, 47 had a response with ketamine and 26 with midazolam." in text
    for part in (
        "296 people in 4 trials",
        "24 hours after one infusion",
        "Evidence label: unclear. Reviewers call it very low certainty.",
        finding.must_say,
        finding.explained,
    ):
        assert part in text
    assert pair.xpath(".//sup[@class='citation']/a/@href") == ["#source-1"]
    outside = pair.xpath(".//details")[0]
    assert finding.must_say not in words(outside), "limits are never behind something to open"


def test_the_table_twin_says_the_same_numbers():
    pair = read(EXAMPLES, "icon-array-pair")[0]
    rows = [[words(cell) for cell in row] for row in pair.findall(".//tr")]
    assert rows == [["Group", "Had a response", "Did not"], ["Ketamine", "47", "53"], ["Midazolam", "26", "74"]]


def test_small_groups_show_their_real_counts_and_a_missing_comparison_is_said():
    _, small, alone = read(EXAMPLES, "icon-array-pair")
    assert "(10 of 15 people)" in words(small) and "(3 of 15 people)" in words(small)
    assert "Read it beside the larger trial." in words(small)
    ketamine, nobody = alone.xpath(".//div[@class='icon-array']")
    assert "No comparison group" in words(nobody)
    sizes = {
        drawing.get("viewBox") or drawing.get("viewbox")
        for drawing in alone.iter("{*}svg")
        if "array" in drawing.get("class", "")
    }
    assert len(sizes) == 1, "both fields have one size"
    assert figures(ketamine)[0] and not re.search(r"a2\.4 ", html.tostring(nobody, encoding="unicode"))
    assert "There was no comparison group." in words(alone)


def test_what_has_no_number_out_of_100_cannot_be_drawn():
    finding = Finding.objects.get(key="ptsd-large-trial")
    with pytest.raises(ValidationError, match="no numbers out of 100"):
        IconArrayPair(finding=finding).clean()
    with pytest.raises(ValidationError) as refused:
        IconArrayPair().full_clean(exclude=["placeholder", "plugin_type", "language", "position"])
    assert "finding" in refused.value.message_dict
