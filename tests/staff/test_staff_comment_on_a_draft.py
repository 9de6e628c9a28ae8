"""Staff say what they think of a block of a draft, beside the block; readers get nothing of it."""

from pathlib import Path

import pytest
from cms.toolbar.utils import get_object_edit_url
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from lxml import html
from playwright.sync_api import expect

from content.publishing.fingerprint import fingerprint
from content.signoff.comments import blocks_of, open_comments, threads, write
from content.signoff.models import Comment
from content.staff.accounts import system_user
from content.staff.models import Event
from tests.site import Site
from tests.staff.desk import draft, fresh, live, plugins, version_action
from tests.staff.test_staff_screens_have_no_barriers import barriers

SAID = "Is zanzibar the right word here?"


@pytest.fixture
def version(db):
    return draft("risks")


@pytest.fixture
def comment(staff, version) -> Comment:
    """What a Clinician says about the first text of the draft."""
    return write(version, staff("Clinician"), plugins(version, "TextPlugin")[0].pk, SAID)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


@pytest.mark.databases
def test_it_is_written_answered_settled_and_recorded(client_of, version):
    clinician, author = client_of("Clinician"), client_of("Author")
    block = plugins(version, "TextPlugin")[0].pk
    page = reverse("comments", args=[version.pk])
    before = fingerprint(fresh(version).content)
    clinician.post(reverse("comments_write", args=[version.pk]), {"block": block, "text": SAID})
    given = Comment.objects.get()
    assert SAID in words(author, page)
    author.post(reverse("comments_answer", args=[version.pk, given.pk]), {"text": "It is."})
    assert "It is." in words(clinician, page)
    for address in ("/admin/", reverse("sign_off", args=[version.pk])):
        assert "1 open comment" in words(clinician, address), address
    author.post(reverse("comments_settle", args=[version.pk, given.pk]))
    assert "Settled by author-user" in words(clinician, page)
    assert "open comment" not in words(clinician, "/admin/")
    clinician.post(reverse("comments_settle", args=[version.pk, given.pk]), {"again": "1"})
    assert open_comments([version]) == {version.pk: 1}
    told = Event.objects.filter(what__contains="comment").order_by("pk").values_list("name", "what")
    assert [(name, what.split(" comment")[0].split(" What")[0]) for name, what in told] == [
        ("clinician-user", "commented on"),
        ("author-user", "answered a"),
        ("author-user", "settled a"),
        ("clinician-user", "opened a"),
    ]
    assert not [what for _, what in told if SAID in what]
    assert fingerprint(fresh(version).content) == before


def test_the_bar_of_the_draft_leads_from_a_comment_to_its_block(client_of, comment, version):
    author = client_of("Author")
    page = html.fromstring(author.get(get_object_edit_url(version.content), follow=True).content.decode())
    (panel,) = page.find_class("problems-panel")
    assert "1 open comment" in panel.text_content()
    assert [link for link in panel.iter("a") if link.get("href").endswith(f"#block-{comment.block}")]


def test_readers_get_nothing_of_it(client_of, comment, version, tmp_path: Path):
    client_of("Manager").post(version_action(version, "publish"))
    assert fresh(version).state == "published"
    answer = Client().get(version.content.get_absolute_url())
    assert answer.status_code == 200
    assert "zanzibar" not in answer.content.decode()
    for address in (reverse("changes_feed", args=["en"]), reverse("offline_list")):
        assert "zanzibar" not in Client().get(address).content.decode()
    call_command("export_guide", str(tmp_path), verbosity=0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "zanzibar" in path.read_text()]
    assert SAID in words(client_of("Author"), reverse("comments", args=[version.pk]))  # kept, and no form any more
    assert client_of("Author").post(reverse("comments_settle", args=[version.pk, comment.pk])).status_code == 403


@pytest.mark.databases
def test_a_removed_block_leaves_its_comment(client_of, comment, version):
    text = plugins(version, "TextPlugin")[0]
    client_of("Superuser").post(reverse("admin:cms_placeholder_delete_plugin", args=[text.pk]), {"post": "yes"})
    assert text.pk not in blocks_of(fresh(version).content)
    (thread,) = threads(fresh(version))
    assert not thread.is_here
    shown = words(client_of("Author"), reverse("comments", args=[version.pk]))
    assert "Block removed." in shown
    assert SAID in shown


@pytest.mark.databases
def test_copies_do_not_take_it_along_and_a_moved_block_keeps_it(comment, version):
    again = fresh(version.copy(system_user()))
    assert threads(again) == []
    text = plugins(version, "TextPlugin")[0]
    text.placeholder.move_plugin(text, target_position=text.placeholder.get_last_plugin_position("en"))
    (thread,) = threads(fresh(version))
    assert (thread.comment.block, thread.is_here) == (text.pk, True)


@pytest.mark.parametrize("typed", [{"block": "0", "text": "x"}, {"text": "x"}, {"block": "y" * 50, "text": ""}, {}])
def test_what_is_no_comment_is_refused(client_of, version, typed):
    assert client_of("Author").post(reverse("comments_write", args=[version.pk]), typed).status_code == 200
    other = blocks_of(live("benefits").content)
    sent = {"block": next(iter(other)), "text": "A block of another page."}
    client_of("Author").post(reverse("comments_write", args=[version.pk]), sent)
    assert not Comment.objects.exists()


@pytest.mark.browser
def test_on_a_phone_and_by_keyboard(new_site: Site, visit):
    new_site.start()
    page = visit(new_site, width=390, role="author")
    page.locator(".staff-pages button").nth(3).click()
    panel = page.locator(".problems-panel summary")
    panel.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Write a comment").focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="About").select_option(index=2)
    page.get_by_role("textbox", name="Comment").fill(SAID)
    page.get_by_role("button", name="Comment", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text(SAID).wait_for()
    address = page.url
    for color in ("light", "dark"):
        page.emulate_media(color_scheme=color)
        page.goto(address)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Go to the block").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".problem-here")).to_be_focused()
