"""`manage.py load_guide` may run at any time: what people did on the site stays."""

from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from djangocms_versioning.constants import PUBLISHED

from content.clinic.models import ClinicFact
from tests.operator.guide import GOOD, drafts, edit, everything, page, run, versions

pytestmark = [pytest.mark.databases, pytest.mark.django_db]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
FACT = "- key: floor\n  label: Floor\n  value: 12\n  help:\n  example: yes\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A guide of one page and one clinic fact, already loaded."""
    (tmp_path / "records").mkdir()
    (tmp_path / "new-page.md").write_text(GOOD)
    (tmp_path / "records" / "clinic_facts.yaml").write_text(FACT)
    assert "2 created, 0 updated" in run("load_guide", tmp_path)
    return tmp_path


def write_better_text(folder: Path) -> None:
    (folder / "new-page.md").write_text(GOOD.replace("Some text.", "Better text."))


def test_a_second_run_of_the_shipped_guide_writes_nothing():
    run("load_guide")
    with CaptureQueriesContext(connection) as queries:
        output = run("load_guide")
    assert "0 created, 0 updated" in output
    assert [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(WRITES)] == []


def test_a_new_file_becomes_a_page_that_readers_can_open(folder, client):
    assert "Some text." in client.get("/new-page/").content.decode()


def test_a_changed_file_updates_a_page_that_nobody_touched(folder, client):
    write_better_text(folder)
    assert "0 created, 1 updated" in run("load_guide", folder)
    text = client.get("/new-page/").content.decode()
    assert "Better text." in text
    assert "Some text." not in text


def test_a_changed_address_moves_the_page_and_leaves_a_redirect(folder, client):
    (folder / "new-page.md").write_text(GOOD.replace("/new-page/", "/moved/"))
    run("load_guide", folder)
    assert "Some text." in client.get("/moved/").content.decode()
    answer = client.get("/new-page/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/moved/")


def test_a_page_that_staff_edited_is_listed_and_kept(folder, staff, client):
    edit("new-page", staff("Clinician"), "Our own words.")
    write_better_text(folder)

    output = run("load_guide", folder)
    assert "new-page: was edited on the site" in output
    assert "--diff" in output
    assert "Our own words." in client.get("/new-page/").content.decode()

    output = run("load_guide", folder, diff=True)
    assert "-Our own words." in output
    assert "+Better text." in output
    assert "Our own words." in client.get("/new-page/").content.decode()

    run("load_guide", folder, reset=True)
    text = client.get("/new-page/").content.decode()
    assert "Better text." in text
    assert "Our own words." not in text


def test_a_draft_in_progress_is_kept_and_listed(folder, staff, client):
    (published,) = versions("new-page", PUBLISHED)
    draft = edit("new-page", staff("Author"), "Half a thought", publish=False)
    write_better_text(folder)
    assert "new-page: has an unpublished draft" in run("load_guide", folder)
    assert [version.pk for version in drafts("new-page")] == [draft.pk]
    assert [version.pk for version in versions("new-page", PUBLISHED)] == [published.pk]
    run("load_guide", folder, reset=True)
    assert drafts("new-page") == []
    assert "Half a thought" not in client.get("/new-page/").content.decode()


def test_a_page_that_staff_deleted_stays_deleted_until_a_reset(folder, client):
    page("new-page").delete()
    assert "new-page: was deleted on the site" in run("load_guide", folder)
    assert client.get("/new-page/").status_code == 404
    run("load_guide", folder, reset=True)
    assert "Some text." in client.get("/new-page/").content.decode()


def test_a_page_that_staff_took_down_stays_down(folder, staff, client):
    (published,) = versions("new-page", PUBLISHED)
    published.unpublish(staff("Manager"))
    write_better_text(folder)
    assert "new-page: was taken down on the site" in run("load_guide", folder)
    assert client.get("/new-page/").status_code == 404


def test_a_clinic_fact_that_staff_changed_is_kept_and_a_reset_restores_it(folder):
    ClinicFact.objects.filter(key="floor").update(value="14")
    assert "clinic_facts/floor: was edited on the site" in run("load_guide", folder)
    assert ClinicFact.objects.get(key="floor").value == "14"
    run("load_guide", folder, reset=True)
    assert ClinicFact.objects.get(key="floor").value == "12"


def test_a_changed_record_updates_one_that_nobody_touched(folder):
    (folder / "records" / "clinic_facts.yaml").write_text(FACT.replace("12", "13"))
    assert "0 created, 1 updated" in run("load_guide", folder)
    assert ClinicFact.objects.get(key="floor").value == "13"


def test_numbers_and_empty_values_in_records_do_not_look_like_edits(folder):
    before = everything()
    assert "0 created, 0 updated, 2 unchanged" in run("load_guide", folder)
    assert everything() == before


def test_a_new_page_below_a_deleted_one_is_refused_with_a_reason(folder):
    page("new-page").delete()
    below = GOOD.replace("new-page", "below").replace("/below/", "/new-page/below/").replace("is new", "is below")
    (folder / "below.md").write_text(below.replace("add to", "put below"))
    before = everything()
    with pytest.raises(CommandError, match="the page above it, “new-page”, was deleted on the site"):
        run("load_guide", folder)
    assert everything() == before
