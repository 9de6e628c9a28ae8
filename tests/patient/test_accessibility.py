"""The longest page with everything unfolded on a phone, the way to the text, and where the focus is.

What a program can find on every other page: test_everybody_can_use_every_page.py.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site import Site


@pytest.mark.browser
def test_axe_finds_nothing_with_everything_unfolded(site: Site, visit):
    page = visit(site, width=360)
    page.goto("/risks-and-side-effects/")
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    page.locator("main .glossary-term").first.click()
    results = Axe().run(page, options={"resultTypes": ["violations"]}).response
    assert [(item["id"], [node["target"] for node in item["nodes"]][:5]) for item in results["violations"]] == []


@pytest.mark.browser
def test_the_first_press_of_tab_offers_to_skip_and_enter_goes_to_the_text(site: Site, visit):
    page = visit(site, width=1280)
    page.goto("/what-is-ketamine-infusion/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text().startswith("Skip to")
    box = skip.bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0 and box["height"] > 20, "it has to be seen once it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.browser
def test_whatever_has_the_focus_shows_it(site: Site, visit):
    page = visit(site, width=1280)
    page.goto("/get-help-now/")
    unmarked = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const style = getComputedStyle(document.activeElement);
            return [document.activeElement.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth),
                    style.boxShadow]; }"""
        )
        if (seen[1] == "none" or not seen[2]) and seen[3] == "none":
            unmarked.append(seen)
    assert unmarked == []
