"""Whoever chooses Spanish gets the screens of staff in it; readers, other people, and what is written down stay as they were."""

import re

import pytest
from cms.models import UserSettings
from cms.toolbar.utils import get_object_preview_url
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from content.publishing.fingerprint import READ, fingerprint
from content.publishing.rules import problems
from content.signoff.comments import blocks_of
from content.signoff.models import Kind, Reviewer
from content.staff.accounts import system_user
from content.staff.models import Event
from tests.languages import ES, GLOSSARY, RISKS, SPANISH, load, speak, version, words
from tests.staff.desk import change, fresh, page

pytestmark = [pytest.mark.databases, pytest.mark.django_db]

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
        assert [problem.told for problem in found if problem.told not in listed] == []
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
