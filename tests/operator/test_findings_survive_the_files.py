"""Records that name other records come through load and export unchanged, and a wrong name stops the load."""

from pathlib import Path

import pytest
import yaml

from content.evidence.models import Finding, Reference
from content.guide.document import Block, GuideFileError
from content.guide.export import export
from content.guide.files import GUIDE_FOLDER, Guide, Row, read_guide, write_guide
from content.guide.load import load
from content.staff.accounts import system_user
from tests.components.reader import publish

pytestmark = pytest.mark.django_db
KEY = "depression-response-one-day"


def rows() -> list[dict]:
    return read_guide(GUIDE_FOLDER / "en", "en").records["findings"]


def load_rows(*changed: dict):
    return load(Guide("en", records={"findings": [Row(row) for row in changed]}), system_user())


def row(**changes: object) -> dict:
    return next(dict(row) for row in rows() if row["key"] == KEY) | changes


@pytest.mark.databases
def test_what_was_loaded_is_exported_with_the_keys_of_its_references(tmp_path: Path):
    (path,) = write_guide(Guide("en", records={"findings": export("en").records["findings"]}), tmp_path)
    exported = {item["key"]: item for item in yaml.safe_load(path.read_text())}
    for shipped in rows():
        assert {name: exported[shipped["key"]][name] for name in shipped} == shipped


@pytest.mark.databases
def test_loading_what_was_exported_changes_nothing():
    report = load(
        Guide("en", records={"findings": [Row(item) for item in export("en").records["findings"]]}), system_user()
    )
    assert len(report.unchanged) == len(rows())
    assert not (report.created or report.updated or report.kept)


def test_the_order_of_keys_does_not_matter_but_the_keys_do():
    both = load_rows(row(references=["dean2021", "berman2000"]))
    assert both.updated == [f"findings/{KEY}"]
    assert load_rows(row(references=["berman2000", "dean2021"])).unchanged == [f"findings/{KEY}"]
    assert load_rows(row()).updated == [f"findings/{KEY}"]
    assert [reference.key for reference in Finding.objects.get(key=KEY).references.all()] == ["dean2021"]


@pytest.mark.databases
def test_a_source_that_staff_added_is_kept():
    Finding.objects.get(key=KEY).references.add(Reference.objects.get(key="berman2000"))
    report = load_rows(row(title="Another title"))
    assert report.kept == {f"findings/{KEY}": "was edited on the site"}
    assert Finding.objects.get(key=KEY).references.count() == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"references": ["no-such-study"]}, "no reference with the key “no-such-study”"),
        ({"references": []}, "name at least one"),
        ({"references": "dean2021"}, "expected a list of keys"),
        ({"references": [1]}, "expected a list of keys"),
        ({"per_hundred": 147}, "per_hundred"),
        ({"per_hundred": "many"}, "integer"),
        ({"check_again": "soon"}, "date"),
        ({"sources": ["dean2021"]}, "unknown entry: sources"),
    ],
)
def test_a_wrong_entry_stops_the_load_and_says_why(changes: dict, reason: str):
    before = Finding.objects.get(key=KEY).fingerprint()
    with pytest.raises(GuideFileError, match=reason):
        load_rows(row(**changes))
    assert Finding.objects.get(key=KEY).fingerprint() == before


def test_a_block_that_names_a_missing_finding_stops_the_load():
    with pytest.raises(GuideFileError, match="no finding with the key “gone”"):
        publish([Block("icon-array-pair", {"finding": "gone"})])
