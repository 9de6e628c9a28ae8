"""Each rule of content/publishing/rules.py, at the button and in code: the reason is said, and nothing changes."""

from collections.abc import Callable

import pytest
from cms.api import create_page
from cms.models import Page, PageContent
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from djangocms_versioning.constants import DRAFT, PUBLISHED, UNPUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import StateTracking, Version

from content.staff.accounts import system_user
from tests.staff.desk import (
    add_component,
    admin,
    change,
    draft,
    fresh,
    live,
    page,
    placeholder,
    version_action,
    version_of,
)

GOOD = "A description that is long enough for a search engine and unlike that of any other page."
SHORT, LONG = "x" * 49, "x" * 161


def new_draft(title: str = "A new page", parent: Page | None = None) -> Version:
    """A page that meets every rule but is not published."""
    new = create_page(title, "pages/page.html", "en", parent=parent, created_by=system_user())
    version = version_of(PageContent.admin_manager.get(page=new))
    add_component(version, "TextPlugin", body="<p>Some text.</p>")
    return change(version, meta_description=GOOD)


def below_a_draft() -> Version:
    return new_draft("A page below", new_draft("The page above").content.page)


def without_text() -> Version:
    version = draft("start")
    placeholder(version).clear("en")
    return version


def with_a_block_that_fails() -> Version:
    version = draft("start")
    add_component(version, "DiagramPlugin", drawing="no-such-drawing", body="<ul><li>Words</li></ul>")
    return version


UNFIT: dict[str, tuple[Callable[[], Version], str]] = {
    "no description": (lambda: change(draft("start"), meta_description=""), "Write a description for search engines"),
    "a description of spaces": (lambda: change(draft("start"), meta_description=" " * 60), "Write a description"),
    "an unset description": (lambda: change(draft("start"), meta_description=None), "Write a description"),
    "a block that fails": (with_a_block_that_fails, "A block of this page cannot be shown"),
    "a short description": (lambda: change(draft("start"), meta_description=SHORT), "has 49 characters"),
    "a long description": (lambda: change(draft("start"), meta_description=LONG), "has 161 characters"),
    "another page's description": (
        lambda: change(draft("start"), meta_description=live("cost").content.meta_description),
        "has the same description",
    ),
    "another page's title": (
        lambda: change(draft("start"), title=live("cost").content.title),
        "Another published page",
    ),
    "no text": (without_text, "The page has no text yet"),
    "a page above it that is a draft": (below_a_draft, "Publish the page above it first: “The page above”"),
    "crisis help that leads away": (
        lambda: change(draft("get-help-now"), redirect="https://example.org/"),
        "Readers always need this page at its own address",
    ),
    "crisis help that leads to another page": (
        lambda: change(draft("get-help-now"), redirect="/risks-and-side-effects/"),
        "Readers always need this page at its own address",
    ),
    "crisis help at another address": (
        lambda: change(draft("get-help-now"), overwrite_url="somewhere-else"),
        "Readers always need this page at its own address",
    ),
    "home that leads away": (lambda: change(draft("home"), redirect="//example.org"), "Readers always need this page"),
    "a page that leads away": (
        lambda: change(draft("start"), redirect="https://example.org/"),
        "leads away from this site",
    ),
    "a page that leads nowhere": (lambda: change(draft("start"), redirect="/no-such-page/"), "no page that readers"),
    **{
        f"the address {address}": (lambda address=address: change(draft("start"), overwrite_url=address), reason)
        for address, reason in {
            "admin/help": "used by the site itself",
            "cms_login": "used by the site itself",
            "media/x": "used by the site itself",
            "search": "used by the site itself",
            "offline": "used by the site itself",
            "../x": "cannot be part of an address",
            "%2e": "cannot be part of an address",
        }.items()
    },
}

NEEDED: dict[str, tuple[str, str]] = {
    "home": ("home", "This is the home page"),
    "crisis help": ("get-help-now", "Every page links to this one"),
    "a page above published pages": ("benefits", "Pages below this one are published"),
}


def messages(response) -> str:
    """What the person who pressed the button is told."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize("name", UNFIT)
def test_the_button_says_why_a_page_cannot_be_published(client_of, name: str) -> None:
    prepare, reason = UNFIT[name]
    version, shown_before = prepare(), PageContent.objects.count()
    response = client_of("Clinician").post(version_action(version, "publish"))
    assert reason in messages(response)
    assert fresh(version).state == DRAFT
    assert PageContent.objects.count() == shown_before


@pytest.mark.parametrize("name", UNFIT)
def test_code_cannot_publish_past_the_rules_either(db, name: str) -> None:
    prepare, reason = UNFIT[name]
    version, shown_before = prepare(), set(PageContent.objects.values_list("pk", flat=True))
    with pytest.raises(ConditionFailed, match=reason):
        version.publish(system_user())
    assert fresh(version).state == DRAFT
    assert set(PageContent.objects.values_list("pk", flat=True)) == shown_before
    assert not StateTracking.objects.filter(version=version).exists()


@pytest.mark.parametrize("length", [50, 160])
def test_the_shortest_and_the_longest_description_can_be_published(db, length: int) -> None:
    version = change(draft("start"), meta_description="y" * length)
    version.publish(system_user())
    assert fresh(version).state == PUBLISHED


@pytest.mark.databases
def test_a_page_below_can_be_published_after_the_one_above(client_of) -> None:
    below = below_a_draft()
    above = version_of(PageContent.admin_manager.get(page=below.content.page.parent))
    change(below, meta_description=GOOD[:-1] + "!")
    clinician = client_of("Clinician")
    clinician.post(version_action(above, "publish"))
    clinician.post(version_action(below, "publish"))
    assert fresh(below).state == PUBLISHED
    assert client_of("Author").get(below.content.page.get_absolute_url("en")).status_code == 200


def test_the_button_names_everything_that_is_missing_at_once(client_of) -> None:
    version = change(without_text(), meta_description="", title=live("cost").content.title)
    told = messages(client_of("Clinician").post(version_action(version, "publish")))
    assert "description" in told
    assert "title" in told
    assert "no text" in told


@pytest.mark.parametrize("name", NEEDED)
def test_the_button_says_why_a_page_cannot_be_taken_down(client_of, name: str) -> None:
    guide_id, reason = NEEDED[name]
    version = live(guide_id)
    address = page(guide_id).get_absolute_url("en")
    response = client_of("Manager").post(version_action(version, "unpublish"))
    assert reason in messages(response)
    assert fresh(version).state == PUBLISHED
    assert Page.objects.get(pk=page(guide_id).pk).get_absolute_url("en") == address


@pytest.mark.parametrize("name", NEEDED)
def test_code_cannot_take_down_a_page_that_is_needed(db, name: str) -> None:
    guide_id, reason = NEEDED[name]
    version = live(guide_id)
    with pytest.raises(ConditionFailed, match=reason):
        version.unpublish(system_user())
    assert fresh(version).state == PUBLISHED


@pytest.mark.parametrize("guide_id", ["home", "get-help-now", "benefits"])
def test_a_page_that_is_needed_can_still_get_a_new_text(client_of, guide_id: str) -> None:
    old, new = live(guide_id), draft(guide_id)
    client_of("Clinician").post(version_action(new, "publish"))
    assert (fresh(old).state, fresh(new).state) == (UNPUBLISHED, PUBLISHED)


@pytest.mark.parametrize("guide_id", ["home", "get-help-now"])
def test_code_cannot_delete_a_page_that_readers_always_need(db, guide_id: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        page(guide_id).delete()
    assert live(guide_id).state == PUBLISHED


@pytest.mark.databases
def test_readers_still_reach_the_home_page_after_everything_staff_may_try_with_it(client_of, client) -> None:
    manager = client_of("Manager")
    before = client.get("/").content
    manager.post(version_action(live("home"), "unpublish"))
    manager.post(admin("cms_page_delete", page("home").pk), {"post": "yes"})
    manager.post(admin("cms_page_move_page", page("home").pk), {"target": page("about").pk, "position": 0})
    draft_page = new_draft().content.page
    manager.post(admin("cms_page_set_home", draft_page.pk))
    response = client.get("/")
    assert response.status_code == 200
    assert response.content == before


def test_a_new_home_page_has_to_be_a_page_that_readers_can_open(client_of, client) -> None:
    client_of("Manager").post(admin("cms_page_set_home", page("about").pk))
    assert page("about").is_home
    assert client.get("/").status_code == 200


@pytest.mark.databases
def test_two_pages_cannot_be_published_at_one_address(client_of) -> None:
    version = change(new_draft(), overwrite_url="about")
    told = messages(client_of("Clinician").post(version_action(version, "publish")))
    assert "already in use by another page" in told
    assert fresh(version).state == DRAFT
    assert page("about").get_absolute_url("en") == "/about/"


@pytest.mark.databases
@pytest.mark.parametrize("position", ["below it", "beside a page below it"])
def test_moving_cannot_take_a_page_from_readers(client_of, client, position: str) -> None:
    above = new_draft("The page above").content.page
    target = above if position == "below it" else new_draft("A page below", above).content.page
    data = {"target": above.pk, "position": 0 if target == above else 1}
    answer = client_of("Manager").post(admin("cms_page_move_page", page("words").pk), data).json()
    assert answer["status"] == 400
    assert "“The page above” is not published" in answer["content"]
    assert client.get("/words/").status_code == 200


@pytest.mark.databases
def test_a_manager_deletes_a_page_with_its_history_once_it_is_taken_down(client_of) -> None:
    doomed = page("changes").pk
    draft("changes").publish(system_user())
    manager = client_of("Manager")
    manager.post(version_action(live("changes"), "unpublish"))
    confirmation = manager.get(admin("cms_page_delete", doomed))
    assert b'type="submit"' in confirmation.content
    manager.post(admin("cms_page_delete", doomed), {"post": "yes"})
    assert not Page.objects.filter(pk=doomed).exists()
    assert not PageContent.admin_manager.filter(page=doomed).exists()


def test_a_page_that_another_page_sends_readers_to_is_not_deleted(client_of) -> None:
    target = new_draft().content.page
    step = add_component(draft("start"), "NextStepPlugin", page=target, label="Read on")
    told = messages(client_of("Manager").post(admin("cms_page_delete", target.pk), {"post": "yes"}))
    assert "sends readers to this one (“Read on”)" in told
    assert type(step).objects.filter(pk=step.pk).exists()


@pytest.mark.parametrize("guide_id", ["home", "get-help-now", "benefits", "words"])
def test_a_manager_is_told_why_a_page_cannot_be_deleted(client_of, guide_id: str) -> None:
    told = messages(client_of("Manager").post(admin("cms_page_delete", page(guide_id).pk), {"post": "yes"}))
    assert ("always need this page" if guide_id in {"home", "get-help-now"} else "Take those pages down first") in told
    assert live(guide_id).state == PUBLISHED
