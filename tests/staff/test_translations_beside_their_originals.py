"""Whoever looks after a translation sees what the English changed since it was made, and finds the block; and everybody on the
staff sees that it is stale, until it is made again.
"""

import pytest
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from djangocms_versioning.models import StateTracking, Version
from lxml import html

from content.guide.document import Block, Document
from content.page.fetch import components_of
from content.publishing.stale import stale_translations
from content.review.parity import pairs
from content.signoff.models import Kind, Reviewer
from content.signoff.signatures import sign, withdraw
from content.staff.accounts import system_user
from content.staff.models import StaffProfile
from tests.languages import ES, GLOSSARY, SPANISH, load, speak, version, words
from tests.staff.desk import change, fresh, page

pytestmark = pytest.mark.django_db

PERSON = {"name": "Tina Example", "letters": "CHI-Spanish", "license_number": "T 1", "license_state": "CCHI"}


@pytest.fixture
def spanish(settings, tmp_path):
    """The shipped English guide with three pages in Spanish."""
    speak(settings, SPANISH)
    load(tmp_path / "es", SPANISH, ES, GLOSSARY)


@pytest.fixture
def translator(spanish, staff):
    person = staff("Translator")
    StaffProfile.objects.create(account=person, languages=["es"])
    return Reviewer.objects.create(account=person, kind=Kind.TRANSLATOR, **PERSON).account


def answer_of(text: Version):
    return next(component for component in components_of(text.content) if component.plugin_type == "AnswerPlugin")


def publish(language: str, *, add: str = "", source: Version | None = None) -> Version:
    """The risks published anew, from what is public or from an older version, with words added to the answer."""
    draft = fresh((source or version("risks", language)).copy(system_user()))
    if add:
        answer = answer_of(draft)
        answer.body = answer.body.replace("</p>", f" {add}</p>", 1)
        answer.save()
    draft.publish(system_user())
    return fresh(draft)


def stale() -> list[str]:
    return [found.title for found in stale_translations()]


RISKS = ["¿Cuáles son los riesgos?"]


# --- When a translation is stale -------------------------------------------------------------------------------------------


@pytest.mark.databases
def test_it_is_stale_from_other_words_in_the_original_until_it_is_published_again(spanish):
    assert stale() == []
    publish("en", add="New words.")
    assert stale() == RISKS
    publish("es")
    assert stale() == []


def test_the_same_words_published_again_or_taken_back_make_nothing_stale(spanish):
    first = version("risks", "en")
    publish("en")
    assert stale() == []
    publish("en", add="A mistake.")
    assert stale() == RISKS
    publish("en", source=first)
    assert stale() == []


def test_what_is_not_public_makes_nothing_stale(spanish):
    draft = fresh(version("risks", "en").copy(system_user()))
    change(draft, title="Other words")
    assert stale() == []
    fresh(draft).publish(system_user())
    assert stale() == RISKS
    StateTracking.objects.all().delete()
    assert stale() == RISKS, "what it said before is not known any more, but that it was published since"
    version("risks", "es").unpublish(system_user())
    assert stale() == []


def test_a_signature_says_when_it_was_made(spanish, translator):
    """Signed before the English changed, and published after it: nobody compared it with the new words."""
    draft = fresh(version("risks", "es").copy(system_user()))
    signature = sign(draft.content, translator)
    publish("en", add="New words.")
    draft.publish(system_user())
    assert stale() == RISKS
    withdraw(signature, translator)
    assert stale() == []
    publish("en", add="More of them.")
    assert stale() == RISKS
    sign(version("risks", "es").content, translator)
    assert stale() == []


@pytest.mark.databases
def test_guide_files_that_bring_both_languages_leave_nothing_stale(spanish, tmp_path):
    publish("en", add="New words.")
    changed = [text | ({"answer": "Otras palabras."} if text["id"] == "risks" else {}) for text in ES]
    load(tmp_path / "again", SPANISH, tuple(changed), GLOSSARY)
    assert stale() == []
    load(tmp_path / "once more", SPANISH, tuple(changed), GLOSSARY)
    publish("en", add="And newer ones.")
    load(tmp_path / "nothing new", SPANISH, tuple(changed), GLOSSARY)
    assert stale() == RISKS, "files with nothing new are no new translation"


@pytest.mark.databases
def test_it_takes_as_few_queries_however_much_is_stale(spanish):
    with CaptureQueriesContext(connection) as calm:
        stale()
    publish("en", add="New words.")
    stale()
    with CaptureQueriesContext(connection) as busy:
        assert stale() == RISKS
    assert (len(calm), len(busy)) == (1, 2)


# --- Who sees it -----------------------------------------------------------------------------------------------------------


def screen(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.fromstring(answer.content.decode())


def side_by_side() -> str:
    return reverse("side_by_side", args=["es", page("risks").pk])


def test_everybody_on_the_staff_sees_it_where_they_look(spanish, client_of):
    preview = get_object_preview_url(version("risks", "es").content)

    def told(client: Client) -> list[bool]:
        start = screen(client, "/admin/")
        tree = client.get("/admin/cms/pagecontent/get-tree/?language=es").content.decode()
        return [
            bool(start.xpath("//*[@aria-labelledby='stale-heading']")),
            ", stale" in words(start.xpath("//*[@aria-labelledby='pages-heading']")[0]),
            "Published, stale" in tree,
            "Stale: the English changed on" in words(screen(client, preview).find_class("sign-off-bar")[0]),
        ]

    path = "/es/riesgos-y-efectos-secundarios/"
    readers = Client().get(path).content
    assert told(client_of("Author")) == [False] * 4
    publish("en", add="New words.")
    for role in ("Author", "Clinician", "Manager", "Translator"):
        assert told(client_of(role)) == [True] * 4, role
    for address in ("/admin/", preview):
        assert side_by_side() in screen(client_of("Author"), address).xpath("//a/@href")
    assert Client().get(path).content == readers, "readers get no word of it"


# --- Side by side ------------------------------------------------------------------------------------------------------------


def test_what_the_english_changed_is_marked_in_words_at_its_block(spanish, client_of):
    publish("en", add="New words.")
    shown = screen(client_of("Author"), side_by_side())
    (row,) = [row for row in shown.find_class("side-by-side-look") if row.xpath(".//ins")]
    assert "The English changed here." in words(row) and "Changed:" in words(row)
    assert words(row.xpath(".//ins")[0]).startswith("added: New words.")
    english, translation = row.find_class("side-by-side-words")
    assert english.xpath(".//span/@lang") and "La ketamina tiene riesgos conocidos." in words(translation)
    assert not translation.xpath(".//ins | .//del")
    said = words(shown.find_class("side-by-side")[0])
    assert [said.count(text) for text in ("Puede subir durante la infusión.", "Busque ayuda")] == [1, 1]
    ways = shown.xpath("//a[starts-with(@href, '#look')]/@href")
    assert ways and all(shown.xpath(f"//*[@id='{way[1:]}']") for way in ways)


def test_a_translator_goes_from_a_block_to_where_it_is_changed(translator, client_of):
    client = client_of("Translator")
    shown = screen(client, side_by_side())
    assert not shown.xpath("//a[contains(@href, '#block-')]")
    (form,) = shown.xpath("//form[contains(@action, 'edit-redirect')]")
    assert client.post(form.get("action")).status_code == 302
    draft = Version.objects.get(created_by=translator)
    links = screen(client, side_by_side()).xpath("//a[contains(@href, '#block-')]/@href")
    assert f"{get_object_edit_url(draft.content, 'es')}#block-{answer_of(draft).pk}" in links


def test_whoever_may_not_change_the_translation_reads_it(spanish, client_of, staff):
    fresh(version("risks", "es").copy(staff("Author")))
    for role, may in (("Author", True), ("Translator", False)):
        links = screen(client_of(role), side_by_side()).xpath("//a[contains(@href, '#block-')]")
        assert bool(links) == may, role
    assert Client().get(side_by_side()).status_code == 302


def test_only_a_translation_has_an_original(spanish, client_of):
    risks, benefits = page("risks").pk, page("benefits").pk
    for language, number in (("en", risks), ("fr", risks), ("es", benefits), ("es", 987654)):
        address = reverse("side_by_side", args=[language, number])
        assert client_of("Author").get(address).status_code == 404, address


def test_a_new_translation_is_not_said_to_be_made_from_anything(spanish, client_of):
    text = version("risks", "es")
    fresh(text.copy(system_user()))
    text.unpublish(system_user())
    publish("en", add="New words.")
    shown = screen(client_of("Author"), side_by_side())
    assert "Readers have no translation of this page yet" in words(shown) and not shown.xpath("//ins")


def test_a_block_that_one_page_lacks_stands_beside_nothing():
    def document(*names: str) -> Document:
        return Document("a", "A", "/a/", "d", blocks=[Block(name, html="<p>x</p>") for name in names])

    found = pairs(document("answer", "next-step"), document("answer", "text", "next-step"))
    assert [[block and block.name for block in pair] for pair in found] == [
        ["answer", "answer"],
        [None, "text"],
        ["next-step", "next-step"],
    ]
