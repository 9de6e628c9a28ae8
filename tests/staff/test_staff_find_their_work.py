"""After logging in staff land on their work: their drafts first, then what waits, each with a link."""

import io
import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from djangocms_versioning.models import Version
from lxml import html

from content.desk.work import state_words
from content.evidence.models import Finding, Reference
from content.publishing.fingerprint import fingerprint
from content.signoff.handover import send, send_back, sign_what_was_read
from content.signoff.models import Reviewer, Schedule
from content.signoff.schedule import plan
from tests.site import PASSWORD
from tests.staff.desk import change, draft, fresh, live, page, version_action

ROLES = ("Author", "Clinician", "Manager", "Translator")


def sections(client) -> dict[str, html.HtmlElement]:
    """The parts of the landing page by their headings."""
    root = html.fromstring(client.get("/admin/").content)
    return {part.findtext(".//h2"): part for part in root.iter("section") if part.find(".//h2") is not None}


def links(element: html.HtmlElement) -> set[str]:
    """Where the links of a part lead."""
    return {link.get("href") for link in element.iter("a")}


@pytest.mark.parametrize("role", ROLES)
def test_whoever_logs_in_lands_on_their_work(client, staff, role: str) -> None:
    user = staff(role)
    response = client.post("/admin/login/", {"username": user.username, "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/admin/", 302)]
    assert "Your drafts" in response.content.decode()
    assert live("risks").content.page.get_absolute_url("en") in links(sections(client)["Pages of the guide"])


@pytest.mark.parametrize("role", ["Author", "Clinician", "Manager"])
def test_my_draft_is_listed_with_links_to_edit_and_preview(client_of, staff, role: str) -> None:
    client = client_of(role)
    client.post(version_action(live("risks"), "edit_redirect"))
    mine = draft_of(staff(role))
    shown = links(sections(client)["Your drafts"])
    assert get_object_edit_url(mine.content, "en") in shown
    assert get_object_preview_url(mine.content, "en") in shown


def draft_of(user):
    """The draft that belongs to a user."""
    return fresh(type(live("risks")).objects.get(created_by=user, state="draft"))


def sent(version, staff):
    """The same draft after its author sent it for review."""
    Version.objects.filter(pk=version.pk).update(locked_by=staff("Author"))
    send(fresh(version), staff("Author"))
    return fresh(version)


@pytest.mark.databases
def test_the_start_page_says_whose_turn_each_draft_is(client_of, staff) -> None:
    author, clinician = staff("Author"), staff("Clinician")
    reviewer = Reviewer.objects.create(
        account=clinician, name="Robin Example", letters="MD", license_number="X1", license_state="California"
    )
    written = fresh(live("risks").copy(author))
    waits = sent(live("family").copy(author), staff)
    back = sent(live("benefits").copy(author), staff)
    send_back(back, clinician, fingerprint(back.content), "Say it shorter.")
    signed = sent(live("preparing").copy(author), staff)
    sign_what_was_read(signed, clinician, fingerprint(signed.content))
    planned = sent(live("cost").copy(author), staff)
    plan(planned, Schedule.Action.PUBLISH, timezone.now() + timedelta(days=2), clinician, fingerprint(planned.content))

    def said(role: str) -> dict[str, list[tuple[str, str, bool]]]:
        """Of each group of drafts: title, state and whether it is ready to publish, of each draft."""
        return {
            title: [
                (
                    item.find("a").text,
                    item.find_class("staff-state")[0].text_content().partition(",")[0],
                    bool(item.find_class("staff-ready")),
                )
                for item in part.xpath(".//li[*[@class='staff-state']]")
            ]
            for title, part in sections(client_of(role)).items()
        }

    def row(version, state: str, ready: bool = False, verb: str = ""):
        return (f"{verb}{version.content.title}", state, ready)

    found = said("Clinician")
    assert found["Waiting for you to sign"] == [
        row(planned, "Scheduled", verb="Read "),
        row(waits, "Waiting for a clinician", verb="Read "),
    ]
    assert found["Waiting to be published"] == [row(signed, "Signed", ready=True)]
    assert sorted(found["Others are still writing"]) == sorted([row(written, "Draft"), row(back, "Sent back")])
    found = said("Manager")
    assert row(waits, "Waiting for a clinician", ready=True) in found["Waiting to be published"]
    assert found["Published by themselves at a set time"] == [row(planned, "Scheduled")]
    found = said("Author")
    assert found["Your drafts"][0] == row(back, "Sent back"), "what comes back is first"
    assert row(signed, "Signed") in found["Your drafts"]
    assert len(found["Your drafts"]) == 5
    mine = sections(client_of("Author"))["Your drafts"].text_content()
    assert mine.count("Nothing stands in the way.") == 2, "of the one that is written and the one that came back"
    # The same word in the page tree.
    assert set(state_words().values()) >= {"Draft", "Sent back", "Signed", "Scheduled"}
    assert reviewer.account == clinician


def test_a_draft_that_cannot_be_published_says_why(client_of, staff) -> None:
    sent(change(draft("risks"), meta_description=""), staff)
    part = sections(client_of("Clinician"))["Waiting to be published"]
    assert "Write a description for search engines" in part.text_content()
    assert "Ready to publish" not in part.text_content()


def test_a_published_draft_does_not_wait_any_more(client_of, staff) -> None:
    client = client_of("Clinician")
    version = sent(draft("risks"), staff)
    assert get_object_edit_url(version.content, "en") in links(sections(client)["Waiting to be published"])
    client.post(version_action(version, "publish"))
    assert get_object_edit_url(version.content, "en") not in links(sections(client)["Waiting to be published"])


def test_the_landing_page_is_not_for_readers(db, client) -> None:
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


def test_the_controls_above_the_page_tree_say_what_they_do(client_of):
    tree = html.fromstring(client_of("Author").get("/admin/cms/pagecontent/").content.decode())
    controls = tree.xpath(
        "//*[@id='content-main']//div[contains(@class, 'pagetree-header')]//*[self::a or self::button]"
    )
    assert len(controls) > 4
    assert [html.tostring(control) for control in controls if not control.text_content().strip()] == []


@pytest.mark.databases
def test_the_page_tree_says_whose_turn_each_text_is(client_of, staff):
    version = draft("risks")
    version.locked_by = staff("Author")
    version.save()
    send(version, staff("Author"))
    draft("benefits")
    live("family").unpublish(staff("Manager"))
    root = html.fromstring(f"<div>{client_of('Author').get('/admin/cms/pagecontent/get-tree/').content.decode()}</div>")

    def state(guide_id: str) -> str:
        (row,) = root.xpath(f"//li[@data-id='{page(guide_id).pk}']")
        (shown,) = html.fromstring(row.get("data-colen")).find_class("staff-tree-state")
        return shown.text

    found = [state(name) for name in ("risks", "benefits", "family", "preparing")]
    assert found == ["Waiting for a clinician", "Draft", "Taken down", "Published"]


@pytest.mark.databases
def test_findings_and_sources_to_look_at_again_are_listed_by_date(client_of):
    today = timezone.localdate()
    later, first = Reference.objects.order_by("pk")[:2]
    Reference.objects.filter(pk=later.pk).update(check_again=today + timedelta(days=59))
    Reference.objects.filter(pk=first.pk).update(check_again=today + timedelta(days=3))
    Finding.objects.update(check_again=today + timedelta(days=61))
    due = Finding.objects.first()
    Finding.objects.filter(pk=due.pk).update(check_again=today - timedelta(days=1))
    assert "To look at again" not in sections(client_of("Author"))
    part = sections(client_of("Clinician"))["To look at again"]
    assert [item.find("a").text for item in part.iter("li")] == [str(due), str(first), str(later)]
    assert "was due on" in part.text_content()


class MailServer(socketserver.ThreadingTCPServer):
    """An SMTP server (RFC 5321) that keeps what it takes: whom each letter is for, and the letter."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[tuple[str, str]] = []
        self.refused = b"nobody"
        self.answers = True
        self.ended = threading.Event()


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if not self.server.answers:
            self.server.ended.wait(60)
            return
        to, said = "", b"220 mail.example.org"
        while said:
            self.wfile.write(said + b"\r\n")
            line = self.rfile.readline()
            verb, said = line[:4].upper(), b"250 OK"
            if verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                said = b"550 No such person" if self.server.refused in line else said
            elif verb == b"DATA":
                self.wfile.write(b"354 Go on\r\n")
                self.server.letters.append((to, b"".join(iter(self.rfile.readline, b".\r\n")).decode()))
            elif verb in {b"QUIT", b""}:
                said = b""


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server, and the settings that MAIL_URL would make for it."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        host, settings.EMAIL_PORT = server.server_address
        settings.MAIL_URL, settings.EMAIL_HOST = f"smtp+plain://{host}?from=guide@example.org", host
        settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.5
        yield server
        server.ended.set()
        server.shutdown()


@pytest.fixture
def with_addresses(staff) -> None:
    for role in ("Author", "Clinician", "Manager"):
        type(staff(role)).objects.filter(pk=staff(role).pk).update(email=f"{role.lower()}@example.org")
    Finding.objects.filter(pk=Finding.objects.first().pk).update(check_again="2026-01-01")


def test_a_letter_says_how_much_is_due_and_not_a_word_of_the_guide(with_addresses, client_of, mail_server, settings):
    call_command("mail_due_list", stdout=io.StringIO())
    assert {to for to, _ in mail_server.letters} == {"clinician@example.org", "manager@example.org"}
    letter, due = mail_server.letters[0][1], Finding.objects.get(check_again="2026-01-01")
    assert "finding: 1." in letter and "January 1, 2026" in letter and "/admin/" in letter
    assert due.title not in letter and due.key not in letter
    mail_server.letters.clear()
    Finding.objects.update(check_again="2999-01-01")
    call_command("mail_due_list", stdout=io.StringIO())
    client_of("Author").post(version_action(live("risks"), "edit_redirect"))
    held = fresh(live("risks")).get_latest_draft_version()
    assert client_of("Manager").post(version_action(held, "unlock")).status_code == 302
    assert mail_server.letters == [], "nothing is due, and whose draft was taken is told on the screen"
    settings.MAIL_URL = ""
    with pytest.raises(CommandError, match="No mail server is set"):
        call_command("mail_due_list")


def test_a_mail_server_that_refuses_is_slow_or_away_is_told_and_keeps_nobody_else_from_their_letter(
    with_addresses, mail_server
):
    mail_server.refused = b"clinician@"
    with pytest.raises(CommandError, match=r"for clinician-user \(SMTPRecipientsRefused\)\."):
        call_command("mail_due_list", stdout=io.StringIO())
    assert [to for to, _ in mail_server.letters] == ["manager@example.org"]
    mail_server.answers = False
    with pytest.raises(CommandError, match=r"for clinician-user \(\w+\), manager-user \(\w+\)\..*start page"):
        call_command("mail_due_list", stdout=io.StringIO())
    mail_server.shutdown()
    mail_server.server_close()
    with pytest.raises(CommandError, match="ConnectionRefusedError"):
        call_command("mail_due_list", stdout=io.StringIO())


def test_the_guide_for_editors_is_inside_and_help_leads_there(client_of):
    author = client_of("Author")
    inside = html.fromstring(author.get("/admin/help/").content).find_class("handbook")[0]
    headings = re.findall(
        r"^## (.+)$", (settings.BASE_DIR / "docs" / "editors.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [heading.text_content() for heading in inside.iter("h2")] == headings
    assert {link.get("href") for link in inside.iter("a")} == {f"#{heading.get('id')}" for heading in inside.iter("h2")}
    assert "in their languages" in [cell.text_content() for cell in inside.iter("td")]
    bar = author.get(get_object_preview_url(live("risks").content)).content.decode()
    assert 'href="/admin/help/"' in bar and 'href="/admin/help/"' in author.get("/admin/").content.decode()
    assert "django-cms.org" not in bar


def test_a_page_that_is_edited_lists_its_contents(client_of):
    address = get_object_edit_url(draft("preparing").content, "en")
    page = html.fromstring(client_of("Author").get(address).content.decode())
    (contents,) = page.xpath("//nav[@class='contents-list']")
    assert "What about food and drink?" in contents.text_content()
    # The editor takes the places from the headings, so that links would lead nowhere.
    assert not contents.xpath(".//li/a")
