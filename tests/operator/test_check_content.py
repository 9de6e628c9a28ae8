"""`manage.py check_content` finds planted faults, says where they are, and is silent about the shipped guide."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from cms.models import PageContent
from django.conf import settings
from django.core.management import CommandError, call_command
from djangocms_text.models import Text

from content.guide.files import GUIDE_FOLDER
from content.publishing.overruling import publish_over
from tests.reading import ADDRESS_OF, draft_of

SHIPPED = GUIDE_FOLDER / "en"
FAULT = "Most people feel better after ketamine."


def check(*args: str) -> str:
    """What the command prints; raises CommandError when there is something to fix."""
    out = StringIO()
    call_command("check_content", *args, stdout=out)
    return out.getvalue()


def failed(*args: str) -> tuple[str, str]:
    """What a failing command prints, and its last line."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_content", *args, stdout=out)
    return out.getvalue(), str(error.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped guide."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "en"))


def test_it_prints_nothing_to_fix_on_the_shipped_guide():
    pages = len(list(SHIPPED.glob("*.md")))
    assert check("--no-warnings") == f"{pages} pages checked: 0 to fix, 0 warnings.\n"


def test_it_names_file_line_page_and_sentence_of_a_fault(folder: Path):
    file = folder / "after.md"
    lines = file.read_text().split("\n")
    place = lines.index("## What if it does not help?")
    lines.insert(place + 2, f"{FAULT}\n")
    file.write_text("\n".join(lines))
    printed, last = failed(str(folder))
    assert f"{file}:{place + 3}: [citation] after\n    {FAULT}\n" in printed
    assert last.endswith("1 to fix, 0 warnings.")


def test_lines_are_right_in_lists_tables_and_boxes(folder: Path):
    file = folder / "after.md"
    text = file.read_text().replace("- get up slowly", "- a miracle happens\n- get up slowly")
    text = text.replace("**It may not change.**", "**It is a breakthrough.**")
    text = text.replace(":::{next-step}", "| a | b |\n|---|---|\n| one | a pioneering step |\n\n:::{next-step}")
    file.write_text(text)
    printed, _ = failed(str(folder))
    for words in ("a miracle happens", "**It is a breakthrough.**", "a pioneering step"):
        line = next(number for number, each in enumerate(text.split("\n"), 1) if words in each)
        assert f"{file}:{line}: [banned-word] after" in printed, printed


def test_warnings_alone_do_not_make_it_fail(folder: Path):
    file = folder / "cost.md"
    long = "Ask us to " + "write and " * 12 + "stop."
    file.write_text(file.read_text().replace("Think about the whole course", f"{long} Think about the whole course"))
    assert "[warning, long-sentence] cost" in check(str(folder))
    assert "long-sentence" not in check(str(folder), "--no-warnings")


def test_banned_words_in_records_are_found(folder: Path):
    file = folder / "records" / "glossary.yaml"
    file.write_text(file.read_text() + '- {key: zz, term: zz, definition: "A life-changing thing."}\n')
    printed, _ = failed(str(folder))
    assert "[banned-word] glossary: zz" in printed


def test_it_checks_what_is_published_on_the_site_and_with_drafts_what_is_being_written(staff):
    version = draft_of("after")
    body = f"<p>{FAULT}</p>"
    content = PageContent.admin_manager.get(pk=version.content.pk)
    text = Text.objects.filter(placeholder__in=content.get_placeholders(), parent=None).last()
    text.body = text.body + body
    text.save()
    assert FAULT not in check("--site", "--no-warnings")
    printed, _ = failed("--site", "--drafts")
    assert f"{ADDRESS_OF['after']}: [citation] after\n    {FAULT}" in printed
    publish_over(version, staff("Manager"), "Readers need this page before the study is found.")
    assert FAULT in failed("--site")[0]


def test_mistakes_in_calling_it_are_explained(tmp_path: Path):
    assert "not both" in failed(str(tmp_path), "--site")[1]
    assert "--drafts needs --site" in failed("--drafts")[1]
    assert "no such folder" in failed(str(tmp_path / "missing"))[1]
    (tmp_path / "broken.md").write_text("nothing")
    assert "broken.md, line 1" in failed(str(tmp_path))[1]


def test_the_table_in_the_documentation_is_current():
    """After a change of the text: manage.py check_content --table, and put what it prints into docs/readability.md."""
    shown = (settings.BASE_DIR / "docs" / "readability.md").read_text()
    for language in ("en", "es"):
        assert check("--table", "--language", language).strip() in shown
