"""What stands in the editor and what stands in a file are the same, whatever people type."""

import re
from html import unescape

import nh3
from hypothesis import HealthCheck, given, settings
from lxml import html

from content.guide import markdown
from content.guide.document import Block, Document, read, write
from content.richtext.allowed import ALLOWED_ATTRIBUTES, ALLOWED_TAGS
from content.richtext.canonical import canonical
from tests.generated import documents, line, rich_text, wild_html

many = settings(
    max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
HIDDEN_CONTENT = re.compile(r"(?i)<(script|style|iframe|svg|math|template|noscript|textarea|title|select|!|\?)")


@many
@given(wild_html)
def test_cleaning_text_twice_changes_nothing_more(source):
    once = canonical(source)
    assert canonical(once) == once


@many
@given(wild_html)
def test_no_script_style_or_title_gets_through(source):
    root = html.fragment_fromstring(canonical(source), create_parent="div")
    for element in root.iterdescendants():
        assert element.tag in ALLOWED_TAGS
        assert set(element.attrib) <= {"lang"} | ALLOWED_ATTRIBUTES.get(element.tag, set())
        assert not re.match(r"\s*(javascript|data|vbscript):", element.get("href", ""), re.IGNORECASE)
    for item in root.iter("li"):
        assert item.getparent().tag in {"ul", "ol"}
    assert not root.xpath("./text()[normalize-space()]"), "words stand outside any paragraph"


@many
@given(wild_html.filter(lambda source: not HIDDEN_CONTENT.search(source)))
def test_no_visible_word_is_lost_in_cleaning(source):
    assert _letters(canonical(source)) == _letters(source)


def _letters(source: str) -> str:
    text = unescape(nh3.clean(source, tags=set(), attributes={}))
    # Order aside: browsers, too, put text that stands inside a table but outside its cells before the table.
    return "".join(sorted(re.sub(r"[^0-9a-zé日本語א½]", "", text)))


@many
@given(rich_text)
def test_text_from_the_editor_becomes_markdown_that_says_the_same(source):
    written = markdown.from_html(source)
    if written is not None:
        assert markdown.to_html(written) == source


@settings(many, max_examples=120)
@given(documents())
def test_a_file_gives_back_the_document_it_was_written_from(document):
    assert read(write(document)) == document


@many
@given(line)
def test_a_plain_sentence_is_kept_whatever_it_holds(text):
    document = Document("a", "A", "/a/", "d", blocks=[Block("text", {}, canonical(nh3.clean_text(text)))])
    if document.blocks[0].html:
        assert read(write(document)) == document


def test_ordinary_text_is_written_as_markdown_that_people_can_edit():
    source = (
        "<h2>What about my bladder?</h2><p>Tell us <strong>early</strong>: 1 in 5, *not* 50%. "
        '<guide-inline role="cite" value="dean2021"></guide-inline></p>'
        '<ul><li>one<ul><li>nested</li></ul></li><li><a href="page:risks#bladder">two</a></li></ul>'
        "<ol><li>first</li><li>second</li></ol>"
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1 | 2</td><td>3</td></tr></tbody></table>"
    )
    written = markdown.from_html(source)
    assert written is not None
    assert "## What about my bladder?" in written
    assert "{cite}`dean2021`" in written
    assert "| A | B |" in written
    assert markdown.to_html(written) == source


def test_what_is_in_another_language_says_so_in_the_file():
    source = (
        '<h2 lang="es">¿Hay ayuda?</h2><p lang="es">Llame al <a href="tel:988">988</a>.</p>'
        '<ul lang="es-MX"><li>uno</li></ul><p>English</p>'
    )
    written = markdown.from_html(source)
    assert written is not None and "{lang=es}\n## ¿Hay ayuda?" in written
    assert markdown.to_html(written) == source


def test_text_that_looks_like_a_setting_stays_text():
    for text in ("{lang=es}", ":level: emergency", ":html: true", ":::", ":::{answer}", "---"):
        document = Document(
            "a", "A", "/a/", "d", blocks=[Block(name, {}, f"<p>{text}</p>") for name in ("answer", "text", "text")]
        )
        assert read(write(document)) == document


def test_what_google_docs_and_mail_programs_put_on_the_clipboard_keeps_its_lines():
    pasted = '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span>one</span></p><ul><li><p>two</p></li></ul></b>'
    assert canonical(pasted) == "<p>one</p><ul><li>two</li></ul>"
    assert canonical("<div>one</div><div>two<br></div>") == "<p>one</p><p>two</p>"
    assert canonical("<ul><li>a</li><ul><li>b</li></ul></ul>") == "<ul><li>a<ul><li>b</li></ul></li></ul>"
    assert canonical("<p>line\x0btwo\x00</p>") == "<p>line two</p>"
