"""Whatever a template or a component says to readers goes through gettext: a forgotten word stays English in Spanish."""

import gettext
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from lxml import html

from content.evidence.sources import _links
from content.examples import examples
from content.examples.figure import IMAGE
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Block
from content.guide.files import GUIDE_FOLDER, RECORD_FILES, read_guide
from content.questionnaires import questionnaires
from tests.components.reader import add_picture, publish

TEMPLATES = settings.BASE_DIR / "templates"
#: What only staff see, and what is for machines.
NOT_FOR_READERS = ("admin/", "staff/", "cms/", "djangocms_versioning/", "robots.txt")
READ_OUT = ("aria-label", "alt", "title", "placeholder")


def readers_templates() -> list[str]:
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.*"))]
    return [name for name in names if not name.startswith(NOT_FOR_READERS)]


def literals(source: str) -> list[str]:
    """The words of a template that stand in it as they are, outside of `blocktranslate`, comments, and tags of HTML."""
    kept, inside = [], False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            inside = token.contents.startswith("blocktranslate") or (inside and token.contents != "endblocktranslate")
            kept.append("\ufffc")
        elif token.token_type == TokenType.VAR:
            kept.append("\ufffc")
        elif token.token_type == TokenType.TEXT and not inside:
            kept.append(token.contents)
    text = "".join(kept)
    found = re.findall(rf'\b(?:{"|".join(READ_OUT)})="([^"]*)"', text)
    found += re.split(r"""<(?:"[^"]*"|[^<>"])*>""", text)
    return [words.strip() for words in found if re.search(r"[^\W\d_]", words)]


@pytest.mark.parametrize("name", readers_templates())
def test_a_template_says_nothing_that_cannot_be_translated(name):
    assert literals((TEMPLATES / name).read_text(encoding="utf-8")) == []


def test_words_that_were_forgotten_are_found():
    assert literals('<p title="A{{ b }}">Call {% translate "us" %} <b>now</b></p>') == ["A\ufffc", "Call \ufffc", "now"]
    assert literals("{% blocktranslate %}Call <b>now</b>{% endblocktranslate %}<!-- {# Call #} -->") == []


class Another(gettext.NullTranslations):
    """A language in which every letter is ø."""

    def gettext(self, message: str) -> str:
        pieces = re.split(r"(%\(\w+\)s|%[a-z%]|<[^>]*>|\{\w+\})", message.rpartition("\x04")[2])
        return "".join(piece if number % 2 else re.sub(r"[A-Za-z]", "ø", piece) for number, piece in enumerate(pieces))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def to_language(self) -> str:
        return "en"


@pytest.fixture
def another_language(db, monkeypatch):
    """English, with each translated letter as ø: what is left in letters was not translated."""
    add_picture(IMAGE)
    blocks = [block for found in examples().values() for block in found]
    page = publish([block for block in blocks if block.settings.get("page") != UNPUBLISHED])
    _links.cache_clear()  # what was drawn in English before
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    monkeypatch.setitem(trans_real._translations, "en", Another())
    with translation.override("en", deactivate=True):
        yield page
    _links.cache_clear()
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


def runs(text: str) -> set[str]:
    """The runs of words in Latin letters, without what stands between them."""
    return {" ".join(run.split()).lower() for run in re.findall(r"[A-Za-z]{2,}(?:[ '’–-]+[A-Za-z]+)*", text)}


def english(page: html.HtmlElement) -> set[str]:
    """What readers see or hear that is in Latin letters."""
    for element in page.xpath("//script|//style|//head/meta[not(@name='description')]"):
        element.drop_tree()
    texts = page.xpath("|".join(["//text()", "//meta/@content", *(f"//@{name}" for name in READ_OUT)]))
    # What scripts put values into, such as {count}, is no word.
    return set().union(*(runs(re.sub(r"\{\w+\}", "", str(text))) for text in texts))


def said_by_people() -> set[str]:
    """What stands in guide files, examples, records, questionnaires and the profile, in runs of words."""
    documents = read_guide(GUIDE_FOLDER / "en", "en").documents
    blocks: list[Block] = [block for document in documents for block in document.blocks]
    blocks += [block for found in examples().values() for block in found]
    said = [part for document in documents for part in (document.title, document.menu_title, document.description)]
    for block in blocks:
        said += block.settings.values()
        said += map(str, html.fragment_fromstring(block.html or "<p></p>", create_parent="div").xpath(".//text()"))
        said += re.findall(r'value="([^"]*)"', block.html)
    for label in RECORD_FILES.values():
        for record in apps.get_model(label).objects.all():
            said += [str(value) for value in record.guide_data().values()] + [getattr(record, "citation", "")]
    said.append((settings.GUIDE_PROFILE).read_text(encoding="utf-8"))
    for form in questionnaires("en").values():
        said += [form.title, form.window, form.stem, form.extra, form.credit, *form.items]
        said += [*form.answers, *form.extra_answers, *(band.name for band in form.bands)]
    return set().union(*map(runs, said))


def test_components_and_pages_say_nothing_that_cannot_be_translated(another_language):
    content = another_language.get_content_obj("en")
    said = said_by_people() | runs("Text before.") | runs(content.title) | runs(content.meta_description)
    for address in (another_language.get_absolute_url("en"), "/", "/risks/", "/offline/", "/search/", "/no-such-page/"):
        answer = Client().get(address)
        assert sorted(english(html.fromstring(answer.content.decode())) - said) == [], address
    assert "øøøø" in answer.content.decode()
    above_copies = Client().get("/offline.json").json()["words"].values()
    assert runs(" ".join(above_copies)) == {"date"}
