"""Whatever a template, a component or a form says goes through gettext: a forgotten word stays English in Spanish."""

import ast
import gettext
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.template import templatize
from lxml import html

from content.evidence.sources import _links
from content.examples import examples, rules
from content.examples.figure import IMAGE
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Block
from content.guide.files import GUIDE_FOLDER, RECORD_FILES, read_guide
from content.page.component_plugin import component_plugins
from content.page.inline import inline_plugins
from content.profile import profile
from content.questionnaires import questionnaires
from content.review.alarm_signs import signs
from content.review.words import FILE
from tests.components.reader import add_picture, publish

TEMPLATES = settings.BASE_DIR / "templates"
#: For machines; small pictures with letters; and the name of a style.
NO_SENTENCES = ("robots.txt", "staff/blocks/", "djangocms_versioning/admin/confirmation.html")
READ_OUT = ("aria-label", "alt", "title", "placeholder")
#: Functions that look a text up; behind one of the second kind, the first text is what the words are about.
LOOK_UP = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "_"}
LOOK_UP_ABOUT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
#: What claims are called, which are looked up by what was found (content/review/claims.py).
CLAIMS = ("a number", "a comparison", "a frequency", "a claim of effect", "a claim about studies")
#: A call among what `templatize` makes of a template, with texts alone: it writes X for all else.
CALL = re.compile(r"""\b(?:n?p?gettext|_)\((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")[,\s]*)+""")
VALUES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def all_templates() -> list[str]:
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.*"))]
    return [name for name in names if not name.startswith(NO_SENTENCES)]


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


@pytest.mark.parametrize("name", all_templates())
def test_a_template_says_nothing_that_cannot_be_translated(name):
    assert literals((TEMPLATES / name).read_text(encoding="utf-8")) == []


def test_words_that_were_forgotten_are_found():
    assert literals('<p title="A{{ b }}">Call {% translate "us" %} <b>now</b></p>') == ["A\ufffc", "Call \ufffc", "now"]
    assert literals("{% blocktranslate %}Call <b>now</b>{% endblocktranslate %}<!-- {# Call #} -->") == []


# --- Every text has its words in each language ---------------------------------------------------------------------------


def looked_up(source: str) -> Iterator[str]:
    """The texts that a module looks up, as a catalog names them. A text that is no constant is found where it is written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if name in LOOK_UP_ABOUT and len(texts) > 1:
                yield f"{texts[0]}\x04{texts[1]}"
            elif name in LOOK_UP and texts:
                yield texts[0]


def looked_up_in_template(source: str) -> Iterator[str]:
    for call in CALL.findall(templatize(source)):
        yield from looked_up(f"{call})")


@cache
def all_texts() -> frozenset[str]:
    """Every text that code, templates or lists of the checks look up."""
    texts: set[str] = set()
    for name in all_templates():
        texts.update(looked_up_in_template((TEMPLATES / name).read_text(encoding="utf-8")))
    for room in ("content", "ketaguide"):
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            texts.update(looked_up(path.read_text(encoding="utf-8")))
    return frozenset(texts | set(texts_of_lists()))


def texts_of_lists() -> Iterator[str]:
    """What is looked up by what stands in a list: what blocks are for and their rules, advice of rules, signs of danger."""
    for plugin in [*component_plugins().values(), *inline_plugins().values()]:
        yield " ".join(plugin.model.__doc__.split())
    yield from (rule for listed in rules().values() for rule in listed)
    for language in profile().checks:
        yield from (" ".join(entry["advice"].split()) for entry in listed_words(language))
        yield from (f"rule\x04{sign.name}" for sign in signs(language))
    yield from (f"rule\x04{name}" for name in CLAIMS)


def listed_words(language: str) -> list[dict[str, Any]]:
    return yaml.safe_load((profile().checks[language] / FILE).read_text(encoding="utf-8"))


def catalogs() -> list[Path]:
    return sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po"))


def words_of_catalog(compiled: Path) -> dict[str, str]:
    """Each text with its words; the many of a plural beside the one. What is not translated, or fuzzy, is not among them."""
    with compiled.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {text if isinstance(text, str) else text[0]: words for text, words in found.items()}


@pytest.mark.parametrize("catalog", catalogs(), ids=lambda path: path.parts[-3])
def test_every_text_has_its_words_and_their_values(catalog):
    words = words_of_catalog(catalog.with_suffix(".mo"))
    assert len(all_texts()) > 150
    if catalog.parts[-3] != "en":  # that one says words of django CMS plainly: ours are English
        assert sorted(all_texts() - words.keys()) == []
    filled = {text: said for text, said in words.items() if text}
    assert {text: said for text, said in filled.items() if {*VALUES.findall(text)} != {*VALUES.findall(said)}} == {}


def test_texts_are_found_in_every_way_to_look_one_up():
    source = '{% translate "a" %}{% blocktranslate count n=3 %}b{% plural %}c{% endblocktranslate %}{{ _("d")|upper }}'
    assert set(looked_up_in_template(source + '{% translate "e" context "f" %}')) == {"a", "b", "d", "f\x04e"}
    assert list(looked_up('gettext("a")\ntranslation.ngettext("b", "c", 3)\n_(name)')) == ["a", "b"]


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="the program msgfmt of GNU gettext is not there")
@pytest.mark.parametrize("catalog", catalogs(), ids=lambda path: path.parts[-3])
def test_what_is_compiled_is_what_is_written_and_nothing_is_missing_or_fuzzy(catalog, tmp_path):
    command = ["msgfmt", "--check", "--statistics", "--output-file", tmp_path / "django.mo", catalog]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env={"LC_ALL": "C"}).stderr
    assert re.fullmatch(r"\d+ translated messages\.", said.splitlines()[-1]), said
    assert words_of_catalog(tmp_path / "django.mo") == words_of_catalog(catalog.with_suffix(".mo"))


#: Arguments whose words staff read.
SHOWN = {"verbose_name", "verbose_name_plural", "help_text", "label", "empty_label", "violation_error_message"}
#: Of columns that no form shows.
INTERNAL = re.compile("SHA-256|What was (?:sent|read) |Why it was not|What the block|By record:|Whether the fact")


def forgotten_in(source: str) -> list[str]:
    """The words of models and forms in a module that are looked up in no language."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            shown = SHOWN | ({"description"} if name in {"display", "action"} else set())
            found += [argument.value for argument in node.keywords if argument.arg in shown]
            found += node.args[:1] if name.endswith("Field") else []
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in SHOWN - {"label"}:
            found.append(node.value)
    words = [value.value for value in found if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return [said for said in words if re.search(r"[a-z]{2}", said) and not INTERNAL.match(said)]


def test_models_and_forms_say_nothing_that_cannot_be_translated():
    paths = [path for path in (settings.BASE_DIR / "content").rglob("*.py") if "migrations" not in path.parts]
    assert {path.name: words for path in paths if (words := forgotten_in(path.read_text(encoding="utf-8")))} == {}
    assert set(forgotten_in('a = models.CharField("name", help_text="As here.")\nb = Field(label=_("b"))')) == {
        "name",
        "As here.",
    }


# --- Every text can be translated ----------------------------------------------------------------------------------------


class Another(gettext.NullTranslations):
    """A language in which every letter is ø."""

    def gettext(self, message: str) -> str:
        pieces = re.split(r"(%\(\w+\)[sd]|%[a-z%]|<[^>]*>|\{\w+\})", message.rpartition("\x04")[2])
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
