"""A new page begins with the blocks of its kind; nobody publishes it before each of them says something."""

import pytest
from cms.models import PageContent
from cms.toolbar.utils import get_object_edit_url
from django.urls import reverse
from djangocms_versioning.constants import DRAFT, PUBLISHED
from lxml import html

from content.guide.reading import read_blocks
from content.page.fetch import components_of
from content.publishing.beginnings import BEGINNINGS
from content.publishing.rules import problems
from content.publishing.unwritten import RULE, UNWRITTEN
from tests.languages import SPANISH, speak
from tests.staff.desk import admin, details_of, filled_form, fresh, page, version_action, version_of

pytestmark = pytest.mark.django_db

ADDRESS = "cms_pagecontent_add"


def made(client, language="en", **chosen) -> tuple[PageContent, str]:
    """What the form makes as a browser sends it, and where it leads."""
    typed = {"title": "A new page", "slug": "a-new-page"} | chosen
    address = admin(ADDRESS, language=language)
    answer = client.post(address, filled_form(client, address, **typed))
    assert answer.status_code == 302, answer.content.decode()
    return PageContent.admin_manager.latest("pk"), answer.headers["Location"]


def refused(content: PageContent) -> list[tuple[str, str]]:
    return [(problem.sentence, problem.advice) for problem in problems(content) if problem.rule == RULE]


def write(client, block, **typed) -> bool:
    """Whether the block's form takes this."""
    address = admin("cms_placeholder_edit_plugin", block.pk, cms_path="/")
    return b"errorlist" not in client.post(address, filled_form(client, address, **typed)).content


def test_an_author_fills_in_what_a_page_begins_with(client_of):
    author, manager = client_of("Author"), client_of("Manager")
    content, leads_to = made(author, meta_description="What a new page says, in a sentence that is long enough for it.")
    assert leads_to == get_object_edit_url(content, "en")
    answer, facts, text, step = blocks = components_of(content)
    assert [block.plugin_type for block in blocks] == ["AnswerPlugin", "KeyFactsPlugin", "TextPlugin", "NextStepPlugin"]
    assert refused(content) == [("Answer", UNWRITTEN), ("Key facts", UNWRITTEN), ("Next step", UNWRITTEN)]

    shown = html.fromstring(author.get(leads_to).content)
    notes = [note.text_content() for note in shown.find_class("unwritten")]
    assert [note.partition(":")[0] for note in notes] == ["Answer", "Key facts", "Next step"]
    start = (
        f"//template[contains(concat(@class, ' '), 'cms-plugin-{text.pk} ') and contains(@class, 'cms-plugin-start')]"
    )
    assert shown.xpath(f"{start}/following-sibling::*[1][self::p]"), "the editor finds no place for the text"
    (panel,) = shown.find_class("problems-panel")
    leads = [link.get("href").partition("#")[2] for link in panel.iter("a")]
    assert [f"block-{block.pk}" for block in (answer, facts, step)] == leads[:3]

    manager.post(version_action(version_of(content), "publish"))
    assert version_of(content).state == DRAFT

    assert write(author, answer, body="<p>This is a page. It says one thing.</p>")
    assert write(author, facts, body="<ul><li><strong>Who:</strong> everybody</li></ul>")
    assert not write(author, step, label="Read on"), "a page has to be chosen"
    assert write(author, step, label="Read on", page_1=page("home").pk)
    assert refused(content) == []
    author.post(reverse("undo_step", args=[version_of(content).pk]))
    assert refused(content) == [("Next step", UNWRITTEN)]
    author.post(reverse("redo_step", args=[version_of(content).pk]))
    author.post(reverse("sign_off_send", args=[version_of(content).pk]))
    manager.post(version_action(version_of(content), "publish"))
    assert fresh(version_of(content)).state == PUBLISHED, problems(content)


def test_each_kind_has_its_blocks_and_nothing_is_nothing(client_of):
    author = client_of("Author")
    for number, (kind, beginning) in enumerate(BEGINNINGS.items()):
        content, _ = made(author, begin_with=kind, slug=f"new-{number}")
        kinds = [block.plugin_type for block in components_of(content)]
        names = ["".join(map(str.capitalize, block.name.split("-"))) + "Plugin" for block in beginning.blocks]
        assert kinds == names, kind
        if kind == "treatment":
            assert 'href="page:risks"' in "".join(block.html for block in read_blocks(content))
            assert details_of(version_of(content)).speaks_of_benefit
    content, _ = made(author, begin_with="", slug="empty")
    assert components_of(content) == []
    assert "no-text" in {problem.rule for problem in problems(content)}


def test_a_translation_begins_with_nothing_of_its_own(settings, client_of):
    speak(settings, SPANISH)
    author = client_of("Author")
    address = admin(ADDRESS, language="es", cms_page=page("about").pk)
    form = filled_form(author, address, title="Sobre la guía", slug="sobre", begin_with="page")
    assert author.post(address, form).status_code == 302
    content = PageContent.admin_manager.get(page=page("about"), language="es")
    assert components_of(content) == []


def test_create_in_the_bar_begins_the_same_way(client_of):
    author, address = client_of("Author"), admin("cms_wizard_create")
    open_page = {"page": page("about").pk, "language": "en"}
    asked = html.fromstring(author.get(address, open_page).content).forms[0]
    entries = asked.xpath(".//input[@type='radio']/@value")
    step = dict(asked.form_values()) | {"0-entry": entries[0]}
    form = html.fromstring(author.post(address, step).content).forms[0]
    kinds = form.xpath(".//input[@name='1-begin_with']/@value")
    assert kinds == [*BEGINNINGS, ""]
    author.post(address, dict(form.form_values()) | {"1-title": "A new page"})
    content = PageContent.admin_manager.latest("pk")
    assert content.title == "A new page"
    assert components_of(content)[0].plugin_type == "AnswerPlugin"
