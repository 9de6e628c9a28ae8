"""One press publishes a page with the pages and records it needs: all of it, or nothing."""

import pytest
from cms.api import create_page
from cms.models import PageContent
from django.test import Client
from djangocms_text.utils import plugin_to_tag
from djangocms_versioning.models import Version

from content.glossary.models import GlossaryTerm, GlossaryTermReference
from content.publishing.fingerprint import READ
from content.signoff.models import SignoffRules
from content.staff.accounts import system_user
from content.staff.models import Event
from tests.staff.desk import add_component, change, draft, fresh, placeholder, version_of


@pytest.fixture
def needy(db) -> tuple[Version, Version, GlossaryTerm]:
    """A draft that leads to a page that nobody has published, and explains a word that nobody has approved."""
    page = create_page("A new page", "pages/page.html", "en", created_by=system_user())
    new = version_of(PageContent.admin_manager.get(page=page))
    new = change(new, meta_description="What a new page says, in so many words that search engines show all of it.")
    version = draft("risks")
    add_component(new, "TextPlugin", body="<p>You can ask us.</p>")
    add_component(new, "NextStepPlugin", label="Read about the risks", page=version.content.page)
    term = GlossaryTerm.objects.create(key="zanzibar", term="zanzibar", definition="A word.", approved=False)
    text = add_component(version, "TextPlugin", body="")
    columns = {"placeholder": placeholder(version), "language": "en", "plugin_type": "GlossaryTermPlugin"}
    word = GlossaryTermReference.objects.create(**columns, parent=text, term=term, position=text.position + 1)
    text.body = f'<p>See <a data-cms-href="cms.page:{page.pk}">the new page</a> on {plugin_to_tag(word)}.</p>'
    text.save()
    return version, new, term


def states(*versions: Version) -> list[str]:
    return [fresh(version).state for version in versions]


def press(client: Client, version: Version) -> str:
    """Open the page, press the button; what is said then."""
    address = f"/admin/publish-together/{version.pk}/"
    answer = client.post(address, {READ: client.get(address).context["read"]}, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.databases
def test_all_of_it_goes_to_readers_with_one_press(client_of, needy) -> None:
    version, new, term = needy
    said = press(client_of("Clinician"), version)
    assert said == "Published: 2 pages, 1 records approved."
    assert states(version, new) == ["published", "published"]
    term.refresh_from_db()
    assert term.approved
    assert Event.objects.filter(what__startswith="published together: ").count() == 1


@pytest.mark.databases
def test_what_a_rule_refuses_keeps_all_of_it_from_readers(client_of, needy) -> None:
    version, new, term = needy
    add_component(new, "TextPlugin", body="<p>A miracle cure.</p>")
    assert "Nothing was published." in press(client_of("Manager"), version)
    assert states(version, new) == ["draft", "draft"]
    term.refresh_from_db()
    assert not term.approved


def test_a_signature_that_is_needed_is_asked_of_each(client_of, needy) -> None:
    version, new, _ = needy
    SignoffRules.objects.update(needed_everywhere=True)
    assert "signed" in press(client_of("Superuser"), version)
    assert states(version, new) == ["draft", "draft"]


def test_what_was_changed_after_reading_is_not_published(client_of, needy) -> None:
    version, new, term = needy
    client, address = client_of("Clinician"), f"/admin/publish-together/{version.pk}/"
    read = client.get(address).context["read"]
    GlossaryTerm.objects.filter(pk=term.pk).update(definition="Another word.")
    client.post(address, {READ: read})
    assert states(version, new) == ["draft", "draft"]
