"""A clinician reads a text and signs it; everybody sees whose turn it is; and what a clinic asks for is asked on every way."""

import contextlib
import io
from datetime import timedelta

import pytest
from cms.models import PageContent
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from djangocms_versioning.constants import ARCHIVED, DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version
from lxml import html

from content.evidence.models import Finding
from content.guide.document import GuideFileError
from content.guide.export import export
from content.guide.load import load
from content.guide.reading import read_page
from content.management.commands.load_guide import UnsignedCommandError
from content.management.commands.prepare import Command as Prepare
from content.models import LoadedPage
from content.profile import sections
from content.publishing.fingerprint import READ, fingerprint
from content.publishing.overruling import publish_over
from content.signoff.handover import state_of
from content.signoff.models import HandOver, Reviewer, Schedule, Signature, SignoffRules
from content.signoff.schedule import plan, publish_due
from content.signoff.signatures import reviewer_of
from content.staff.accounts import system_user
from content.staff.models import Event
from tests.patient.test_who_checked_this_page import NAME, NOT_YET, panel
from tests.staff.desk import change, details_of, draft, fresh, live, plugins, version_action
from tests.staff.test_staff_screens_have_no_barriers import barriers


@pytest.fixture
def clinician(staff):
    """A clinician of the tests who may sign, while no finding has to be looked at first."""
    Finding.objects.update(check_again="2999-01-01")
    person = staff("Clinician")
    Reviewer.objects.create(
        account=person, name="Robin Example", letters="MD", license_number="A 1", license_state="California"
    )
    return person


def text(version: Version) -> PageContent:
    return fresh(version).content


def review(version: Version) -> str:
    """The address of the page on which a text is handed on, as its bar gives it to whoever reads it now."""
    return reverse("sign_off", args=[version.pk], query={READ: fingerprint(text(version))})


def press(client: Client, version: Version, name: str, **typed: str):
    """Press a button of that page, as whoever has read what the text says now."""
    return client.post(reverse(f"sign_off_{name}", args=[version.pk]), {READ: fingerprint(text(version))} | typed)


def buttons(client: Client, version: Version, address: str = "") -> set[str]:
    answer = client.get(address or review(version))
    assert answer.status_code == 200
    main = html.fromstring(answer.content.decode()).get_element_by_id("content")
    return {" ".join(button.text_content().split()) for button in main.iter("button")}


def edit(client: Client, version: Version) -> int:
    plugin = plugins(version, "TextPlugin")[0]
    address = reverse("admin:cms_placeholder_edit_plugin", args=[plugin.pk])
    return client.post(address, {"body": "<p>Other words.</p>", "json": "null"}).status_code


def bar(client: Client, version: Version) -> str:
    """What the bar at the foot of the window says of a text that is being looked at."""
    page = html.fromstring(client.get(get_object_preview_url(text(version))).content.decode())
    (found,) = page.find_class("sign-off-bar")
    return " ".join(found.text_content().split())


def events() -> list[str]:
    return list(Event.objects.filter(kind=Event.Kind.PUBLISHING).order_by("pk").values_list("what", flat=True))


# --- Signing ---------------------------------------------------------------------------------------------------------


def test_the_published_text_is_signed_with_two_presses(client_of, clinician):
    version, client = live("risks"), client_of("Clinician")
    assert NOT_YET in panel()
    assert buttons(client, version) == {"Sign", "Plan it"}
    press(client, version, "sign")
    assert NAME in panel()
    assert buttons(client, version) == {"Take the signature off", "Plan it"}
    given = Signature.objects.get()
    assert (given.name, given.letters, given.license_number, given.version_number) == (
        *("Robin Example", "MD", "A 1"),
        version.number,
    )
    assert any("signed" in event and "Robin Example, MD" in event for event in events())


def test_what_was_changed_after_it_was_read_is_not_signed(client_of, clinician):
    version, client = draft("risks"), client_of("Clinician")
    read = fingerprint(text(version))
    assert edit(client_of("Author"), version) == 200
    answer = client.post(reverse("sign_off_sign", args=[version.pk]), {READ: read}, follow=True)
    assert "This text was changed after you opened it" in answer.content.decode()
    assert "/preview/" in answer.redirect_chain[-1][0]
    client.post(reverse("sign_off_sign", args=[version.pk]))
    assert not Signature.objects.exists()
    unread = buttons(client, version, reverse("sign_off", args=[version.pk]))
    assert "Sign" not in unread, "nobody signs what they did not open"


def test_an_old_text_is_not_signed(client_of, clinician):
    old = live("risks")
    draft("risks").publish(clinician)
    assert press(client_of("Clinician"), old, "sign").status_code == 403
    assert not Signature.objects.exists()


@pytest.mark.parametrize("role", ["Author", "Translator", "Clinician", "Manager", "Superuser"])
def test_nobody_signs_without_a_reviewers_record(client_of, role):
    Finding.objects.update(check_again="2999-01-01")
    assert press(client_of(role), live("risks"), "sign").status_code == 403
    assert not Signature.objects.exists()


def test_a_record_alone_is_not_enough(client_of, staff):
    author = staff("Author")
    Reviewer.objects.create(account=author, name="A", letters="RN", license_number="1", license_state="California")
    assert reviewer_of(author) is None
    assert press(client_of("Author"), live("risks"), "sign").status_code == 403


@pytest.mark.databases
def test_who_left_signs_no_more(client_of, clinician):
    press(client_of("Clinician"), live("risks"), "sign")
    Reviewer.objects.update(is_here=False)
    assert NAME in panel()
    assert press(client_of("Clinician"), live("benefits"), "sign").status_code == 403


def test_a_finding_that_is_due_is_looked_at_first(client_of, clinician):
    Finding.objects.update(check_again="2020-01-01")
    client, version = client_of("Clinician"), live("risks")
    assert "Look at it, and give it a new date, before you sign" in client.get(review(version)).content.decode()
    assert press(client, version, "sign").status_code == 403
    assert not Signature.objects.exists()


@pytest.mark.databases
def test_a_signature_is_taken_off_by_who_gave_it_or_a_manager(client_of, clinician):
    version = live("risks")
    for role in ("Clinician", "Manager"):
        press(client_of("Clinician"), version, "sign")
        address = reverse("sign_off_withdraw", args=[version.pk, Signature.objects.filter(withdrawn=None).get().pk])
        assert client_of("Author").post(address).status_code == 403
        assert NAME in panel()
        client_of(role).post(address)
        assert NOT_YET in panel()


# --- Whose turn it is ------------------------------------------------------------------------------------------------


@pytest.mark.databases
def test_a_draft_goes_from_its_author_to_readers(client_of, clinician):
    author, client = client_of("Author"), client_of("Clinician")
    author.post(version_action(live("risks"), "edit_redirect"))
    version = live("risks").get_latest_draft_version()
    assert version.locked_by is not None
    assert "Draft" in bar(author, version)
    press(author, version, "send", note="Only a comma.")
    assert fresh(version).locked_by is None, "whoever sends lets go"
    assert state_of(fresh(version)).word == "Waiting for a clinician"
    assert "Waiting for a clinician" in bar(author, version)
    start = client.get("/admin/").content.decode()
    assert "Waiting for you to sign" in start
    assert "Only a comma." in start
    press(client, version, "sign")
    assert bar(client, version).startswith("Signed")
    assert {"Publish", "Take the signature off", "Plan it", "Save the note"} == buttons(client, version)
    client.post(version_action(version, "publish"))
    assert bar(client, version).startswith("Published")
    assert NAME in panel()
    assert [event for event in events() if "review" in event or "signed" in event or "published" in event] == [
        f"sent {text(version)} (version {version.number}) for review to a clinician",
        f"signed {text(version)} (version {version.number}) as Robin Example, MD",
        f"published {text(version)} (version {version.number})",
    ]


@pytest.mark.databases
def test_a_draft_is_sent_to_a_person_and_waits_for_nobody_else(client_of, staff, clinician):
    manager = staff("Manager")
    other = Reviewer.objects.create(
        account=manager, name="Sam Example", letters="NP", license_number="B 2", license_state="California"
    )
    version = draft("risks")
    press(client_of("Author"), version, "send", to=str(other.pk))
    assert state_of(fresh(version)).word == "Waiting for Sam Example"
    for role, count in (("Manager", 1), ("Clinician", 0)):
        page = html.fromstring(client_of(role).get("/admin/").content.decode())
        (section,) = page.xpath("//section[@aria-labelledby='waiting-heading']")
        assert len(section.xpath(".//li")) == count, role


def test_what_is_sent_back_says_why(client_of, clinician):
    version = draft("risks")
    press(client_of("Author"), version, "send")
    press(client_of("Clinician"), version, "back", comment="Say how long it lasts.")
    assert state_of(fresh(version)).word == "Sent back"
    assert "Say how long it lasts." in client_of("Author").get("/admin/").content.decode()
    assert "Say how long it lasts." in client_of("Author").get(review(version)).content.decode()
    press(client_of("Author"), version, "send")
    assert state_of(fresh(version)).word == "Waiting for a clinician"
    assert HandOver.objects.count() == 1
    assert any(event.startswith("sent ") and event.endswith(" back") for event in events())


def test_sending_back_takes_a_comment(client_of, clinician):
    version = draft("risks")
    press(client_of("Author"), version, "send")
    press(client_of("Clinician"), version, "back", comment=" ")
    assert state_of(fresh(version)).is_waiting


@pytest.mark.parametrize(
    ("step", "said"), [("send", "It was changed after it was sent"), ("sign", "It was changed after it was signed")]
)
def test_a_change_takes_the_state_off_and_says_so(client_of, clinician, step, said):
    version = draft("risks")
    press(client_of("Clinician" if step == "sign" else "Author"), version, step)
    assert state_of(fresh(version)).word != "Draft"
    assert edit(client_of("Author"), version) == 200
    assert state_of(fresh(version)).word == "Draft"
    assert said in bar(client_of("Author"), version)


def test_whoever_opens_a_signed_draft_is_told_beforehand(client_of, clinician):
    version = draft("risks")
    press(client_of("Clinician"), version, "sign")
    assert (
        "Changing it takes the signature off."
        in client_of("Author").get(get_object_edit_url(text(version))).content.decode()
    )


def test_a_draft_that_somebody_else_holds_is_not_sent(client_of, clinician):
    version = draft("risks")
    Version.objects.filter(pk=version.pk).update(locked_by=clinician)
    assert press(client_of("Author"), version, "send").status_code == 403
    assert not HandOver.objects.exists()


def test_a_draft_that_was_sent_can_be_discarded(client_of, clinician):
    version = draft("risks")
    press(client_of("Author"), version, "send")
    assert state_of(fresh(version)).is_waiting
    client_of("Author").post(version_action(version, "discard"), {"discard": "1"})
    assert fresh(version).state == ARCHIVED
    assert not state_of(fresh(version)).is_waiting
    assert "Nothing waits for you." in client_of("Clinician").get("/admin/").content.decode()


@pytest.mark.databases
def test_pages_to_sign_again_are_on_the_start_page(client_of, clinician):
    client = client_of("Clinician")
    for name in ("risks", "benefits", "preparing"):
        press(client, live(name), "sign")
    assert "page to sign" not in client.get("/admin/").content.decode()
    Signature.objects.filter(page=live("benefits").content.page).update(good_until="2020-01-01")
    change(live("risks"), title="Other title")
    page = html.fromstring(client.get("/admin/").content.decode())
    (section,) = page.xpath("//section[@aria-labelledby='due-heading']")
    words = [line for item in section.iter("li") if "page to sign" in (line := " ".join(item.text_content().split()))]
    assert words[0] == "Other title page to sign, changed since Robin Example signed it"
    assert "was due on January 1, 2020" in words[1]
    assert len(words) == 2


# --- A clinic that publishes nothing unsigned ------------------------------------------------------------------------


@pytest.fixture
def needed(clinician):
    """The clinic asks for a signature on every page."""
    rules = SignoffRules.current()
    rules.needed_everywhere = True
    rules.full_clean()
    rules.save()


def by_the_button(version: Version, client_of) -> None:
    client_of("Clinician").post(version_action(version, "publish"))


def by_the_button_of_a_superuser(version: Version, client_of) -> None:
    client_of("Superuser").post(version_action(version, "publish"))


def over_the_rules(version: Version, client_of) -> None:
    client_of("Superuser").post(
        version_action(version, "publish_over"), {"reason": "It has to be out today, unsigned."}
    )


def in_code(version: Version, client_of) -> None:
    with contextlib.suppress(ConditionFailed):
        fresh(version).publish(system_user())


def in_code_with_a_reason(version: Version, client_of) -> None:
    boss = client_of("Superuser") and get_user_model().objects.get(username="superuser-user")
    with contextlib.suppress(ConditionFailed):
        publish_over(fresh(version), boss, "It has to be out today, unsigned.")


def by_loading_a_guide(version: Version, client_of) -> None:
    """The draft is what the files say, and `--reset` publishes it."""
    guide = export("en", drafts=True)
    with contextlib.suppress(GuideFileError):
        load(guide, system_user(), reset=True)


def by_a_plan(version: Version, client_of) -> None:
    boss = client_of("Superuser") and get_user_model().objects.get(username="superuser-user")
    plan(fresh(version), "publish", timezone.now() + timedelta(days=1), boss, fingerprint(text(version)))
    Schedule.objects.update(when=timezone.now())
    publish_due()


ROUTES = (
    by_the_button,
    by_the_button_of_a_superuser,
    over_the_rules,
    in_code,
    in_code_with_a_reason,
    by_loading_a_guide,
    by_a_plan,
)


@pytest.fixture
def written(db) -> Version:
    """A draft of a signed page with one other word."""
    return change(draft("risks"), title="Other words")


@pytest.mark.parametrize("route", ROUTES)
def test_where_a_signature_is_needed_no_way_leads_around_it(client_of, needed, written, route):
    route(written, client_of)
    assert fresh(written).state == DRAFT
    assert live("risks").content.title != "Other words"
    press(client_of("Clinician"), written, "sign")
    route(written, client_of)
    assert live("risks").content.title == "Other words"
    assert NAME in panel()


@pytest.mark.parametrize("route", ROUTES)
def test_where_it_is_wished_an_unsigned_change_is_public_without_a_name(client_of, clinician, written, route):
    press(client_of("Clinician"), live("risks"), "sign")
    assert NAME in panel()
    route(written, client_of)
    if fresh(written).state == DRAFT:  # there is no rule to publish over
        assert route in {over_the_rules, in_code_with_a_reason}
        fresh(written).publish(system_user())
    assert live("risks").content.title == "Other words"
    assert NOT_YET in panel()


def test_a_signature_of_other_words_or_that_has_ended_does_not_count(client_of, needed, written):
    press(client_of("Clinician"), written, "sign")
    Signature.objects.update(good_until="2020-01-01")
    in_code(written, client_of)
    assert fresh(written).state == DRAFT
    Signature.objects.update(good_until="2999-01-01")
    written = change(written, title="Still others")
    in_code(written, client_of)
    assert fresh(written).state == DRAFT


@pytest.mark.parametrize("asked_of_its_part", [True, False])
def test_a_clinic_may_ask_it_of_one_part_of_the_menu(client_of, clinician, asked_of_its_part):
    version = draft("risks")
    parts = [key for key, _ in sections() if (key == details_of(version).section) is asked_of_its_part]
    SignoffRules.objects.update(needed_sections=parts)
    in_code(version, client_of)
    assert fresh(version).state == (DRAFT if asked_of_its_part else PUBLISHED)


def test_nothing_can_be_asked_of_nobody(client_of, db):
    client = client_of("Manager")
    address = reverse("admin:signoff_signoffrules_change", args=[1])
    answer = client.post(address, {"months": "12", "needed_everywhere": "on"})
    assert "Add a reviewer first" in answer.content.decode()
    assert not SignoffRules.current().needed_everywhere


def test_the_panel_says_what_is_missing(client_of, needed, written):
    said = client_of("Author").get(get_object_edit_url(text(written))).content.decode()
    assert "published only when a clinician has signed it" in said


@pytest.mark.databases
def test_a_site_whose_files_are_newer_than_its_signatures_starts_all_the_same(needed, written):
    LoadedPage.objects.all().delete()
    out = io.StringIO()
    change(live("risks"), title="Not as the file says")
    LoadedPage.objects.create(
        guide_id="risks",
        language="en",
        page=live("risks").content.page,
        fingerprint=read_page(live("risks").content).fingerprint(),
    )
    Version.objects.filter(pk=written.pk).delete()
    with pytest.raises(UnsignedCommandError, match="Nothing was loaded"):
        call_command("load_guide", stdout=out)
    Prepare(stdout=out)._load()
    assert "Readers keep the text that they have" in out.getvalue()
    assert live("risks").content.title == "Not as the file says"


# --- The whole way, on a phone ---------------------------------------------------------------------------------------

#: More or less what a person holds in one hand.
PHONE = {"width": 390, "height": 844}
WORDS = " Ask us about it."


class Presses:
    """A browser that counts what a person presses."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def press(self, found) -> None:
        self.count += 1
        found.click()


@pytest.mark.browser
def test_on_a_phone_a_word_is_changed_sent_read_signed_and_published_in_a_few_presses(site, visit) -> None:
    prepared = (
        "from django.contrib.auth import get_user_model as users; from content.signoff.models import Reviewer; "
        "from content.evidence.models import Finding; Finding.objects.update(check_again='2999-01-01'); "
        "Reviewer.objects.create(account=users().objects.get(username='clinician'), name='Robin Example', "
        "letters='MD', license_number='A 1', license_state='California')"
    )
    site.manage("shell", "-c", prepared)
    author = Presses(visit(site, role="author", **PHONE))
    author.press(author.page.get_by_role("button", name="Change What are the risks and side effects?"))
    words = author.page.locator(".cms-editor-inline-wrapper p").first
    words.scroll_into_view_if_needed()
    author.page.locator(".cms-editor-inline-wrapper [contenteditable=true]").first.wait_for()
    author.press(words)
    author.page.keyboard.press("End")
    author.page.keyboard.type(WORDS)
    author.press(author.page.locator(".sign-off-bar a").last)  # leaving the text saves it
    author.page.get_by_role("button", name="Send for review").wait_for()
    assert barriers(author.page) == []
    author.press(author.page.get_by_role("button", name="Send for review"))
    author.page.get_by_text("You can go on with something else").wait_for()
    assert author.count <= 5

    clinician = Presses(visit(site, role="clinician", **PHONE))
    waiting = clinician.page.locator("section[aria-labelledby=waiting-heading]")
    assert waiting.get_by_role("link", name="Read What are the risks and side effects?").is_visible()
    clinician.press(waiting.get_by_role("link", name="What changes"))
    added = clinician.page.locator(".what-changed-block ins")
    assert [WORDS.strip() in words for words in added.all_inner_texts()] == [True]
    assert clinician.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert barriers(clinician.page) == []
    clinician.press(clinician.page.get_by_role("link", name="Go on").last)
    clinician.page.get_by_role("button", name="Send back").wait_for()
    assert barriers(clinician.page) == []
    clinician.press(clinician.page.get_by_role("button", name="Sign", exact=True))
    clinician.press(clinician.page.get_by_role("button", name="Publish", exact=True))
    clinician.page.wait_for_url("**/risks-and-side-effects/")
    assert clinician.count <= 6

    shown = html.fromstring(site.get("/risks-and-side-effects/").text)
    assert WORDS.strip() in shown.text_content()
    assert NAME in " ".join(shown.find_class("review-panel")[0].text_content().split())
    assert not author.page.foreign + clinician.page.foreign


@pytest.mark.parametrize(
    ("role", "said"), [("Manager", "add yourself or somebody else"), ("Clinician", "not among them")]
)
def test_whoever_cannot_sign_is_told_why(client_of, role: str, said: str):
    assert said in client_of(role).get(review(live("risks"))).content.decode()


def test_who_can_sign_is_not_told_that(clinician, client_of):
    assert "listed under Reviewers" not in client_of("Clinician").get(review(live("risks"))).content.decode()
