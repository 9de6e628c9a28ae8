"""A page can be taken along on paper: it says what it is, where it came from and whom to call, in large letters if need be."""

import re

import pytest

from tests.reading import DOCUMENTS, draft_of, publish, read, words_of
from tests.site import Site

FONT = "parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)"
BOX = ".print-option input"
POINT = 96 / 72


@pytest.mark.django_db
def test_paper_names_the_address_and_the_version_of_the_text(client):
    def said() -> str:
        (line,) = read(client, "/risks-and-side-effects/").root.find_class("on-paper")
        return words_of(line)

    before = said()
    assert "/risks-and-side-effects/" in before
    assert "Version 1, published " in before
    draft = draft_of("risks")
    assert said() == before
    publish(draft)
    assert "Version 2, published " in said()


@pytest.mark.django_db
def test_every_page_offers_large_letters_without_a_form_or_an_address(guide):
    for address, page in guide.items():
        (label,) = page.root.xpath("//main//*[@class='print-option']/label")
        assert "Print in large letters" in words_of(label), address
        (box,) = label.iter("input")
        assert dict(box.attrib) == {"type": "checkbox"}, "without a name nothing could send it"


@pytest.mark.browser
def test_the_box_makes_the_letters_on_paper_large_and_nothing_else(site: Site, visit):
    page = visit(site, width=794, scripts=False)
    page.goto("/risks-and-side-effects/")
    on_screen = page.evaluate(FONT)
    page.emulate_media(media="print")
    assert page.evaluate(FONT) == pytest.approx(11 * POINT, abs=0.1)
    page.emulate_media(media="screen")
    page.check(BOX)
    assert page.evaluate(FONT) == on_screen
    page.emulate_media(media="print")
    assert page.evaluate(FONT) == pytest.approx(18 * POINT, abs=0.1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.url == site.url + "/risks-and-side-effects/"
    assert page.context.cookies() == []


@pytest.mark.browser
def test_paper_has_help_and_addresses_and_no_controls(site: Site, visit):
    page = visit(site, width=794)
    page.goto("/does-it-work/")
    page.emulate_media(media="print")
    for control in (".menu", ".breadcrumb", ".contents-list", ".chapter-navigation", ".print-option", ".skip-link"):
        assert not page.locator(control).first.is_visible(), control
    for kept in (".crisis-line a[href='tel:988']", ".on-paper", ".review-panel", ".sources"):
        assert page.locator(kept).first.is_visible(), kept
    shown = page.evaluate(
        """() => [...document.querySelectorAll("main .text a[href^='/'], main .sources a[href^='http']")]
          .filter((link) => link.checkVisibility())
          .map((link) => [link.getAttribute("href"), getComputedStyle(link, "::after").content])"""
    )
    assert len(shown) > 2
    assert all(href in content for href, content in shown), shown


@pytest.mark.browser
def test_a_sheet_is_one_letter_page_with_whom_to_call_and_nothing_to_navigate(site: Site, visit):
    """`page.pdf` lays out as the printer does."""
    sheets = [document.address for document in DOCUMENTS if document.template == "sheet"]
    assert len(sheets) == 2
    page = visit(site, width=794, scripts=False)
    for address in sheets:
        page.goto(address)
        page.emulate_media(media="print")
        for left_out in (".sources", ".review-panel", ".next-step", ".menu", ".languages", ".crisis-panel"):
            assert not any(element.is_visible() for element in page.locator(left_out).all()), (address, left_out)
        for kept in (".crisis-line a[href='tel:988']", "main a[href='tel:911']", ".clinic-fact", ".on-paper"):
            assert page.locator(kept).first.is_visible(), (address, kept)
        assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="Letter"))) == 1, address
