"""The guide can leave the site as files and come back, in another place and years later."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.examples import examples
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Document
from content.guide.export import export
from content.guide.files import GUIDE_FOLDER, Guide, read_guide, write_guide
from content.guide.load import load
from content.publishing import rules
from content.staff.accounts import system_user
from tests.components.reader import add_picture
from tests.generated import blocks, documents
from tests.operator.guide import edit, everything, run

pytestmark = pytest.mark.django_db


@contextmanager
def any_words() -> Iterator[None]:
    """No rule of the text judges what is loaded inside: made-up words claim things without a source."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "review", lambda document, around: [])
        yield


def by_id(guide: Guide) -> dict[str, Document]:
    return {document.id: document for document in guide.documents}


@pytest.mark.databases
def test_the_shipped_guide_comes_back_word_for_word(tmp_path):
    run("export_guide", tmp_path / "out")
    shipped, exported = read_guide(GUIDE_FOLDER / "en", "en"), read_guide(tmp_path / "out", "en")
    assert by_id(exported) == by_id(shipped)
    for stem, rows in shipped.records.items():
        keys = {row["key"] for row in rows}
        assert {row["key"] for row in exported.records[stem]} == keys
    before = everything()
    assert "0 created, 0 updated" in run("load_guide", tmp_path / "out")
    assert everything() == before


@pytest.mark.databases
def test_only_published_text_is_exported_unless_drafts_are_asked_for(tmp_path, staff):
    edit("risks", staff("Author"), "Half a thought", publish=False)
    run("export_guide", tmp_path / "published")
    run("export_guide", tmp_path / "drafts", drafts=True)
    assert "Half a thought" not in (tmp_path / "published" / "risks.md").read_text()
    assert "Half a thought" in (tmp_path / "drafts" / "risks.md").read_text()


@pytest.mark.databases
def test_a_folder_with_something_in_it_is_not_written_to(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        run("export_guide", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_guide", tmp_path / "mine.txt" / "out")


@pytest.mark.databases
def test_every_component_with_its_pictures_survives_the_way_out_and_back(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    add_picture("treatment-room.png", 40, 30)
    written = [block for found in examples().values() for block in found if block.settings.get("page") != UNPUBLISHED]
    document = Document(
        "all", "All of them", "/all/", "A page with every component, to see that each is kept.", blocks=written
    )
    with any_words():
        load(Guide("en", [document]), system_user())
    write_guide(export("en"), tmp_path / "out")
    assert (tmp_path / "out" / "images" / "treatment-room.png").read_bytes().startswith(b"\x89PNG")
    assert by_id(read_guide(tmp_path / "out", "en"))["all"] == document


@pytest.mark.databases
def test_two_pictures_of_one_name_are_not_taken_for_each_other(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    add_picture("IMG_1.png", 40, 30)
    second = add_picture("IMG_1.png", 80, 30)
    from content.guide.document import Block
    from content.models.figure import Figure

    block = Block("figure", {"image": "IMG_1.png", "alt": "A room"})
    document = Document(
        "all", "All of them", "/all/", "A page with a picture that has the name of another one.", blocks=[block]
    )
    load(Guide("en", [document]), system_user())
    Figure.objects.update(image=second)
    guide = export("en")
    name = by_id(guide)["all"].blocks[0].settings["image"]
    assert name != "IMG_1.png"
    assert guide.images[name] == second.file


@st.composite
def guides(draw) -> list[Document]:
    """A few pages, some below others, with anything in them."""
    found = draw(st.lists(documents(blocks(("risks", "made-0"))), min_size=1, max_size=3))
    for number, document in enumerate(found):
        document.id = f"made-{number}"
        above = found[draw(st.integers(0, number - 1))].address if number and draw(st.booleans()) else "/"
        document.address = f"{above}made-{number}/"
        document.template = "chapter" if document.template == "chapter" else "page"
        document.title = f"{document.title[:200]} {number}"
        document.description = f"Page {number}: {document.description}, "[:100].ljust(100, "x").strip()
        document.menu_title = "" if document.menu_title == document.title else document.menu_title
        document.blocks = document.blocks or [draw(blocks())]
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(guides())
def test_any_guide_can_be_loaded_exported_and_loaded_again(made):
    user, folder = system_user(), Path(tempfile.mkdtemp())
    try:
        write_guide(Guide("en", made), folder / "1")
        assert by_id(read_guide(folder / "1", "en")) == by_id(Guide("en", made))
        with any_words(), transaction.atomic():
            load(read_guide(folder / "1", "en"), user)
            first = Guide("en", [document for document in export("en").documents if document.id.startswith("made-")])
            transaction.set_rollback(True)
        assert by_id(first) == by_id(Guide("en", made))
        write_guide(first, folder / "2")
        with any_words(), transaction.atomic():
            load(read_guide(folder / "2", "en"), user)
            again = [document for document in export("en").documents if document.id.startswith("made-")]
            report = load(read_guide(folder / "2", "en"), user)
            transaction.set_rollback(True)
        assert by_id(Guide("en", again)) == by_id(first)
        assert sorted(report.unchanged) == sorted(by_id(first))
    finally:
        shutil.rmtree(folder)
