"""A table that compares can be read out cell by cell, and read on a small phone."""

import pytest
from django.core.exceptions import ValidationError

from content.examples.compare_table import EXAMPLES
from content.guide.document import Block
from content.models.compare_table import CompareTable
from tests.components.reader import read, words

pytestmark = pytest.mark.django_db
ROW = "<tr><td>a</td><td>b</td></tr>"
HEAD = "<thead><tr><th>x</th><th>y</th></tr></thead>"


def test_the_title_is_the_caption_and_every_cell_has_its_headers():
    for element, example in zip(read(EXAMPLES, "compare-table"), EXAMPLES, strict=True):
        table = element.find("table")
        assert table[0].tag == "caption"
        assert words(table[0]) == example.settings["heading"]
        assert [cell.get("scope") for cell in table.findall("thead/tr/th")] == ["col"] * 3
        for row in table.findall("tbody/tr"):
            assert [cell.tag for cell in row] == ["th", "td", "td"]
            assert row[0].get("scope") == "row"


def test_cells_name_their_column_unless_a_phone_has_room_for_the_table():
    numbers, text = read(EXAMPLES, "compare-table")
    assert numbers.xpath(".//@data-label") == []
    for row in text.findall("table/tbody/tr"):
        assert [cell.get("data-label") for cell in row[1:]] == ["After ketamine", "After ECT"]


def test_a_matrix_of_choices_is_read_choice_by_choice():
    """Staff write a question in each row; readers get a card or a column for each choice, with all its answers."""
    head = "".join(f"<th>{name}</th>" for name in ("Question", "Drip", "Spray", "ECT", "Waiting"))
    soon = (
        '<td>How soon?</td><td>Hours <guide-inline role="cite" value="zarate2006"></guide-inline></td>'
        + "<td>Days</td>" * 3
    )
    harm = "<td>What can go wrong?</td>" + "".join(
        f"<td>Harm of {name}</td>" for name in ("drip", "spray", "ECT", "waiting")
    )
    body = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{soon}</tr><tr>{harm}</tr></tbody></table>"
    (element,) = read([Block("compare-table", {"heading": "Four choices"}, body)], "is-matrix")
    table = element.find("table")
    assert [words(cell) for cell in table.findall("thead/tr/th")] == ["Choice", "How soon?", "What can go wrong?"]
    assert [words(row[0]) for row in table.findall("tbody/tr")] == ["Drip", "Spray", "ECT", "Waiting"]
    drip = table.find("tbody/tr")
    assert [cell.get("data-label") for cell in drip[1:]] == ["How soon?", "What can go wrong?"]
    assert drip[1].xpath(".//sup") and words(drip[2]) == "Harm of drip"
    assert words(table.find("caption")) == "Four choices"


def test_a_table_that_becomes_cards_stays_a_table_for_screen_readers():
    """`display: block` takes a table's meaning away in browsers, unless its parts say what they are."""
    numbers, text = read(EXAMPLES, "compare-table")
    assert not numbers.xpath(".//@role")
    table = text.find("table")
    assert table.get("role") == "table"
    assert {row.get("role") for row in table.iter("tr")} == {"row"}
    assert [cell.get("role") for cell in table.find("tbody/tr")] == ["rowheader", "cell", "cell"]
    assert {cell.get("role") for cell in table.findall("thead/tr/th")} == {"columnheader"}


def test_a_title_is_text_not_markup():
    block = Block("compare-table", {"heading": "Less <b>or</b> more & else"}, EXAMPLES[0].html)
    (element,) = read([block], "compare-table")
    assert words(element.find("table/caption")) == "Less <b>or</b> more & else"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<p>Text</p><table>{HEAD}<tbody>{ROW}</tbody></table>", "one table"),
        ("<ul><li>a</li></ul>", "one table"),
        (f"<table><tbody>{ROW}</tbody></table>", "header row"),
        (f"<table>{HEAD}<tbody><tr><td>a</td></tr></tbody></table>", "one cell for each column"),
        (f'<table>{HEAD}<tbody><tr><td colspan="2">a</td><td>b</td></tr></tbody></table>', "joined cells"),
    ],
)
def test_what_is_no_simple_table_is_refused(body: str, reason: str):
    with pytest.raises(ValidationError, match=reason):
        CompareTable(heading="x", body=body).clean()
