"""What somebody writes who may not publish reaches no reader, whatever way it goes, until somebody who may has approved it."""

import io

import pytest
from cms.api import add_plugin
from django.core.exceptions import PermissionDenied
from django.test import Client
from djangocms_versioning.exceptions import ConditionFailed
from lxml import html

from content.evidence.models import Finding, Reference
from content.glossary.models import GlossaryTerm
from content.guide.export import export
from content.guide.files import Guide
from content.guide.load import load
from content.page.inline import inline_plugins
from content.publishing.rules import problems
from content.staff.accounts import system_user
from content.staff.models import Event
from ketaguide.delivery.models import PublicChange
from tests.staff.desk import add_component, admin, draft, filled_form, fresh, plugins

WORDS, SOURCES, PAGE = "/words/", "/how-it-works/sources/", "/risks-and-side-effects/"
HOSTILE = "STOP TAKING ALL MEDICINES"


def shown(address: str) -> str:
    """What somebody without a login reads at an address."""
    answer = Client().get(address)
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def add_word(client: Client, definition: str = HOSTILE) -> GlossaryTerm:
    address = admin("glossary_glossaryterm_add")
    sent = filled_form(client, address, key="alarm", term="alarm", definition=definition) | {"approved": "on"}
    assert client.post(address, sent).status_code == 302
    return GlossaryTerm.objects.get(key="alarm")


def import_source(client: Client) -> Reference:
    file = io.BytesIO(f"TY  - JOUR\nTI  - {HOSTILE}\nAU  - Doe, J\nPY  - 2026\nER  - \n".encode())
    file.name = "new.ris"
    assert client.post(admin("evidence_reference_import"), {"file": file}).status_code == 302
    return Reference.objects.get(title=HOSTILE)


def approve(client: Client, record) -> None:
    address = admin(f"{record._meta.app_label}_{record._meta.model_name}_change", record.pk)
    assert client.post(address, filled_form(client, address, approved="on")).status_code == 302


def cite(reference: Reference):
    """A draft of the page in which the source stands in a line."""
    version = draft("start")
    text = plugins(version, "TextPlugin")[0]
    plugin = inline_plugins()["cite"]
    child = add_plugin(text.placeholder, plugin.__name__, "en", target=text, reference=reference)
    text.body += f'<p>{HOSTILE} <cms-plugin id="{child.pk}"></cms-plugin></p>'
    text.save()
    return fresh(version)


def test_a_word_of_somebody_who_may_not_publish_is_not_explained_to_readers(client_of) -> None:
    before, mark = shown(WORDS), PublicChange.mark()
    word = add_word(client_of("Author"))
    assert shown(WORDS) == before
    assert PublicChange.mark() == mark, "what readers do not see makes no page new"
    approve(client_of("Author"), word)  # says the form; it has no such field for them
    assert shown(WORDS) == before
    approve(client_of("Clinician"), word)
    assert HOSTILE in shown(WORDS)
    assert Event.objects.filter(name="clinician-user", what__contains="approved").exists()


def test_imported_sources_of_somebody_who_may_not_publish_are_not_listed(client_of) -> None:
    before = shown(SOURCES)
    source = import_source(client_of("Author"))
    assert shown(SOURCES) == before
    approve(client_of("Manager"), source)
    assert HOSTILE in shown(SOURCES)


@pytest.mark.databases
def test_who_may_publish_approves_by_saving(client_of) -> None:
    add_word(client_of("Clinician"))
    assert HOSTILE in shown(WORDS)


def test_what_was_approved_is_not_changed_any_more(client_of) -> None:
    author = client_of("Author")
    word = add_word(author, "A harmless sound.")
    address = admin("glossary_glossaryterm_change", word.pk)
    opened_before = filled_form(author, address, definition=HOSTILE)
    approve(client_of("Clinician"), word)
    author.post(address, opened_before)
    assert HOSTILE not in shown(WORDS)
    assert "A harmless sound." in shown(WORDS)


def test_the_approval_is_of_what_was_read(client_of) -> None:
    word = add_word(client_of("Author"), "A harmless sound.")
    address = admin("glossary_glossaryterm_change", word.pk)
    clinician, author = client_of("Clinician"), client_of("Author")
    read = filled_form(clinician, address, approved="on")
    author.post(address, filled_form(author, address, definition=HOSTILE))
    answer = clinician.post(address, read)
    assert "This was changed after you opened it, by somebody else" in answer.content.decode()
    assert HOSTILE not in shown(WORDS)


def test_a_page_that_names_a_proposal_is_not_published(client_of, staff) -> None:
    source = import_source(client_of("Author"))
    version = cite(source)
    with pytest.raises(ConditionFailed, match="waits for approval"):
        version.publish(staff("Clinician"))
    assert HOSTILE not in shown(PAGE)
    assert "wait for approval" in client_of("Clinician").get("/admin/").content.decode()
    approve(client_of("Clinician"), source)
    assert problems(fresh(version).content) == []


def test_a_finding_brings_no_source_that_nobody_approved(client_of) -> None:
    source = import_source(client_of("Author"))
    finding = Finding.objects.earliest("pk")
    clinician, address = client_of("Clinician"), admin("evidence_finding_change", finding.pk)
    sent = filled_form(clinician, address) | {"references": [source.pk]}
    answer = clinician.post(address, sent)
    assert f"Approve these sources first: {source.key}." in answer.content.decode()
    assert source not in finding.references.all()
    finding.references.add(source)  # by a way that nobody has thought of
    version = draft("start")
    add_component(version, "IconArrayPairPlugin", finding=finding, body="")
    assert any("waits for approval" in str(problem) for problem in problems(fresh(version).content))


@pytest.mark.databases
def test_no_other_way_saves_what_readers_would_see(client_of, staff, monkeypatch) -> None:
    """The rule is held where records are saved, not only in the forms."""
    from cms.utils.permissions import reset_current_user, set_current_user

    approved = GlossaryTerm.objects.earliest("pk")
    token = set_current_user(staff("Author"))
    try:
        assert not GlossaryTerm.objects.create(key="new", term="new", definition=HOSTILE).approved
        approved.definition = HOSTILE
        with pytest.raises(PermissionDenied):
            approved.save()
    finally:
        reset_current_user(token)
    assert HOSTILE not in shown(WORDS)


@pytest.mark.databases
def test_files_hold_what_is_approved_and_what_they_hold_is_approved(client_of) -> None:
    source = import_source(client_of("Author"))
    assert source.key not in {row["key"] for row in export("en").records["references"]}
    rows = export("en", drafts=True).records["references"]
    load(Guide("en", [], records={"references": [row for row in rows if row["key"] == source.key]}), system_user())
    source.refresh_from_db()
    assert source.approved
