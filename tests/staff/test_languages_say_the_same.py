"""Both languages say the same, or staff and readers are told."""

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version
from lxml import html

from content.guide.files import GUIDE_FOLDER, read_guide
from content.guide.load import load
from content.guide.reading import read_page
from content.page.fetch import components_of
from content.staff.accounts import system_user
from tests.languages import page, shipped_in_both_languages, version, words

NOTICE = "se está actualizando"
PATH = "/es/riesgos-y-efectos-secundarios/"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def in_both(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Loading it takes long: each test begins from it, and what it changes is taken back."""
    with django_db_blocker.unblock(), shipped_in_both_languages():
        yield


@pytest.fixture
def spanish(in_both, db) -> None:
    """The shipped guide in both languages."""


def _changed(language: str, before: str, after: str) -> Version:
    """A draft of the risks with other words in it."""
    draft = version("risks", language).copy(system_user())
    for component in components_of(draft.content):
        for field in component._meta.concrete_fields:
            if (
                field.model is type(component)
                and isinstance(text := getattr(component, field.attname), str)
                and before in text
            ):
                type(component).objects.filter(pk=component.pk).update(**{field.attname: text.replace(before, after)})
                return draft
    raise AssertionError(before)


def test_a_translation_that_differs_is_not_published(spanish):
    draft = _changed("es", "No maneje usted", "Maneje usted")
    with pytest.raises(ConditionFailed, match="says “not” here, and this text does not"):
        draft.publish(system_user())
    assert NOTICE not in words(page(PATH))


def test_readers_are_told_from_the_correction_of_the_original_until_both_agree(
    spanish, client_of, django_assert_max_num_queries
):
    assert NOTICE not in words(page(PATH))
    _changed("en", "12 of 100 patients", "13 of 100 patients").publish(system_user())
    shown = words(page(PATH).find_class("being-updated")[0])
    assert NOTICE in shown
    assert "Llame a la clínica" in shown
    with django_assert_max_num_queries(10):
        assert NOTICE in Client().get(PATH).content.decode()
    desk = client_of("Manager").get("/admin/").content.decode()
    assert "say something else than the English" in desk
    _changed("es", "12 de cada 100 pacientes", "13 de cada 100 pacientes").publish(system_user())
    assert NOTICE not in words(page(PATH))


def test_a_translation_that_waited_is_published_by_the_load_that_brings_it_right(spanish, staff, tmp_path):
    folder = tmp_path / "es"
    shutil.copytree(GUIDE_FOLDER / "es", folder)
    file = folder / "risks.md"
    right, wrong = file.read_text(), file.read_text().replace("12 de cada 100 pacientes", "13 de cada 100 pacientes")
    assert wrong != right

    def load_file(text: str) -> dict[str, str]:
        file.write_text(text)
        return load(read_guide(folder, "es"), system_user()).kept

    assert "waits as a draft" in load_file(wrong)["risks"]
    assert "waits as a draft" in load_file(wrong)["risks"], "nothing has changed"
    assert "13 de cada 100" not in words(page(PATH))
    assert "risks" not in load_file(right)
    assert Version.objects.filter(content_type=version("risks", "es").content_type, state="draft").count() == 0
    # Whoever opened it keeps it.
    load_file(wrong)
    draft = Version.objects.get(content_type=version("risks", "es").content_type, state="draft")
    draft.locked_by = staff("Clinician")
    draft.save()
    assert load_file(right)["risks"] == "has an unpublished draft"


def test_staff_see_what_differs_at_its_block_beside_the_original(spanish, client_of):
    draft = _changed("es", "12 de cada 100 pacientes", "13 de cada 100 pacientes")
    address = reverse("side_by_side", args=["es", draft.content.page_id])
    shown = html.fromstring(client_of("Manager").get(address).content.decode())
    (row,) = shown.find_class("side-by-side-look")
    assert "Here the numbers differ" in words(row)
    assert "13 de cada 100 pacientes" in words(row) and "12 of 100 patients" in words(row)
    assert len(shown.find_class("side-by-side-row")) == len(read_page(draft.content).blocks) + 1
