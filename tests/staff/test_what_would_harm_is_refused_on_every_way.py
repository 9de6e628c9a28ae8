"""One engine of rules: the same planted faults are found by the button of each role, code, a load, the start page, the
toolbar and `check_content`; what is old does not keep a correction from readers; a Manager publishes over a rule with a reason.
"""

import re
import shutil
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cms.models import Page
from cms.toolbar.utils import get_object_edit_url
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from djangocms_text.models import Text
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version
from lxml import html
from playwright.sync_api import expect

from content.evidence.models import Citation, Finding
from content.guide.document import GuideFileError, read
from content.guide.files import GUIDE_FOLDER, Guide
from content.guide.load import load
from content.guide.writing import create_draft, write_draft
from content.publishing import rules
from content.publishing.overruling import Overruling, publish_over
from content.publishing.rules import Refused, problems
from content.signoff.handover import send
from content.staff.accounts import system_user
from content.staff.models import Event
from tests.staff.desk import add_component, change, draft, fresh, live, plugins, version_action, version_of

PAGE = """---
id: planted
title: What is planted here?
address: /planted/
description: A page with one fault, which every way to publish it has to find before it reaches a reader.
---

{before}:::{{answer}}
Read this page first. Then ask us.
:::

{text}

Read about the [risks](page:risks).

:::{{next-step}}
:page: risks
:label: What are the risks?

Read on.
:::
"""
HYPE = (
    "Ketamine is a breakthrough cure. It works for 70% of people with depression. It is safe and has no side effects."
)
#: For each fault: the text, the rule, and words of the place where it stands.
FAULTS: dict[str, tuple[str, str, str]] = {
    "a promise": (HYPE, "banned-word", "breakthrough cure"),
    "nothing but safety": ("Ketamine is completely safe.", "banned-word", "completely safe"),
    "a claim without a source": ("Ketamine eases depression.", "citation", "Ketamine eases depression."),
    "a benefit number alone": ("It works for 70% of people. {cite}`dean2021`", "benefit-number", "works for 70%"),
    "a number that its record contradicts": (
        "Over a course, 23 of 91 people had a side effect that lasted more than a day. {cite}`ekstrand2022`",
        "number-differs",
        "23 of 91 people",
    ),
    "a percentage that its record contradicts": (
        "In a study, 52 percent had nausea over a course of ketamine. {cite}`ekstrand2022`",
        "number-differs",
        "52 percent",
    ),
    "benefit without the approval status": (
        "Ketamine eased depression within a day. {cite}`dean2021`",
        "approval-status",
        "Ketamine eased depression",
    ),
    "a red card without whom to call": (
        ":::{care-card}\n:level: emergency\n:heading: Danger\n\nWait and see.\n:::",
        "red-card",
        "Danger",
    ),
    "a sign of danger sent to the clinic": (
        ":::{care-card}\n:level: urgent\n:heading: Call the clinic the same day\n\n- you have chest pain\n:::",
        "alarm-sign",
        "you have chest pain",
    ),
}
ROLES = ("Author", "Translator", "Clinician", "Manager")
REASON = "The study is being added tomorrow, and readers need the page today."


def document(text: str, **front: str):
    """The page with this text, as its guide file would be read."""
    source = PAGE.format(text=text, before=front.pop("before", ""))
    for name, value in front.items():
        source = re.sub(rf"(?m)^{name}: .*$", f"{name}: {value}", source)
    return read(source)


def planted(text: str, **front: str) -> Version:
    """A new draft with this text."""
    wanted = document(text, **front)
    content = create_draft(wanted, "en", None, system_user())
    write_draft(wanted, content, {each.reverse_id: each for each in Page.objects.exclude(reverse_id=None)})
    return version_of(content)


def blocking(version: Version) -> list[str]:
    """The rules that keep a draft from being published."""
    return [problem.rule for problem in problems(version.content) if problem.blocks]


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def panel(client, version: Version) -> html.HtmlElement:
    """The panel in the toolbar of a draft."""
    answer = client.get(get_object_edit_url(fresh(version).content, "en"))
    return html.fromstring(answer.content.decode()).xpath("//*[@class='problems-panel']")[0]


def start_page(client) -> str:
    """What the start page says of the drafts."""
    lists = html.fromstring(client.get("/admin/").content.decode()).xpath("//*[@class='staff-drafts']")
    return " ".join(" ".join(each.text_content().split()) for each in lists)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_on_every_way(client_of, name: str) -> None:
    text, rule, words = FAULTS[name]
    with pytest.raises(GuideFileError) as error, transaction.atomic():
        load(Guide("en", [document(text)]), system_user())
    assert words.split()[0] in str(error.value)
    assert error.value.line > 7, "the line of the fault, not of the front matter"
    version = planted(text)
    assert rule in blocking(version)
    with pytest.raises(Refused):
        fresh(version).publish(system_user())
    for role in ROLES:
        response = client_of(role).post(version_action(version, "publish"))
        assert fresh(version).state == DRAFT, role
        if role in {"Clinician", "Manager"}:
            assert words in told(response), role
    assert words in start_page(client_of("Clinician"))
    assert "Ready to publish" not in start_page(client_of("Clinician"))
    shown = panel(client_of("Author"), version)
    assert words.split()[0] in shown.text_content()
    components = {plugin.pk for plugin in version.content.get_placeholders()[0].cmsplugin_set.all()}
    links = [link.get("href").partition("#block-")[2] for link in shown.iter("a")]
    assert {int(number) for number in links if number} <= components
    assert any(links)


def test_the_command_finds_the_same_faults_in_files_and_on_the_site(db, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GUIDE_FOLDER / "en", tmp_path / "en"))
    for number, (text, _, _) in enumerate(FAULTS.values()):
        name = f"planted-{number}"
        front = {"id": name, "title": f"Fault {number}?", "address": f"/{name}/"}
        front["description"] = (
            f"Page {number} with one fault, which every way to publish it has to find before readers do."
        )
        source = PAGE.format(text=text, before="")
        for key, value in front.items():
            source = re.sub(rf"(?m)^{key}: .*$", f"{key}: {value}", source)
        (folder / f"{name}.md").write_text(source)
        wanted = read(source)
        content = create_draft(wanted, "en", None, system_user())
        write_draft(wanted, content, {each.reverse_id: each for each in Page.objects.exclude(reverse_id=None)})
    for arguments in ([str(folder)], ["--site", "--drafts"]):
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("check_content", *arguments, stdout=out)
        for number, (_, rule, words) in enumerate(FAULTS.values()):
            assert re.search(rf"\[{rule}\] planted-{number}\n.*{re.escape(words)}", out.getvalue()), (arguments, rule)


def test_a_page_without_a_fault_is_published_by_whoever_may(client_of, staff) -> None:
    version = planted("Ask us how long a visit takes.")
    assert "Ready to publish" not in start_page(client_of("Clinician")), "somebody is still writing at it"
    Version.objects.filter(pk=version.pk).update(locked_by=staff("Author"))
    send(fresh(version), staff("Author"))
    assert "Ready to publish" in start_page(client_of("Clinician"))
    assert "Nothing to repair" in panel(client_of("Author"), version).text_content()
    client_of("Clinician").post(version_action(version, "publish"))
    assert fresh(version).state == PUBLISHED


# --- What only the site knows ----------------------------------------------------------------------------------------


def test_a_source_that_is_gone_is_refused(db) -> None:
    version = draft("risks")
    Citation.objects.filter(placeholder__in=version.content.get_placeholders()).order_by("pk").first().delete()
    assert blocking(fresh(version)) == ["reference-missing"]


def test_a_sentence_pasted_from_another_page_without_its_source_is_refused(db) -> None:
    version = draft("risks")
    source = next(plugin for plugin in plugins(live("after"), "TextPlugin") if "<cms-plugin" in plugin.body)
    add_component(version, "TextPlugin", body=source.body)
    assert "reference-missing" in blocking(fresh(version))


def test_links_to_pages_that_readers_cannot_open_are_refused(db) -> None:
    other = planted("Ask us.")
    version = draft("after")
    text = plugins(version, "TextPlugin")[0]
    link = f'<p>See <a data-cms-href="cms.page:{other.content.page_id}" href="#">that page</a>.</p>'
    Text.objects.filter(pk=text.pk).update(body=text.body + link)
    assert blocking(fresh(version)) == ["link-to-draft"]
    other.publish(system_user())
    assert blocking(fresh(version)) == []
    gone = link.replace(f"cms.page:{other.content.page_id}", "cms.page:999999")
    Text.objects.filter(pk=text.pk).update(body=text.body + gone)
    assert blocking(fresh(version)) == ["link-to-nothing"]


def test_a_next_step_to_a_draft_is_refused(db) -> None:
    version = planted("Ask us.")
    plugins(version, "NextStepPlugin")[0].delete()
    hidden = planted(
        "Ask us.", id="hidden", title="Hidden?", address="/hidden/", description=f"{'A hidden page. ' * 4}"
    )
    add_component(version, "NextStepPlugin", page=hidden.content.page, label="Read on")
    assert "link-to-draft" in blocking(fresh(version))


@pytest.mark.parametrize("twin", ["WHAT WILL IT COST ME?", "What will it\u00a0cost me?", "What will\u200b it cost me?"])
def test_titles_that_look_the_same_are_twins(db, twin: str) -> None:
    assert live("cost").content.title == "What will it cost me?"
    assert blocking(change(draft("risks"), title=twin)) == ["title"]


def test_a_picture_without_words_and_a_table_that_is_too_wide_are_told(db) -> None:
    wide = "| a | b | c | d | e |\n|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |"
    figure = read(PAGE.format(before="", text=f":::{{figure}}\n:image: room.jpg\n:alt: IMG_2031.jpg\n:::\n\n{wide}"))
    found = {problem.rule: problem.refuses for problem in rules.review(figure)}
    assert found["picture-words"] is True
    assert found["table-columns"] is False


def test_a_suicide_page_starts_with_its_red_card(db) -> None:
    assert "crisis-card-first" in blocking(planted("Ask us.", title="Does it help with suicidal thoughts?"))


def test_pages_that_link_to_each_other_are_loaded_together(db) -> None:
    one = document("See [the other](page:other).")
    other = document(
        "See [the first](page:planted).", id="other", title="Other?", address="/other/", description="x" * 60
    )
    load(Guide("en", [one, other]), system_user())
    assert live("other").state == live("planted").state == PUBLISHED


# --- What is old keeps no correction from readers --------------------------------------------------------------------


def with_an_old_fault(sentence: str = "Call 310-555-0100. Ketamine eases depression.") -> Version:
    """A draft of a page whose published text has a fault from before there were rules."""
    text = plugins(live("after"), "TextPlugin")[0]
    Text.objects.filter(pk=text.pk).update(body=f"{text.body}<p>{sentence}</p>")
    return draft("after")


def rewrite(version: Version, old: str, new: str) -> None:
    text = plugins(version, "TextPlugin")[0]
    assert old in text.body
    Text.objects.filter(pk=text.pk).update(body=text.body.replace(old, new))


@pytest.mark.parametrize(
    "sentence", ["Call 310-555-0100. Ketamine eases depression.", "Ketamine eases pain, call 310-555-0100."]
)
def test_a_telephone_number_is_corrected_beside_an_old_fault(client_of, sentence: str) -> None:
    version = with_an_old_fault(sentence)
    rewrite(version, "310-555-0100", "310-555-0199")
    assert "The published text has this, too" in panel(client_of("Clinician"), version).text_content()
    client_of("Clinician").post(version_action(version, "publish"))
    assert fresh(version).state == PUBLISHED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ketamine eases depression.", "Ketamine eases depression. It is a miracle."),
        ("Ketamine eases depression.", "Ketamine eases depression. Ketamine eases depression."),
        ("Ketamine eases depression.", "Ketamine eases PTSD."),
    ],
)
def test_what_is_new_is_refused_beside_an_old_fault(db, old: str, new: str) -> None:
    version = with_an_old_fault()
    rewrite(version, old, new)
    with pytest.raises(Refused):
        fresh(version).publish(system_user())


# --- A Manager may publish over a rule of the text, with a reason ----------------------------------------------------


def overrule(client, version: Version, reason: str = REASON):
    return client.post(version_action(version, "publish_over"), {"reason": reason})


def test_a_manager_publishes_over_a_rule_with_a_reason_that_is_kept(client_of, client) -> None:
    version = planted(HYPE)
    manager = client_of("Manager")
    asked = manager.post(version_action(version, "publish"), follow=True)
    assert asked.redirect_chain[-1][0] == version_action(version, "publish_over")
    assert "breakthrough" in asked.content.decode()
    for reason in ("", "ok", " " * 40):
        assert overrule(manager, version, reason).status_code == 200
        assert fresh(version).state == DRAFT
    overrule(manager, version)
    assert fresh(version).state == PUBLISHED
    event = Event.objects.get(what__contains=REASON)
    assert event.name == "manager-user"
    assert "banned-word: “Ketamine is a breakthrough cure.”" in event.what
    assert "breakthrough" in client.get("/planted/").content.decode()


@pytest.mark.parametrize("role", ["Author", "Translator", "Clinician"])
def test_nobody_else_publishes_over_a_rule(client_of, staff, role: str) -> None:
    version = planted(HYPE)
    assert overrule(client_of(role), version).status_code == 403
    with pytest.raises(PermissionDenied):
        publish_over(fresh(version), staff(role), REASON)
    by_hand = fresh(version)
    by_hand.overruling = Overruling(staff(role), REASON)
    with pytest.raises(Refused):
        by_hand.publish(staff(role))
    assert fresh(version).state == DRAFT
    assert not Event.objects.filter(what__contains=REASON).exists()


def test_a_manager_cannot_publish_a_page_that_would_be_broken(client_of, staff) -> None:
    version = change(planted(HYPE), meta_description="")
    manager = client_of("Manager")
    assert "Write a description" in told(manager.post(version_action(version, "publish")))
    assert "Write a description" in overrule(manager, version).content.decode()
    with pytest.raises(Refused):
        publish_over(fresh(version), staff("Manager"), REASON)
    assert fresh(version).state == DRAFT


# --- The answer is kept with the draft until something changes -------------------------------------------------------


@pytest.fixture
def reviewed(monkeypatch) -> Counter:
    """How often the rules have read each page."""
    counted, review = Counter(), rules.review

    def counting(document, around):
        counted[document.id] += 1
        return review(document, around)

    monkeypatch.setattr(rules, "review", counting)
    return counted


def test_the_start_page_runs_no_rule_for_a_draft_that_has_not_changed(client_of, reviewed) -> None:
    versions = {guide_id: draft(guide_id) for guide_id in ("risks", "after", "family")}
    clinician = client_of("Clinician")
    start_page(clinician)
    assert reviewed == dict.fromkeys(versions, 1)
    for view in (start_page, start_page, lambda client: panel(client_of("Author"), versions["risks"])):
        view(clinician)
    assert reviewed == dict.fromkeys(versions, 1)


@pytest.mark.parametrize("what", ["a text", "a setting", "a detail", "a record", "the published pages"])
def test_a_change_of_anything_that_an_answer_depends_on_is_seen_at_once(client_of, reviewed, what: str) -> None:
    version = planted("Ask us. {cite}`dean2021`")
    start_page(client_of("Clinician"))
    before = reviewed["planted"]
    if what == "a text":
        text = plugins(version, "TextPlugin")[0]
        Text.objects.filter(pk=text.pk).update(body=f"<p>{HYPE}</p>")
    elif what == "a setting":
        change(version, meta_description="")
    elif what == "a detail":
        type(version.content.pagedetails).objects.filter(extended_object=version.content).update(speaks_of_benefit=True)
    elif what == "a record":
        finding = Finding.objects.filter(references__key="dean2021").first()
        finding.must_say += " Really."
        finding.save()
    else:
        live("changes").unpublish(system_user())
    start_page(client_of("Clinician"))
    assert reviewed["planted"] > before


def test_the_start_page_asks_the_database_no_more_often_for_more_drafts(client_of) -> None:
    clinician = client_of("Clinician")

    def queries() -> int:
        start_page(clinician)  # the answers are kept from now on
        with CaptureQueriesContext(
            connection,
        ) as captured:
            start_page(clinician)
        return len(captured)

    draft("risks")
    few = queries()
    for guide_id in ("after", "family", "cost", "preparing", "science"):
        draft(guide_id)
    assert queries() == few


# --- The panel in a browser ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty_draft(site) -> str:
    """The address at which a draft with faults is edited, on a running site."""
    made = "from tests.staff.test_what_would_harm_is_refused_on_every_way import HYPE, get_object_edit_url, planted"
    return site.manage(
        "shell", "-c", f"{made}; print(get_object_edit_url(planted(HYPE).content, 'en'))"
    ).stdout.split()[-1]


@pytest.mark.browser
def test_the_panel_leads_to_the_block_by_keyboard_on_a_phone_and_a_desk(site, visit, faulty_draft: str) -> None:
    for width in (390, 1280):
        window = visit(site, width=width, role="manager")
        window.goto(faulty_draft)
        summary = window.locator(".problems-panel summary")
        assert re.match(r"\d+ to repair", summary.inner_text())
        summary.focus()
        window.keyboard.press("Enter")
        box = window.locator(".problems-panel-lists").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        found = Axe().run(window, context=".problems-panel")
        assert found.response["violations"] == []
        window.keyboard.press("Tab")
        while "breakthrough cure" not in window.evaluate("document.activeElement.textContent"):
            window.keyboard.press("Tab")
        window.keyboard.press("Enter")
        assert "cms-plugin-" in window.evaluate("document.activeElement.className")
        assert "breakthrough cure" in window.evaluate("document.activeElement.textContent")
        assert not window.locator(".problems-panel-lists").is_visible()
        window.keyboard.press("Shift+Tab")
    # From the preview the same link opens the page for editing, at the block.
    window.goto(faulty_draft.replace("/edit/", "/preview/"))
    window.locator(".problems-panel summary").click()
    window.locator(".problems-panel a", has_text="breakthrough cure").first.click()
    expect(window.locator(":focus")).to_contain_text("breakthrough cure")
    assert window.foreign == []


@pytest.mark.browser
def test_the_panel_looks_for_barriers_and_leads_to_each(site, visit, faulty_draft: str) -> None:
    window = visit(site, role="author")
    part = window.locator("[data-axe]")
    look = part.get_by_role("button", name="Look for barriers on this page")
    for address in (faulty_draft, faulty_draft.replace("/edit/", "/preview/")):
        window.goto(address)
        window.locator(".problems-panel summary").click()
        look.click()
        expect(part.get_by_role("status")).to_have_text("The program finds no barrier on this page.")
    window.evaluate(
        "document.querySelector('main p').insertAdjacentHTML('afterend', '<img src=/favicon.ico width=40>')"
    )
    look.click()
    expect(part.locator("li")).to_have_text("Images must have alternative text")
    assert Axe().run(window, context=".problems-panel").response["violations"] == []
    part.locator("li button").click()
    expect(window.locator(":focus")).to_have_attribute("src", "/favicon.ico")
    assert window.foreign == []


def test_what_axe_says_is_in_the_language_of_the_person(client_of, db) -> None:
    client, version = client_of("Author"), draft("start")
    assert not panel(client, version).xpath("//@data-words")
    client.post("/admin/your-account/", {"language": "es"})
    assert panel(client, version).xpath("//@data-words")
