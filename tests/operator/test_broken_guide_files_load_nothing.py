"""A broken guide file is named with its line and what was expected, and nothing is half-loaded."""

import shutil

import pytest
from django.core.management.base import CommandError

from content.guide.files import GUIDE_FOLDER
from tests.operator.guide import GOOD, everything, run

FRONT = GOOD.partition("Some text.")[0]


def front(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def body(text: str) -> str:
    return FRONT + text + "\n"


#: What is wrong: (the file, the line that must be named, a part of what must be said).
BROKEN = {
    "no front matter": ("Just text.\n", 1, "must start with a line “---”"),
    "front matter without end": ("---\nid: x\n", 1, "expected a second line “---”"),
    "front matter is a list": ("---\n- id\n---\n", 2, "expected “key: value” lines"),
    "front matter is not YAML": (front("title: A page", "title: [A page"), 4, "not YAML"),
    "unknown key": (front("title:", "titel:"), 3, "“titel” is not a front matter key; expected one of id, title"),
    "key twice": (front("title:", "id: other\ntitle:"), 3, "“id” stands twice"),
    "key missing": (front("title: A page that is new\n", ""), 2, "has no “title”"),
    "number as title": (front("A page that is new", "2026"), 3, "“title” must be text"),
    "capital letters in the id": (front("id: new-page", "id: New_Page"), 2, "lower-case letters, digits and hyphens"),
    "id too long": (front("id: new-page", "id: " + "a" * 41), 2, "has 41 characters; at most 40 fit"),
    "title too long": (front("A page that is new", "a" * 256), 3, "at most 255 fit"),
    "address without slashes": (front("/new-page/", "new-page"), 4, "must be a path such as “/prepare/”"),
    "address of home": (front("/new-page/", "/"), 4, "belong together"),
    "no page above": (front("/new-page/", "/nowhere/new-page/"), 1, "there is no page at “/nowhere/”"),
    "address taken": (front("/new-page/", "/prepare-x/"), 1, "“address” must be unique"),
    "unknown template": (front("---\n\n", "template: poster\n---\n\n"), 6, "must be one of page, chapter, home"),
    "unknown section": (front("---\n\n", "section: shop\n---\n\n"), 6, "must be one of understand"),
    "position is text": (front("---\n\n", "position: first\n---\n\n"), 6, "must be a whole number"),
    "truth is text": (front("---\n\n", 'in_menu: "maybe"\n---\n\n'), 6, "must be true or false"),
    "day that never was": (front("---\n\n", "text_date: 2026-02-30\n---\n\n"), 6, "day is out of range"),
    "day in words": (front("---\n\n", "text_date: tomorrow\n---\n\n"), 6, "must be a day, written as 2026-11-22"),
    "description too short": (
        front("A page that the tests add to the guide, described at a length that suits it.", "x"),
        1,
        "Make it",
    ),
    "no text": (FRONT, 1, "has no text"),
    "control character": (body("bad \x00 character"), 8, "U+0000 cannot be in a text"),
    "title as heading": (body("Text.\n\n# Title"), 10, "expected a heading of ##, ### or ####"),
    "raw HTML": (body("Text.\n\n<script>alert(1)</script>"), 10, "expected no raw HTML"),
    "picture in the text": (body("![a](b.png)"), 8, "use a block “figure”"),
    "quotation": (body("> quoted"), 8, "expected no quotation"),
    "code": (body("```\nx\n```"), 8, "the guide has no code"),
    "link without scheme": (body("[x](www.example.org)"), 8, "must start with page:, https://"),
    "script link": (body("[x](javascript:alert)"), 8, "must start with page:, https://"),
    "link to no page": (body("- one\n- [x](page:nowhere)"), 9, "there is no page with the id “nowhere”"),
    "another setting of a paragraph": (body("{.red}\nText"), 9, "expected {lang=es}, or another language"),
    "a script of a paragraph": (body("{onclick=x}\nText"), 9, "expected {lang=es}, or another language"),
    "no language": (body('{lang="in Spanish"}\nText'), 9, "expected {lang=es}, or another language"),
    "unknown role": (body("{note}`x`"), 8, "“{note}” is not known; expected one of cite, fact, term"),
    "role without its name": (body("Call {fact} now"), 8, "followed at once by `name`"),
    "role that never ends": (body("Text.\n\nCall {fact}`phone now"), 10, "followed at once by `name`"),
    "unknown reference": (
        body("Text.\n\nMore text. {cite}`nobody1999`"),
        10,
        "there is no reference with the key “nobody1999”",
    ),
    "unknown fact": (body("{fact}`shoe-size`"), 8, "with the key “shoe-size”"),
    "unknown word": (body("Text.\n{term}`word <gobbledygook>`"), 9, "with the key “gobbledygook”"),
    "unknown block": (
        body("Text.\n\n:::{poster}\nx\n:::"),
        10,
        "there is no block “poster”; expected one of ",
    ),
    "block without end": (body(":::{answer}\nx"), 8, "the block “answer” never ends"),
    "block without braces": (body(":::answer\nx\n:::"), 8, "expected the start of a block"),
    "unknown setting": (body(":::{answer}\n:color: red\n\nx\n:::"), 9, "“answer” has no setting “color”"),
    "setting twice": (body(":::{steps}\n:heading: a\n:heading: b\n\n1. x\n:::"), 10, "stands twice"),
    "setting missing": (body(":::{care-card}\n:heading: Call\n\nx\n:::"), 8, "level: "),
    "level that does not exist": (
        body(":::{care-card}\n:level: red\n:heading: Call\n\nx\n:::"),
        9,
        "not a valid choice",
    ),
    "heading too long": (body(f":::{{steps}}\n:heading: {'a' * 121}\n\n1. x\n:::"), 9, "heading: "),
    "wrong kind of list": (body(":::{steps}\n- a\n:::"), 8, "Use a numbered list"),
    "do not stands twice": (body(":::{do-dont-list}\n:kind: dont\n\n- Do not drive\n:::"), 8, "Leave it out here"),
    "fact without label": (body(":::{key-facts}\n:heading: Facts\n\n- no label\n:::"), 8, "label in bold"),
    "figure without picture": (
        body(":::{figure}\n:image: gone.png\n:alt: x\n:::"),
        9,
        "there is no picture “gone.png”",
    ),
    "figure with words and decoration": (
        body(":::{figure}\n:image: dot.png\n:alt: x\n:decorative: true\n:::"),
        10,
        "or untick “only decoration”",
    ),
    "next step to nowhere": (
        body(":::{next-step}\n:page: nowhere\n:label: Go\n:::"),
        9,
        "no page with the id “nowhere”",
    ),
    "truth in a setting": (body(":::{figure}\n:image: dot.png\n:decorative: si\n:::"), 10, "must be true or false"),
}


@pytest.fixture
def folder(tmp_path, settings):
    """Files of which all but `broken.md` are good."""
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "guide"
    (folder / "images").mkdir(parents=True)
    shutil.copytree(GUIDE_FOLDER / "en" / "records", folder / "records")
    good = GOOD.replace("new-page", "another").replace("that is new", "before it").replace("add to", "put into")
    (folder / "a-good.md").write_text(good)
    (folder / "b-good.md").write_text(
        good.replace("another", "prepare-x").replace("before", "beside").replace("put", "set")
    )
    Image.new("RGB", (8, 8)).save(folder / "images" / "dot.png")
    return folder


def load_and_fail(folder) -> str:
    before = everything()
    with pytest.raises(CommandError) as failed:
        run("load_guide", folder)
    assert everything() == before, "something was loaded all the same"
    assert not list(folder.parent.glob("media/**/*.png")), "a picture was left behind"
    assert failed.value.returncode != 0
    assert "Nothing was loaded." in str(failed.value)
    return str(failed.value)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_named_with_its_line_and_what_was_expected(fault, folder):
    text, line, expected = BROKEN[fault]
    broken = folder / "broken.md"
    broken.write_text(text)
    message = load_and_fail(folder)
    assert f"{broken}, line {line}: " in message
    assert expected in message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("broken.md", b"\xff\xfe\x00", "broken.md, line 1: the file is not UTF-8 text"),
        ("records/glossary.yaml", b"- key: a\n  term: [", "glossary.yaml, line 2: not YAML"),
        ("records/glossary.yaml", b"key: a\n", "glossary.yaml, line 1: expected a list of records"),
        (
            "records/glossary.yaml",
            b"- key: a\n  term: A\n  definition: D\n- term: B\n",
            "glossary.yaml, line 4: expected a record",
        ),
        (
            "records/glossary.yaml",
            b"- {key: a, term: A, definition: D}\n- {key: a, term: B}\n",
            "line 2: the key “a” stands twice",
        ),
        ("records/glossary.yaml", b"- {key: a, term: A, sense: D}\n", "line 1: “a” has an unknown entry: sense"),
        ("records/glossary.yaml", b"- {key: a, term: A, definition: [D]}\n", "line 1: “a”: definition: expected text"),
        ("records/glossary.yaml", b"\n- {key: a, term: A}\n", "line 2: “a”: definition"),
        (
            "records/references.yaml",
            b"- {key: a, title: T, doi: nonsense}\n",
            "line 1: “a”: doi: A DOI starts with 10.",
        ),
        ("images/dot.png", b"not a picture", "dot.png, line 1: “dot.png” cannot be read as a picture"),
    ],
)
def test_a_broken_record_or_picture_is_named(name, data, expected, folder):
    (folder / name).write_bytes(data)
    assert expected in load_and_fail(folder)


@pytest.mark.django_db
def test_a_folder_that_is_missing_or_empty_is_named(tmp_path):
    for folder, expected in ((tmp_path / "gone", "there is no such folder"), (tmp_path, "expected guide files (*.md)")):
        with pytest.raises(CommandError, match=str(folder)) as failed:
            run("load_guide", folder)
        assert expected in str(failed.value)


@pytest.mark.django_db
def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(folder):
    (folder / "windows.md").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert "3 created" in run("load_guide", folder)
