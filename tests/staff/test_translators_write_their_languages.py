"""A translator writes the languages that a Manager chose, by every way in, and signs them without the right to publish anything."""

import pytest
from cms.api import create_page
from cms.models import CMSPlugin, PageContent
from cms.toolbar.utils import get_object_preview_url
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from djangocms_versioning.models import Version

from content.desk.work import drafts, state_words
from content.publishing.fingerprint import READ, fingerprint
from content.signoff.models import Kind, Reviewer, Signature, SignoffRules
from content.signoff.signatures import sign, withdraw
from content.signoff.writers import note_writer, wrote
from content.staff.accounts import system_user
from content.staff.models import StaffProfile
from tests.languages import ES, GLOSSARY, MIRRORED, SPANISH, load, speak, version
from tests.staff.desk import (
    admin,
    changed_tables,
    database,
    details_of,
    fresh,
    page,
    placeholder,
    plugins,
    version_action,
)

pytestmark = pytest.mark.django_db

PERSON = {"name": "Tina Example", "letters": "CHI-Spanish", "license_number": "T 1", "license_state": "CCHI"}


@pytest.fixture
def spanish(settings, tmp_path):
    speak(settings, SPANISH, MIRRORED)
    load(tmp_path / "es", SPANISH, ES, GLOSSARY)


@pytest.fixture
def translator(spanish, staff):
    """Somebody with the role Translator alone, for Spanish, who signs as a translator."""
    person = staff("Translator")
    StaffProfile.objects.create(account=person, languages=["es"])
    return Reviewer.objects.create(account=person, kind=Kind.TRANSLATOR, **PERSON)


def draft_in(language: str) -> Version:
    return fresh(version("risks", language).copy(system_user()))


def archived_in(language: str) -> Version:
    old = draft_in(language)
    old.archive(system_user())
    return fresh(old)


def block(text: Version) -> CMSPlugin:
    return plugins(text, "AnswerPlugin")[0]


def changed_block(text: Version):
    return posted("edit_plugin", {"body": "<p>Changed.</p>", "json": "null"}, block(text).pk)


def added_block(text: Version):
    where = {"placeholder_id": placeholder(text).pk, "plugin_type": "TextPlugin", "plugin_position": 1}
    where["plugin_language"] = text.content.language
    return posted("add_plugin", {"body": "<p>Added.</p>", "json": "null"}, **where)


def moved_block(text: Version, **where: int):
    last = max(plugin.position for plugin in placeholder(text).cmsplugin_set.all())
    data = {"plugin_id": block(text).pk, "target_language": text.content.language, "target_position": last}
    return posted("move_plugin", data | where)


def pasted_block(text: Version):
    source = version("get-help-now", "es")
    data = {"source_placeholder_id": placeholder(source).pk, "source_plugin_id": block(source).pk, "target_position": 1}
    data |= {"source_language": "es", "target_placeholder_id": placeholder(text).pk}
    return posted("copy_plugins", data | {"target_language": text.content.language})


def posted(view: str, data: dict, *args: int, **query: str | int):
    return lambda client: client.post(admin(f"cms_placeholder_{view}", *args, **query), data)


def title_in_place(text: Version):
    address = reverse("admin:cms_page_edit_title_fields", args=[text.content.page_id, text.content.language])
    return lambda client: client.post(address, {"title": "Another title"})


def settings_of(text: Version):
    data = {
        "title": "Another title",
        "slug": "another",
        "meta_description": "x" * 60,
        "language": text.content.language,
    }
    address = admin("cms_pagecontent_change", text.content.pk) + f"?language={text.content.language}"
    return lambda client: client.post(address, data)


def sent(text: Version, name: str, **typed: str):
    return lambda client: client.post(reverse(name, args=[text.pk]), {READ: fingerprint(text.content)} | typed)


def pressed(text: Version, name: str, **typed: str):
    return lambda client: client.post(version_action(text, name), typed)


#: Every way in which somebody changes a text, given a draft of it.
WAYS = {
    "a block in place, or in its form": changed_block,
    "a new block": added_block,
    "a block that is deleted": lambda text: posted("delete_plugin", {"post": "yes"}, block(text).pk),
    "a block that is moved": moved_block,
    "all of it at once": lambda text: posted(
        "clear_placeholder", {"post": "yes"}, placeholder(text).pk, language=text.content.language
    ),
    "a block that is pasted": pasted_block,
    "the title in place": title_in_place,
    "the settings": settings_of,
    "the details": lambda text: (
        lambda client: client.post(
            admin("content_pagedetails_change", details_of(text).pk), {"section": "", "position": "7"}
        )
    ),
    "a note for readers": lambda text: sent(text, "sign_off_note", note="Something changed."),
    "sending it": lambda text: sent(text, "sign_off_send"),
    "archiving it": lambda text: pressed(text, "archive"),
    "discarding it": lambda text: pressed(text, "discard", discard="1"),
}


def outcome(request, client: Client) -> tuple[int, bool]:
    """The status of the answer, and whether anything changed."""
    before = database()
    status = request(client).status_code
    return status, bool(changed_tables(before, database()))


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_leads_to_another_language(translator, client_of, way):
    english, spanish = draft_in("en"), draft_in("es")
    client = client_of("Translator")
    status, changed = outcome(WAYS[way](english), client)
    assert not changed and status < 500, way
    status, changed = outcome(WAYS[way](spanish), client)
    assert changed, (way, status)


@pytest.mark.databases
def test_no_button_of_versions_leads_to_another_language(translator, client_of):
    client = client_of("Translator")
    for name, texts in {
        "edit_redirect": (version("risks", "en"), version("risks", "es")),
        "revert": (archived_in("en"), archived_in("es")),
    }.items():
        english, spanish = texts
        assert not outcome(pressed(english, name), client)[1], name
        assert outcome(pressed(spanish, name), client)[1], name
    for language in ("en", "es"):
        assert not outcome(pressed(draft_in(language), "publish"), client)[1]


def test_nothing_is_written_in_a_language_that_a_translator_lacks(translator, client_of):
    client, about = client_of("Translator"), page("about")
    new = {"title": "Sobre esta guía", "slug": "sobre", "meta_description": "", "cms_page": about.pk}
    for language, is_made in (("ar", False), ("es", True)):
        address = f"{admin('cms_pagecontent_add')}?cms_page={about.pk}&language={language}"
        answer = client.post(address, new | {"language": language})
        assert PageContent.admin_manager.filter(page=about, language=language).exists() == is_made, answer.status_code
    assert (
        client.post(admin("cms_pagecontent_add"), {"title": "New", "slug": "new", "language": "en"}).status_code == 403
    )
    assert client.post(admin("cms_page_copy_page", about.pk), {"source_site": 1, "position": 0}).status_code == 403
    draft = create_page("New page", "pages/page.html", "en", created_by=system_user())
    before = draft.path
    client.post(admin("cms_page_move_page", draft.pk), {"target": page("risks").pk, "position": 0})
    draft.refresh_from_db()
    assert draft.path == before
    assert (
        client.post(admin("glossary_glossaryterm_add"), {"term": "x", "definition": "y", "key": "x"}).status_code == 403
    )


@pytest.mark.databases
def test_a_block_is_not_taken_out_of_another_language_by_moving_it(translator, client_of):
    english, spanish = draft_in("en"), draft_in("es")
    data = {"plugin_id": plugins(english, "TextPlugin")[0].pk, "target_position": 1, "target_language": "es"}
    data |= {"placeholder_id": placeholder(spanish).pk}
    before = CMSPlugin.objects.filter(placeholder=placeholder(english)).count()
    client_of("Translator").post(reverse("admin:cms_placeholder_move_plugin"), data)
    assert CMSPlugin.objects.filter(placeholder=placeholder(english)).count() == before


def test_the_refusal_says_what_to_do(translator, client_of):
    text = draft_in("en")
    address = admin("content_pagedetails_add") + f"?extended_object={text.content.pk}"
    said = client_of("Translator").get(address).content.decode()
    assert "You write Español, and this text is English" in said
    StaffProfile.objects.all().delete()
    assert "No language has been chosen for you yet" in client_of("Translator").get(address).content.decode()


def test_another_role_beside_it_writes_in_all(translator, client_of):
    translator.account.groups.add(Group.objects.get(name="Author"))
    assert outcome(changed_block(draft_in("en")), client_of("Translator"))[1]


@pytest.mark.databases
def test_a_manager_chooses_the_languages_and_nobody_else(spanish, staff, client_of):
    person = staff("Translator")
    address = admin("auth_user_change", person.pk)
    form = client_of("Manager").get(address).context["inline_admin_formsets"][0].formset
    assert [value for value, _ in form.forms[0].fields["languages"].choices] == ["es", "ar"]
    data = {"username": person.username, "is_active": "on", "groups": [person.groups.get().pk]}
    data |= {"staff_profile-TOTAL_FORMS": 1, "staff_profile-INITIAL_FORMS": 0, "staff_profile-0-languages": ["es"]}
    data |= {"staff_profile-0-account": person.pk}
    assert client_of("Translator").post(address, data).status_code == 403
    assert client_of("Manager").post(address, data).status_code == 302
    assert StaffProfile.objects.get(account=person).languages == ["es"]


def test_a_translator_signs_and_sends_without_the_right_to_publish(translator, client_of):
    text, client = draft_in("es"), client_of("Translator")
    assert not translator.account.has_perm("cms.publish_page")
    assert sent(text, "sign_off_sign")(client).status_code == 302
    assert Signature.objects.get().kind == Kind.TRANSLATOR
    bar = client.get(get_object_preview_url(text.content)).content.decode()
    assert "<b>Signed</b>" in bar
    assert state_words()[text.object_id] == "Signed"
    assert [draft.state.word for draft in drafts(translator.account)] == ["Signed"]
    SignoffRules.objects.update(needed_everywhere=True)
    assert state_words()[text.object_id] == "Draft", "a clinician has to sign it, too"
    assert sent(text, "sign_off_send")(client).status_code == 302
    SignoffRules.objects.update(needed_everywhere=False)
    assert state_words()[text.object_id] == "Waiting for a clinician", "it was sent to one since"
    withdraw(Signature.objects.get(), translator.account)
    sent(text, "sign_off_sign")(client)
    assert state_words()[text.object_id] == "Signed"
    assert sent(draft_in("en"), "sign_off_sign")(client).status_code == 403
    StaffProfile.objects.update(languages=["ar"])
    assert sent(text, "sign_off_sign")(client).status_code == 403
    assert Signature.objects.filter(withdrawn=None).count() == 1


# --- Whose words they are ------------------------------------------------------------------------------------------------


def test_the_signature_of_a_translator_is_not_one_of_a_clinician(translator, staff):
    """Words that a clinician wrote, and a translator signed, are still the clinician's own."""
    clinician = staff("Clinician")
    Reviewer.objects.create(account=clinician, **PERSON | {"name": "Robin Example"})
    SignoffRules.objects.update(two_people=True)
    first = draft_in("es")
    note_writer([first.content.page_id], clinician)
    sign(first.content, translator.account)
    first.publish(system_user())
    later = draft_in("es")
    assert wrote(later, clinician, Kind.CLINICIAN)
    assert not wrote(later, clinician, Kind.TRANSLATOR)
