"""Somebody without an account reads one draft by a link, for some days; and the link is good for nothing else."""

import io
import logging
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from cms.models import PageContent
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from djangocms_versioning.models import Version
from lxml import html

from content.signoff.models import SharedDraft
from content.signoff.shared import make_link
from content.signoff.signatures import sign
from content.staff.accounts import system_user
from content.staff.models import Event
from ketaguide.operations.logs import JsonFormatter
from tests.patient.test_who_checked_this_page import NAME
from tests.site import Site
from tests.staff.actions.sign_off import reviewer_record
from tests.staff.desk import add_component, change, draft, fresh, live, version_action
from tests.staff.test_staff_screens_have_no_barriers import barriers

WORDS = "A sentence that only this draft has."


@pytest.fixture
def version(db):
    """A draft with a sentence of its own."""
    made = draft("risks")
    add_component(made, "TextPlugin", body=f"<p>{WORDS}</p>")
    return made


@pytest.fixture
def link(client_of, version) -> str:
    """The path of a link to it, as a Clinician gets it from the page behind the toolbar."""
    return link_from(client_of("Clinician"), version)


def link_from(client: Client, version) -> str:
    answer = client.post(reverse("show_draft", args=[version.pk]), {"days": "3", "whom": "Dr. Outside"})
    assert "no-store" in answer.headers["Cache-Control"]
    address = urlsplit(html.fromstring(answer.content.decode()).get_element_by_id("new-link").get("value"))
    return f"{address.path}?{address.query}"


def opens(link: str, client: Client | None = None) -> bool:
    """Whether a link opens the draft. When it does not, nothing tells it from a link that never was."""
    answer, never = (client or Client()).get(link), Client().get("/shared-draft/?key=never")
    if answer.status_code == 200:
        return WORDS in answer.content.decode()
    assert (answer.status_code, answer.content) == (404, never.content)
    assert dict(answer.headers) == dict(never.headers)
    return False


@pytest.mark.databases
def test_whoever_has_the_link_reads_the_draft_as_readers_will(link, version):
    answer = Client().get(link)
    page = html.fromstring(answer.content.decode())
    assert WORDS in page.text_content()
    (notice,) = page.find_class("draft-notice")
    assert "Draft. Not published, and not checked for readers." in " ".join(notice.text_content().split())
    assert "988" in page.find_class("crisis-line")[0].text_content()
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert not page.xpath("//link[@rel='canonical'] | //meta[starts-with(@property, 'og:')] | //script")
    change(version, title="Changed after the link was made")
    assert "Changed after the link was made" in Client().get(link).content.decode()


def test_a_draft_in_another_language_is_shown_in_it(client_of, link):
    english = live("risks").content
    content = PageContent.admin_manager.create(
        page=english.page, language="es", title="Riesgos", template=english.template
    )
    spanish = Version.objects.create(content=content, created_by=system_user())
    page = html.fromstring(Client().get(link_from(client_of("Clinician"), spanish)).content.decode())
    assert page.get("lang") == "es"
    assert "Borrador." in page.find_class("draft-notice")[0].text_content()


def test_members_of_staff_get_what_everybody_gets_and_keep_their_session(client_of, link):
    client = client_of("Manager")
    answer = client.get(link)
    assert answer.content == Client().get(link).content
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert client.get("/admin/").status_code == 200


def test_a_name_counts_only_from_when_the_text_is_published(link, version):
    sign(version.content, reviewer_record("Clinician").account)
    assert NAME not in Client().get(link).content.decode()
    assert "A Clinician" not in Client().get(link).content.decode()


@pytest.mark.parametrize("ended", ["expired", "withdrawn", "published", "discarded", "archived", "left", "deleted"])
def test_it_ends(client_of, staff, link, version, ended: str):
    assert opens(link)
    manager, given = client_of("Manager"), SharedDraft.objects.get()
    match ended:
        case "expired":
            SharedDraft.objects.update(until=timezone.now() - timedelta(seconds=1))
        case "withdrawn":
            manager.post(reverse("show_draft_withdraw", args=[version.pk, given.pk]))
        case "published":
            manager.post(version_action(version, "publish"))
        case "discarded":
            manager.post(version_action(version, "discard"), {"discard": "1"})
        case "archived":
            manager.post(version_action(version, "archive"))
        case "left":
            person = staff("Clinician")
            person.is_active = False
            person.save()
        case "deleted":
            fresh(version).delete()
            assert not SharedDraft.objects.exists()
    assert not opens(link)
    assert not opens(link, manager)


@pytest.mark.parametrize("key", ["", "x", "\x00", "x" * 65, "é", "%FF"])
def test_no_other_key_opens_anything(link, key: str):
    assert not opens(f"/shared-draft/?key={key}")


def test_it_is_good_for_nothing_else(link, version):
    key = link.partition("=")[2]
    for address in ("/admin/", reverse("sign_off", args=[version.pk]), reverse("show_draft", args=[version.pk])):
        assert Client().get(f"{address}?key={key}").status_code == 302
    public = Client().get(f"{live('risks').content.get_absolute_url()}?key={key}")
    assert public.status_code == 200
    assert WORDS not in public.content.decode()
    assert public.headers["Cache-Control"] == "public, no-cache"
    assert Client().post(link).status_code == 405


@pytest.mark.databases
def test_only_its_digest_is_kept_and_nothing_writes_it_down(link, version):
    key = link.partition("=")[2]
    assert len(re.sub(r"[^\w-]", "", key)) >= 43  # of 256 random bits
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert not [row for row in cursor.fetchall() if key in repr(row)], table
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        logging.getLogger("django.request").warning("Not Found: %s", link)
        for method in ("get", "post", "options"):
            getattr(Client(), method)(link)
    finally:
        root.removeHandler(handler)
    assert r"/shared-draft/?\u2026" in written.getvalue()
    assert key not in written.getvalue()


@pytest.mark.databases
def test_it_is_recorded_and_listed_while_it_is_open(client_of, link, version):
    manager = client_of("Manager")
    Client().get(link)
    told = list(Event.objects.filter(what__contains="a link to the draft").values_list("what", flat=True))
    assert len(told) == 1
    assert told[0].startswith("made a link")
    assert told[0].endswith("for 3 days")
    start = manager.get("/admin/").content.decode()
    assert "Drafts that somebody outside can read" in start
    assert "Dr. Outside" in start
    assert "Drafts that somebody outside can read" not in client_of("Author").get("/admin/").content.decode()
    manager.post(reverse("show_draft_withdraw", args=[version.pk, SharedDraft.objects.get().pk]))
    assert Event.objects.filter(what__startswith="withdrew a link").count() == 1
    assert "Drafts that somebody outside can read" not in manager.get("/admin/").content.decode()


@pytest.mark.parametrize("days", ["0", "15", "-1", "x", ""])
def test_it_is_good_for_one_to_fourteen_days(client_of, version, days: str):
    answer = client_of("Clinician").post(reverse("show_draft", args=[version.pk]), {"days": days})
    assert answer.status_code == 200
    assert not SharedDraft.objects.exists()
    with pytest.raises(ValueError, match="1 to 14 days"):
        make_link(version, reviewer_record("Clinician").account, 15)


@pytest.mark.browser
def test_from_the_toolbar_on_a_phone_by_keyboard(new_site: Site, visit):
    new_site.start()
    page = visit(new_site, width=390, role="clinician")
    page.locator(".staff-pages button").nth(3).click()
    link = page.get_by_role("link", name="Show outside")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Days until the link ends").fill("2")
    page.keyboard.press("Enter")
    field = page.get_by_label("Link", exact=True)
    address = field.input_value().replace(new_site.url, "")
    reader = visit(new_site, width=390)
    reader.goto(address)
    reader.get_by_role("region", name="Draft.").wait_for()
    for color in ("light", "dark"):
        for screen in (page, reader):
            screen.emulate_media(color_scheme=color)
            screen.goto(screen.url)  # colors that the admin fades from one to the other would be measured between
            assert barriers(screen) == []
            assert screen.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert reader.context.cookies() == []
    assert reader.complaints == []
    assert reader.foreign == []
