"""Whoever wants a guide to another treatment writes text, records and a profile, and changes no Python."""

import re
import shutil
from pathlib import Path

import pytest
from cms.models import Page, PageContent
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from djangocms_versioning.models import Version
from lxml import html

from content import profile
from content.evidence.models import Finding, Reference
from content.guide.document import Block, Document, GuideFileError
from content.guide.files import GUIDE_FOLDER, read_guide
from content.guide.load import load
from content.models import LoadedPage
from content.publishing.rules import unpublish_problems
from content.review import review
from content.staff.accounts import system_user

PROFILE = """\
title: {en: Guide to light therapy}
approval: {en: FDA has not approved light boxes for winter depression.}
conditions:
  winter-depression: {en: Winter depression}
sections:
  learn: {en: Learn}
pages:
  notices: /legal/
  get-help-now: /help/
  about: /help/
  privacy: /legal/
  accessibility: /legal/
  questions: /help/
  clinic: /help/
  print: /help/
checks: {en: words}
search: {en: words}
subject: {en: light therapy}
illnesses: [winter-depression]
"""
PAGE = """\
---
id: {id}
title: {title}
address: {address}
description: {title}, in a guide to light therapy that is only there for the tests.
template: {template}
section: {section}
speaks_of_benefit: {benefit}
---

:::{{answer}}
This page is about light boxes. It says little, because it is small.
:::

:::{{key-facts}}
- **FDA:** FDA has not approved light boxes for winter depression. {{cite}}`light2020`
:::

{blocks}

:::{{next-step}}
:page: notices
:label: Read the legal notices
:::
"""
FINDING = """\
- key: light-response
  condition: winter-depression
  title: Response after four weeks
  outcome: had a response
  group: bright light
  per_hundred: 40
  comparison: dim light
  comparison_per_hundred: 20
  people: 96 people in 1 trial
  time: 4 weeks
  certainty: limited
  must_say: One small trial.
  check_again: 2027-11-22
  references: [light2020]
"""
PAIR = ":::{icon-array-pair}\n:finding: light-response\n:::\n\n## What are the risks?\n\nAsk us."


def write(folder: Path) -> Path:
    """The files of a guide with three pages."""
    (folder / "records").mkdir(parents=True)
    (folder / "profile.yaml").write_text(PROFILE)
    shutil.copytree(GUIDE_FOLDER / "checks" / "en", folder / "words")
    words = (folder / "words" / "vocabulary.yaml").read_text()
    (folder / "words" / "vocabulary.yaml").write_text(
        words.replace("ketamine, esketamine", "light box(es), bright light")
    )
    pages = (
        ("light", "What is light therapy?", "/", "home", PAIR),
        ("get-help-now", "Who helps me now?", "/help/", "page", ""),
        ("notices", "Legal notices here", "/legal/", "page", ""),
    )
    for guide_id, title, address, template, blocks in pages:
        values = {"id": guide_id, "title": title, "address": address, "template": template, "blocks": blocks}
        text = PAGE.format(section="learn", benefit="true" if blocks else "false", **values)
        (folder / f"{guide_id}.md").write_text(text)
    (folder / "records" / "references.yaml").write_text("- key: light2020\n  title: A trial of light\n  year: '2020'\n")
    (folder / "records" / "findings.yaml").write_text(FINDING)
    return folder


@pytest.fixture
def another_guide(db, settings, tmp_path):
    """A site that knows nothing of the shipped guide, with a guide to light therapy."""
    PageContent.admin_manager.all().delete()
    Page.objects.update(is_home=False, reverse_id=None)  # as a site has it that never held the shipped guide
    Version.objects.all().delete()
    Page.objects.all().delete()
    LoadedPage.objects.all().delete()
    Finding.objects.all().delete()
    Reference.objects.all().delete()
    folder = write(tmp_path / "light")
    settings.GUIDE_PROFILE = folder / "profile.yaml"
    load(read_guide(folder, "en"), system_user())
    return folder


def test_it_loads_renders_checks_and_publishes(another_guide):
    answer = Client().get("/")
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    assert page.xpath("normalize-space(//*[@class='brand-guide'])") == "Guide to light therapy"
    assert "approved light boxes for winter depression" in page.xpath("string(//*[@class='approval-status'])")
    assert page.xpath("//p[@class='menu-title']/text()") == ["Learn"]
    assert len(page.xpath("//*[@class='icon-array']")) == 2
    links = set(page.xpath("//header//a/@href | //footer//a/@href"))
    own = {link for link in links if link.startswith("/")}
    assert own == {"/", "/help/", "/legal/", "/offline/", "/search/#search-words"}
    assert "/help/" in Client().post("/search/", {"q": "lihgt box"}).content.decode()
    assert "ketamine" not in answer.content.decode().lower()
    lost = html.fromstring(Client().get("/nowhere/").content.decode())
    assert "Guide to light therapy" in lost.findtext(".//title")
    draft = Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="light")).copy(system_user())
    draft.publish(system_user())
    assert unpublish_problems(PageContent.objects.get(page__reverse_id="get-help-now"))
    call_command("check_content", str(another_guide))
    unfair = another_guide / "light.md"
    unfair.write_text(unfair.read_text().replace("It says little", "It is a miracle cure and says little"))
    with pytest.raises(CommandError, match="3 pages checked"):
        call_command("check_content", str(another_guide))


def test_its_claims_are_known_by_its_own_words(another_guide):
    claim = Document("a", "A", "/a/", "d", blocks=[Block("text", {}, "<p>Light boxes help tired eyes.</p>")])
    rules = {problem.rule for problem in review(claim)}
    assert "citation" in rules
    drug = Document("a", "A", "/a/", "d", blocks=[Block("text", {}, "<p>Ketamine blocks a switch.</p>")])
    assert rules - {problem.rule for problem in review(drug)} == {"citation"}


def test_a_page_that_templates_link_to_is_linked_where_it_is_now(another_guide):
    page = Page.objects.get(reverse_id="get-help-now")
    draft = Version.objects.get_for_content(PageContent.objects.get(page=page)).copy(system_user())
    PageContent.admin_manager.filter(pk=draft.object_id).update(slug="reach-us")
    Version.objects.get(pk=draft.pk).publish(system_user())
    links = html.fromstring(Client().get("/").content.decode()).xpath("//*[@class='crisis-line-more']/@href")
    assert links == ["/reach-us/"]


def test_a_section_or_condition_of_another_guide_is_refused_with_its_line(another_guide):
    file = another_guide / "light.md"
    file.write_text(file.read_text().replace("section: learn", "section: understand"))
    with pytest.raises(GuideFileError, match=r"light.md, line 7: “section” must be one of learn"):
        read_guide(another_guide, "en")
    file.write_text(file.read_text().replace("section: understand", "section: learn"))
    findings = another_guide / "records" / "findings.yaml"
    findings.write_text(findings.read_text().replace("condition: winter-depression", "condition: ptsd"))
    with pytest.raises(GuideFileError, match="ptsd"):
        load(read_guide(another_guide, "en"), system_user())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("title:", "titel:", "“title” is missing"),
        ("{en: Learn}", "Learn", "line 6: “learn” needs words by language"),
        ("  learn:", "  a-part-of-the-menu:", "line 6: .* more than 10 letters"),
        ("/legal/", "legal", "line 8: “notices” needs an address"),
        ("  notices: /legal/\n", "", "line 8: the page “notices” is missing"),
        ("sections:", "sections: [", "not YAML"),
        (
            "checks: {en: words}",
            "checks: {en: no-such-folder}",
            "the folder .*no-such-folder, with the words of the checks, is missing",
        ),
        ("{en: words}", "{en: [words]}", "line 16: “en” needs a folder beside this file"),
        ("[winter-depression]", "[hay-fever]", "line 19: “illnesses” needs a list of those conditions"),
        ("{en: Guide to light therapy}", "{es: Guía}", "line 1: expected words by language"),
    ],
)
def test_a_profile_that_cannot_be_is_refused_with_its_line(old: str, new: str, reason: str, tmp_path):
    path = tmp_path / "profile.yaml"
    (tmp_path / "words").mkdir()
    profile.read(PROFILE, path)
    with pytest.raises(ImproperlyConfigured, match=reason):
        profile.read(PROFILE.replace(old, new, 1), path)


def test_templates_link_by_id_to_pages_of_the_profile_and_to_nothing_else():
    named, typed = set(), set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"{% guide_page '([a-z-]+)'", text))
        typed |= set(re.findall(r'href="(/[^"{]*)"', text))
    assert named == set(profile.profile().pages)
    assert typed <= {"/", "/offline/"} | {address for address in typed if address.startswith("/admin/")}


def test_the_addresses_in_the_profile_are_those_of_the_shipped_pages():
    shipped = {document.id: document.address for document in read_guide(GUIDE_FOLDER / "en", "en").documents}
    assert profile.profile().pages == {guide_id: shipped[guide_id] for guide_id in profile.profile().pages}
