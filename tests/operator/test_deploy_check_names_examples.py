"""`manage.py check --deploy` warns of example facts on a loaded site, and says nothing where there is no site yet."""

from pathlib import Path

import pytest
from django.core.checks import Tags, run_checks

from content.clinic.models import ClinicFact
from tests.operator.test_nonsense_settings_stop_the_start import manage

PUBLIC = {
    "SITE_URL": "https://guide.example.org",
    "ALLOWED_HOSTS": "guide.example.org",
    "SECRET_KEY": "a-key-of-the-tests-0123456789-" * 2,
}


def warnings() -> list[str]:
    """What the check says, run as `check --deploy` runs it: without naming a database."""
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return [message.msg for message in found if message.id == "ketaguide.W002"]


@pytest.mark.databases
def test_example_facts_are_named_without_naming_a_database(db):
    (message,) = warnings()
    assert f"{ClinicFact.objects.filter(example=True).count()} (" in message
    assert "After-hours phone" in message and message.endswith("…).")


def test_only_facts_that_are_still_examples_are_named(db):
    ClinicFact.objects.exclude(key="phone").update(example=False)
    assert warnings() == ["Clinic facts that are still examples: 1 (Phone)."]
    ClinicFact.objects.update(example=False)
    assert warnings() == []


@pytest.mark.parametrize("folder", ["empty", "not made yet"])
def test_without_tables_nothing_is_said(tmp_path: Path, folder: str):
    place = tmp_path / folder
    if folder == "empty":
        place.mkdir()
    result = manage(place, "check", "--deploy", "--fail-level", "WARNING", **PUBLIC)
    assert result.returncode == 0, result.stderr
    assert "W002" not in result.stdout + result.stderr


def test_a_loaded_site_fails_the_check_for_its_examples(new_site):
    result = new_site.manage("check", "--deploy", "--fail-level", "WARNING", check=False, **PUBLIC)
    assert result.returncode == 1
    assert "ketaguide.W002" in result.stderr


def test_a_database_that_does_not_answer_is_not_this_check_s_business(tmp_path: Path):
    nobody = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **(PUBLIC | nobody))
    assert "W002" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
