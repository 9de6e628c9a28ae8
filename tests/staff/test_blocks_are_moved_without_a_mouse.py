"""The list of a draft's blocks: up, down, duplicate, delete, add here, comment; and every change of a draft is taken back."""

import itertools
from typing import Any

import pytest
from cms.models import CMSPlugin, Page, PageContent, UserSettings
from cms.toolbar.utils import get_object_edit_url
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from djangocms_text.utils import plugin_to_tag
from djangocms_versioning.models import Version
from lxml import html
from playwright.sync_api import expect

from content.examples import examples
from content.examples.figure import IMAGE
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Document
from content.guide.reading import read_blocks
from content.guide.writing import create_draft, write_draft
from content.page.addresses import address_of
from content.page.fetch import components_of
from content.publishing.fingerprint import fingerprint
from content.signoff.comments import blocks_of, threads, write
from content.staff.accounts import system_user
from content.undo.models import Step
from content.undo.steps import KEPT, MOST_STEPS, keep, look, purge
from tests.components.reader import add_picture
from tests.site import Site
from tests.staff.desk import (
    add_component,
    admin,
    details_of,
    draft,
    filled_form,
    fresh,
    live,
    placeholder,
    plugins,
    version_action,
)
from tests.staff.test_staff_screens_have_no_barriers import barriers


@pytest.fixture
def version(db) -> Version:
    return draft("risks")


@pytest.fixture
def author(client_of) -> Client:
    return client_of("Author")


def order(version: Version) -> list[int]:
    return list(blocks_of(fresh(version).content))


def press(client: Client, version: Version, name: str, *args: Any, **typed: str) -> Any:
    return client.post(reverse(name, args=[version.pk, *args]), typed)


def said(version: Version) -> list[tuple[str, str]]:
    """The text of a draft, block by block, in order; inline components by their kind."""
    return [(row.plugin_type, getattr(row, "body", "")) for row in components_of(fresh(version).content)]


def positions(version: Version) -> list[int]:
    return list(placeholder(version).get_plugins("en").order_by("position").values_list("position", flat=True))


@pytest.mark.databases
def test_up_down_duplicate_and_delete(author, version):
    before = order(version)
    press(author, version, "blocks_down", before[0])
    assert order(version) == [before[1], before[0], *before[2:]]
    press(author, version, "blocks_up", before[0])
    press(author, version, "blocks_up", before[0])  # it is the first
    press(author, version, "blocks_down", before[-1])  # it is the last
    assert order(version) == before
    press(author, version, "blocks_up", before[-1])
    assert order(version) == [*before[:-2], before[-1], before[-2]]
    press(author, version, "blocks_down", before[-1])
    for block in before[:-1]:
        press(author, version, "blocks_down", block)
        press(author, version, "blocks_up", block)
        assert order(version) == before
    press(author, version, "blocks_copy", before[1])
    now = order(version)
    assert [now[:2], now[3:]] == [before[:2], before[2:]]
    press(author, version, "blocks_delete", before[0])
    assert order(version) == now[1:]
    assert positions(version) == list(range(1, len(positions(version)) + 1))


@pytest.mark.databases
def test_deleted_undo_and_redo_bring_back_the_very_same_text(author, staff, version):
    block = plugins(version, "TextPlugin")[0]
    write(version, staff("Author"), block.pk, "Is this right?")
    before, read = said(version), fingerprint(fresh(version).content)
    answer = press(author, version, "blocks_delete", block.pk)
    listed = html.fromstring(author.get(answer.headers["Location"]).content.decode())
    assert "Deleted." in listed.text_content()
    (undo,) = [button for button in listed.iter("button") if (button.get("formaction") or "").endswith("/undo/")]
    assert undo.get("autofocus") is not None
    assert not threads(fresh(version))[0].is_here
    press(author, version, "undo_step")
    assert said(version) == before
    assert threads(fresh(version))[0].is_here
    assert fingerprint(fresh(version).content) == read  # so what was signed or sent is signed or sent again
    press(author, version, "redo_step")
    assert block.pk not in order(version)
    press(author, version, "undo_step")
    assert fingerprint(fresh(version).content) == read


def edit(client: Client, block: CMSPlugin, **changes: Any) -> None:
    address = admin("cms_placeholder_edit_plugin", block.pk)
    answer = client.post(address, filled_form(client, address, **changes))
    assert answer.status_code == 200, answer.content
    assert "adminform" not in (answer.context_data or {}), answer.context_data["adminform"].form.errors


def test_twenty_changes_of_every_kind_are_taken_back_one_by_one_and_done_again(author, version):
    """Text, settings with the address, details, a new block, moves, a copy, a deletion: each is one step."""
    content = fresh(version).content
    address = address_of(content)
    texts, facts = plugins(version, "TextPlugin"), plugins(version, "CareCardPlugin")
    seen = [(fingerprint(fresh(version).content), said(version))]

    def look_now() -> None:
        seen.append((fingerprint(fresh(version).content), said(version)))

    for number in range(6):
        edit(author, texts[number % len(texts)], body=f"<p>Words number {number}.</p>")
        look_now()
    edit(author, facts[0], heading="Another heading")
    look_now()
    settings = admin("cms_pagecontent_change", content.pk, language="en")
    assert (
        author.post(settings, filled_form(author, settings, title="Another title", slug="another")).status_code == 302
    )
    look_now()
    assert live("risks").content.page.get_absolute_url("en") == address, "readers keep theirs until it is published"
    details = admin("content_pagedetails_change", details_of(version).pk)
    author.post(details, filled_form(author, details, position="77"))
    look_now()
    add = admin(
        "cms_placeholder_add_plugin",
        placeholder_id=placeholder(version).pk,
        plugin_type="KeyFactsPlugin",
        plugin_language="en",
        plugin_position=1,
    )
    author.post(add, {"heading": "Key facts", "body": "<ul><li><strong>How:</strong> a drip</li></ul>"})
    look_now()
    for block in order(version)[:4]:
        press(author, version, "blocks_down", block)
        look_now()
        press(author, version, "blocks_copy", block)
        look_now()
    for block in order(version)[:3]:
        press(author, version, "blocks_delete", block)
        look_now()
    author.post(admin("cms_placeholder_clear_placeholder", placeholder(version).pk), {"post": "yes", "language": "en"})
    look_now()
    assert said(version) == []
    assert len(seen) > 20
    assert all(one != other for one, other in itertools.pairwise(seen))
    for expected in seen[-2::-1]:
        assert press(author, version, "undo_step").status_code == 302
        assert (fingerprint(fresh(version).content), said(version)) == expected
    assert address_of(fresh(version).content) == address
    for expected in seen[1:]:
        press(author, version, "redo_step")
        assert (fingerprint(fresh(version).content), said(version)) == expected
    assert (fresh(version).content.title, address_of(fresh(version).content)) == ("Another title", "/another/")
    assert details_of(version).position == 77


def test_what_is_cut_and_pasted_in_the_editor_is_taken_back_and_done_again(author, version):
    """A block with a source in its words, and all blocks at once, through the clipboard that django CMS gives everybody."""
    editor = get_object_edit_url(fresh(version).content, "en")
    assert author.get(editor).status_code == 200
    here, there = placeholder(version).pk, UserSettings.objects.get(user__username="author-user").clipboard_id
    seen = [(fingerprint(fresh(version).content), said(version))]

    def send(name: str, **data: Any) -> None:
        answer = author.post(admin(f"cms_placeholder_{name}", cms_path=editor), {"target_language": "en"} | data)
        assert answer.status_code == 200, answer.content
        now = (fingerprint(fresh(version).content), said(version))
        if now != seen[-1]:
            seen.append(now)

    def copy(block: int | str) -> None:
        send(
            "copy_plugins",
            source_placeholder_id=here,
            source_plugin_id=block,
            source_language="en",
            target_placeholder_id=there,
        )

    def paste(position: int) -> None:
        (first,) = CMSPlugin.objects.filter(placeholder=there, parent=None)
        send("move_plugin", plugin_id=first.pk, placeholder_id=here, move_a_copy="true", target_position=position)

    text = next(text for text in plugins(version, "TextPlugin") if text.cmsplugin_set.exists())
    for block in (text.pk, order(version)[0]):
        copy(block)
        paste(2)
        send("move_plugin", plugin_id=block, plugin_parent="", placeholder_id=there)
        paste(1)
    copy("")
    paste(1)
    assert len(seen) == 8
    assert len(seen[-1][1]) == 2 * len(seen[-2][1])
    for expected in seen[-2::-1]:
        press(author, version, "undo_step")
        assert (fingerprint(fresh(version).content), said(version)) == expected
    for expected in seen[1:]:
        press(author, version, "redo_step")
        assert (fingerprint(fresh(version).content), said(version)) == expected


def test_a_source_that_left_the_text_comes_back_in_its_place(author, version):
    text = next(text for text in plugins(version, "TextPlugin") if text.cmsplugin_set.exists())
    before, read = said(version), fingerprint(fresh(version).content)
    edit(author, text, body="<p>Nothing is cited.</p>")
    assert not CMSPlugin.objects.filter(parent=text.pk).exists()
    press(author, version, "undo_step")
    assert (said(version), fingerprint(fresh(version).content)) == (before, read)


def test_a_source_that_the_editor_made_for_a_text_that_was_not_saved_keeps_nothing_from_undo(author, version):
    first, second = plugins(version, "TextPlugin")[:2]
    edit(author, first, body="<p>One.</p>")
    fact = plugins(version, "ClinicFactPlugin") or plugins(live("costs"), "ClinicFactPlugin")
    orphan = add_component(version, fact[0].plugin_type, target=second, fact=fact[0].fact)
    press(author, version, "undo_step")
    assert "<p>One.</p>" not in [body for _, body in said(version)]
    edit(author, second, body=f"<p>Call {plugin_to_tag(orphan)}</p>")
    assert Step.objects.filter(version=version, undone=False).count() == 1
    press(author, version, "undo_step")
    assert orphan.pk not in [row.pk for row in components_of(fresh(version).content)]


def test_what_somebody_else_changed_afterwards_is_not_lost(author, client_of, version):
    block, other = plugins(version, "TextPlugin")[:2]
    edit(author, block, body="<p>Of the author.</p>")
    client_of("Manager").post(version_action(version, "unlock"))
    manager = client_of("Manager")
    manager.get(reverse("blocks", args=[version.pk]))  # which takes the draft
    edit(manager, block, body="<p>Of the manager.</p>")
    edit(manager, other, body="<p>Elsewhere.</p>")
    assert press(author, version, "undo_step").status_code == 403  # whoever holds it decides
    Version.objects.filter(pk=version.pk).update(locked_by=None)
    author.get(reverse("blocks", args=[version.pk]))
    press(author, version, "undo_step")
    assert [body for _, body in said(version) if body.startswith("<p>Of")] == ["<p>Of the manager.</p>"]
    assert not Step.objects.filter(person__username="author-user", undone=True).exists()


def test_steps_are_bounded_private_and_go_with_the_draft(author, staff, version, tmp_path):
    block, person = plugins(version, "TextPlugin")[0], staff("Author")
    for number in range(MOST_STEPS + 3):
        before = look([version])
        type(block).objects.filter(pk=block.pk).update(body=f"<p>zanzibar {number}</p>")
        keep([version], before, person)
    assert Step.objects.count() == MOST_STEPS
    other = draft("benefits")
    before = look([other])
    PageContent.admin_manager.filter(pk=other.object_id).update(title="Old")
    keep([other], before, person)
    Step.objects.filter(version=other).update(when=timezone.now() - KEPT)
    purge()
    assert not Step.objects.filter(version=other).exists()
    call_command("export_guide", str(tmp_path), verbosity=0)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "zanzibar" in path.read_text()]
    version.publish(system_user())
    assert not Step.objects.exists()
    assert author.get(reverse("blocks", args=[version.pk])).status_code == 403


@pytest.mark.databases
def test_what_cannot_be_put_back_is_said_and_changes_nothing(author, version):
    steps = list(plugins(version, "NextStepPlugin"))
    press(author, version, "blocks_delete", steps[0].pk)
    step = Step.objects.get()
    step.changes[str(steps[0].pk)][0]["page_id"] = 10**6
    step.save()
    before = said(version)
    answer = press(author, version, "undo_step")
    assert "is gone" in author.get(answer.headers["Location"]).content.decode()
    assert said(version) == before


@pytest.mark.parametrize("name", ["blocks_up", "blocks_down", "blocks_copy", "blocks_delete"])
def test_a_block_of_another_text_is_left_alone(author, version, name: str):
    block = next(iter(blocks_of(live("benefits").content)))
    assert press(author, version, name, block).status_code == 404
    inline = CMSPlugin.objects.filter(placeholder=placeholder(version)).exclude(parent=None).first()
    assert press(author, version, name, inline.pk).status_code == 404


def test_the_bar_of_the_page_has_undo_and_the_list(author, version):
    edit_url = get_object_edit_url(version.content)
    edit(author, plugins(version, "TextPlugin")[0], body="<p>Something else.</p>")
    (bar,) = html.fromstring(author.get(edit_url, follow=True).content.decode()).find_class("sign-off-bar")
    assert "Undo: Changed Text: Something else." in " ".join(bar.text_content().split())
    answer = press(author, version, "undo_step", **{"from": "page"})
    assert answer.headers["Location"].startswith(edit_url)


def test_comment_leads_to_the_form_with_the_block_chosen(author, version):
    listed = html.fromstring(author.get(reverse("blocks", args=[version.pk])).content.decode())
    (link, *_) = [link for link in listed.iter("a") if link.text == "Comment"]
    block = order(version)[0]
    assert f"block={block}" in link.get("href")
    form = html.fromstring(author.get(link.get("href")).content.decode())
    assert form.xpath("//select[@name='block']/option[@selected]/@value") == [str(block)]


def test_blocks_are_found_by_words(author, version):
    address = reverse("blocks_choose", args=[version.pk])
    everything = html.fromstring(author.get(address).content.decode())
    links = [link.get("href") for link in everything.xpath("//*[@class='block-picker']//li//a[1]")]
    assert len([link for link in links if "#add-" in link]) == 25
    found = html.fromstring(author.get(address, {"q": "BAR time"}).content.decode())
    assert [link.text for link in found.xpath("//*[@class='block-picker']//li//a") if "#add-" in link.get("href")] == [
        "How long it lasts"
    ]
    nothing = author.get(address, {"q": "zanzibar", "after": "9" * 30}).content.decode()
    assert "No block says all of these words." in nothing


@pytest.mark.browser
def test_on_a_phone_and_by_keyboard(new_site: Site, visit):
    new_site.start()
    page = visit(new_site, width=390, role="author")
    page.locator(".staff-pages button").nth(3).click()
    page.get_by_role("link", name="Blocks").focus()
    page.keyboard.press("Enter")
    first = page.locator(".block-list li h2").first.text_content()
    page.get_by_role("button", name="Down").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".block-list li h2").nth(1)).to_have_text(first)
    expect(page.get_by_role("button", name=f"Down {first}")).to_be_focused()
    page.get_by_role("button", name=f"Delete {first}").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Deleted.", exact=True).wait_for()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".block-list li h2").nth(1)).to_have_text(first)
    address = page.url
    page.get_by_role("link", name="Add here").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Key facts", exact=True).wait_for()
    for color in ("light", "dark"):
        page.emulate_media(color_scheme=color)
        for screen in (address, page.url):
            page.goto(screen)
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Key facts", exact=True).focus()
    page.keyboard.press("Enter")
    form = page.frame_locator(".cms-modal-open iframe")
    form.locator("#id_heading").fill("Facts of the test")
    box = page.locator(".cms-modal-open").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    form.locator(".ProseMirror").first.click()
    page.keyboard.type("How: a drip")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Shift+8")
    page.keyboard.press("Control+b")
    page.locator(".cms-modal-open .cms-modal-buttons .cms-btn-action", has_text="Save").click()
    page.locator(".key-facts", has_text="Facts of the test").wait_for()
    texts = page.locator(".cms-editor-inline-wrapper")
    assert page.locator(".key-facts").first.bounding_box()["y"] < texts.first.bounding_box()["y"]


def test_a_copy_has_every_setting_row_and_inline_component_of_its_block(author):
    """Each component with its first example; those with values for each row among them."""
    add_picture(IMAGE)
    drawn = [[block for block in found if block.settings.get("page") != UNPUBLISHED] for found in examples().values()]
    blocks = [found[0] for found in drawn]
    document = Document(
        "copies", "Copies", "/copies/", "A page with a block of every kind, to be copied.", blocks=blocks
    )
    content = create_draft(document, "en", None, system_user())
    pages = {page.reverse_id: page for page in Page.objects.exclude(reverse_id=None)}
    write_draft(document, content, pages)
    version = Version.objects.get_for_content(content)
    for block in order(version):
        assert press(author, version, "blocks_copy", block).status_code == 302
    written = read_blocks(fresh(version).content)
    assert written == [each for block in blocks for each in (block, block)]
