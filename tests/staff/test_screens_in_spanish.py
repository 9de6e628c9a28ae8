"""Whoever chooses Spanish gets the screens of staff in it; readers, other people, and what is written down stay as they were."""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from typing import Any

import pytest
from cms.models import UserSettings
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url, get_object_structure_url
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.translation import override, trans_real
from djangocms_versioning.models import Version
from lxml import html

from content.page.component_plugin import component_plugins
from content.page.inline import inline_plugins
from content.publishing.fingerprint import READ, fingerprint
from content.publishing.rules import problems
from content.search.crawlers import Purpose, of
from content.signoff.comments import blocks_of
from content.signoff.models import Kind, Reviewer
from content.staff.accounts import system_user
from content.staff.models import Event
from tests.languages import ES, GLOSSARY, RISKS, SPANISH, load, speak, version, words
from tests.patient.test_words_can_be_translated import Another, runs, said_by_people
from tests.staff import test_every_address_has_its_roles as every_address
from tests.staff.desk import admin, change, fresh, live, page, placeholder

pytestmark = pytest.mark.django_db

#: Words of the screens that are there in Spanish, and that stand in them in every state.
ENGLISH = (
    *(
        "Your drafts",
        "Waiting to be published",
        "Others are still writing",
        "Pages of the guide",
        "New page",
        "published",
        "Change",
        "Your work",
    ),
    *("Translations whose original changed", "Side by side", "stale", "Preview", "Two-step log in", "Your account"),
    *(
        "Version",
        "Published",
        "Draft",
        "The page itself",
        "Next place",
        "The English changed",
        "Edit",
        "Answer",
        "Title",
    ),
    *("What changes", "Read the text", "Comments", "Tell readers", "Send for review", "Sign", "Save", "Log out"),
    *("First change", "Go on", "The text", "Taken out", "Plan it", "In danger now", "Review", "More", "to repair"),
)
PERSON = {"name": "Tina Example", "letters": "CHI-Spanish", "license_number": "T 1", "license_state": "CCHI"}


@pytest.fixture
def spanish(settings, tmp_path):
    speak(settings, SPANISH)
    load(tmp_path / "es", SPANISH, ES, GLOSSARY)


def choose(client: Client, language: str) -> None:
    assert client.post(reverse("your_account"), {"language": language}).status_code == 302


def said(client: Client, address: str) -> tuple[str, str]:
    """The language that a screen names, and its words but for those in another language and for what others made."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    root = html.fromstring(answer.content.decode())
    for other in root.xpath("//script | //style | //template | //*[@lang and not(self::html) and not(@lang='es')]"):
        other.drop_tree()
    bars = root.find_class("sign-off-bar") + root.find_class("problems-panel")
    return root.get("lang"), " ".join(map(words, bars)) if bars else words(root)


def test_the_screens_speak_it_and_readers_get_what_they_got(spanish, client_of, staff):
    client, other = client_of("Manager"), client_of("Author")
    Reviewer.objects.create(account=staff("Manager"), kind=Kind.TRANSLATOR, **PERSON)
    readers = {path: Client().get(path) for path in ("/", RISKS)}
    assert said(client, "/admin/")[0] == "en"
    choose(client, "es")
    draft = fresh(version("risks", "es").copy(staff("Manager")))
    original = fresh(version("risks", "en").copy(system_user()))
    change(original, title="What can go wrong?").publish(system_user())
    english_titles = words(html.fromstring(Client().get("/").content.decode()))
    screens = (
        *("/admin/", reverse("your_account"), reverse("side_by_side", args=["es", page("risks").pk])),
        *(reverse("what_changed", args=[draft.pk]), get_object_preview_url(draft.content, "es")),
        reverse("sign_off", args=[draft.pk], query={READ: fingerprint(draft.content)}),
    )
    for address in screens:
        language, shown = said(client, address)
        assert language == "es", address
        # The last part of the start page lists what is in English still, and titles of English pages are what they are.
        shown = shown.partition("Todo lo demás")[0]
        found = [word for word in ENGLISH if re.search(rf"\b{word}\b", shown) and word not in english_titles]
        assert found == [], (address, shown)
    assert "Sus borradores" in said(client, "/admin/")[1]
    assert said(other, "/admin/")[0] == "en"
    for path, before in readers.items():
        now = Client().get(path)
        assert (now.cookies, now.headers.get("Vary")) == (before.cookies, before.headers.get("Vary"))
        assert html.fromstring(now.content.decode()).get("lang") == ("es" if path == RISKS else "en")
    assert html.fromstring(client.get("/").content.decode()).get("lang") == "en", "nor does their own reading"
    choose(client, "en")
    assert said(client, "/admin/")[0] == "en"


def test_what_is_done_is_answered_in_spanish_and_written_down_in_english(spanish, client_of, staff):
    client = client_of("Manager")
    choose(client, "es")
    address = reverse("admin:auth_user_change", args=[staff("Author").pk])
    data = {"username": "author-user", "is_active": "on", "first_name": "Robin"}
    data |= {"staff_profile-TOTAL_FORMS": 0, "staff_profile-INITIAL_FORMS": 0}
    assert client.post(address, data).status_code == 302
    assert "first name" in " ".join(Event.objects.values_list("what", flat=True))
    client.get("/admin/")
    draft = fresh(version("risks", "es").copy(staff("Manager")))
    sent = client.post(reverse("sign_off_send", args=[draft.pk]))
    assert [str(message) for message in get_messages(sent.wsgi_request)][-1].startswith("Enviado a revisión")
    assert Event.objects.first().what.startswith("sent ")


def test_comments_and_what_is_to_be_repaired_are_in_spanish(spanish, client_of, staff):
    client = client_of("Manager")
    choose(client, "es")
    draft = fresh(version("risks", "es").copy(staff("Manager")))
    draft = change(draft, title="¿Necesita ayuda ahora?")  # as another page
    found = [problem for problem in problems(draft.content) if problem.blocks]
    _, listed = said(client, "/admin/")
    with override("es"):
        assert [str(problem) for problem in found if str(problem) not in listed] == []
    assert found and not [problem for problem in found if str(problem) in listed]
    address = reverse("comments", args=[draft.pk])
    block = next(iter(blocks_of(draft.content)))
    assert client.post(reverse("comments_write", args=[draft.pk]), {"block": block, "text": "Hola"}).status_code == 302
    _, shown = said(client, address)
    assert "Su comentario ya está." in shown and "Dar por resuelto" in shown and "Escribir un comentario" in shown
    assert not re.search(r"Staff see|Settle|Write a|Edit the|About", shown)
    assert Event.objects.first().what.startswith("commented on ")


def test_nobody_gets_it_who_did_not_choose_it(spanish, client_of, staff):
    """django CMS would take the language of the first page that somebody opens."""
    client = client_of("Author")
    assert client.get(get_object_preview_url(version("risks", "es").content, "es")).status_code == 200
    assert UserSettings.objects.get(user=staff("Author")).language == "en"
    assert client.post(reverse("your_account"), {"language": "fr"}).status_code == 200
    assert said(client, "/admin/")[0] == "en"


# --- Every screen ------------------------------------------------------------------------------------------------------------

#: Of Django, django CMS and django-filer, and what both languages write alike.
SAME = {
    "%(days)s, %(times)s",
    "%(size)d byte",
    "Error:",
    "Apphook",
    "Español",
    "a.m.",
    "django CMS",
    "no",
    "nov",
    "p.m.",
    "sha1",
}
#: Looked up by their packages when the site starts, or not at all (django CMS 5.1.3, django-filer 3.6.0); and kinds of files.
THEIRS = {
    *("changed by", "in navigation", "soft root", "template", "as of"),
    *("advanced", "canonical url", "delete", "filer", "folder", "root", "object"),
    *("bytes", "format", "image", "jpeg", "jpg", "jpg image", "picture", "pictures", "public", "px"),
    *(
        "location of the main subject of the scene",
        "subject location",
        "user-group relationship",
        "user-group relationships",
    ),
}
#: What people and programs of these tests are called, names of files and of settings of guide files, and an event.
NAMES = {
    *(
        "manager-user",
        "superuser-user",
        "clinician-user",
        "clinician",
        "guide-files",
        "somebody",
        "md",
        "california",
        "zanzibar",
        "robin",
    ),
    *("breadcrumblist", "medicalwebpage", "risks-and-side-effects", "kind", "level", "size", "decorative", "logged in"),
    *(
        "side effect ketamine ect any side effect",
        "side effect ketamine ect dry mouth or more saliva",
    ),  # a row of a table
    *("arrow left", "arrow right", "chevron", "clock", "cross", "info", "menu", "message", "speech", "tick", "window"),
}
#: Screens of others: Django's names of all permissions, django CMS's steps to a new page, versions as rows; and one that asks the search
#: hundreds of questions, whose words are in a template.
LEFT_OUT = (
    *(
        "admin:auth_group_",
        "cms_wizard_create",
        "admin:cms_wizard_create",
        "admin:djangocms_versioning_pagecontentversion_ch",
    ),
    *("admin:djangocms_versioning_pagecontentversion_history", "admin:machines_searchword_changelist"),
)
#: Screens that show pieces of what pages say, cut anywhere.
PIECES = {
    "what_changed",
    "comments",
    "blocks",
    "structure",
    "admin:cms_placeholder_render_object_structure",
    "CitationPlugin",
}
PIECES |= {"as_others_see_it", "admin:evidence_reference_change"}
#: No words: digests, keys of apps, names of plugins, places for values, addresses.
NO_WORDS = re.compile(r"\b[0-9a-f]{20,}\b|\w+Plugin ID|\{\w+\}|\S*[/@_.]\S+")
SEEN = (
    "ancestor-or-self::*[@lang][1]/@lang='es' and not(ancestor-or-self::script|ancestor-or-self::style|ancestor-or-self::code|"
    "ancestor-or-self::textarea|"
    "ancestor-or-self::*[@class='staff-key'])"
)
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-cms-tooltip")
things = every_address.things


class Listening(Another):
    """A language in which every letter is ø; it keeps what has no words in the real one."""

    def __init__(self, real: NullTranslations) -> None:
        super().__init__()
        self.real = real
        self.untranslated: set[str] = set()

    def gettext(self, message: str) -> str:
        if self.real.gettext(message) == message and re.search(r"[a-z]{2}", message):
            self.untranslated.add(message)
        return super().gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        if self.real.ngettext(one, many, number) in {one, many}:
            self.untranslated.add(one)
        return super().gettext(one if number == 1 else many)

    def to_language(self) -> str:
        return "es"


def english_of(source: str) -> set[str]:
    """What a screen says in Latin letters, where it says that it is in the language of the person."""
    root = html.fromstring(source)
    buttons = f"//input[@type='submit' or @type='button'][{SEEN}]/@value"
    paths = [f"//*[{SEEN}]/text()", buttons, *(f"//*[{SEEN}]/@{name}" for name in SPOKEN)]
    return set().union(*(runs(NO_WORDS.sub("", str(text))) for text in root.xpath("|".join(paths))))


def screens(things: dict[str, Any], draft: Version) -> Iterator[tuple[str, str]]:
    """(name, address) of every screen of staff."""
    yield from (
        (name, address) for name, address, _ in every_address.addresses(things) if not name.startswith(LEFT_OUT)
    )
    for name in ("your_account", "two_step", "two_step_app", "two_step_confirm", "admin:password_change"):
        yield name, reverse(name)
    for name in ("what_changed", "publish_together", "show_draft", "blocks", "blocks_choose", "sign_off", "comments"):
        yield name, reverse(name, args=[draft.pk])
    yield "side_by_side", reverse("side_by_side", args=["es", draft.content.page_id])
    where = {"placeholder_id": placeholder(draft).pk, "plugin_language": "en", "plugin_position": 1}
    for plugin in [*component_plugins().values(), *inline_plugins().values()]:
        yield plugin.__name__, admin("cms_placeholder_add_plugin", **where, plugin_type=plugin.__name__)
    yield "edit", get_object_edit_url(draft.content, "en")
    yield "structure", get_object_structure_url(draft.content, "en")


def test_no_screen_says_a_word_that_was_not_translated(spanish, client_of, staff, things, monkeypatch):
    """Every address that shows something to a Manager, a draft, and the form of every block."""
    client = client_of("Manager")
    choose(client, "es")
    client.get("/admin/")  # which says in real words that it was saved
    draft = fresh(live("risks").copy(staff("Manager")))
    said = said_by_people() | {run for page in ES for value in page.values() for run in runs(value)}
    said |= runs(" | ".join(name for purpose in Purpose for name in of(purpose)))
    everything = " ".join(said)
    listening = Listening(trans_real.translation("es"))
    monkeypatch.setitem(trans_real._translations, "es", listening)
    found: dict[str, list[str]] = {}
    looked = 0
    for name, address in screens(things, draft):
        answer = client.get(address)
        if answer.status_code == 200 and answer.content.lstrip().startswith(b"<"):
            looked += 1
            for run in english_of(answer.content.decode()) - said - THEIRS - NAMES:
                piece = run.removesuffix(" - example clinic")
                if piece not in everything or not (name in PIECES or piece.count(" ") > 1):
                    found.setdefault(run, []).append(name)
    assert found == {}
    assert looked > 100
    assert listening.untranslated - SAME == set()


def test_it_is_offered_where_the_guide_is_in_english_alone(client_of):
    """And stays, which django CMS alone would not let it; readers keep their English."""
    client = client_of("Author")
    choose(client, "es")
    toolbar = html.fromstring(client.get(get_object_preview_url(live("risks").content, "en")).content.decode())
    assert "Página" in words(toolbar.get_element_by_id("cms-top")) and toolbar.get("lang") == "en"
    assert "Sus borradores" in said(client, "/admin/")[1]
    assert html.fromstring(Client().get("/").content.decode()).get("lang") == "en"
