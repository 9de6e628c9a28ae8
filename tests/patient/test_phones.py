"""On the smallest phone, without scripts, every page can be read by scrolling down only."""

import pytest

from tests.patient.test_everybody_can_use_every_page import KINDS
from tests.reading import ADDRESSES
from tests.site import Site

#: What stands out of the window and cannot be scrolled by itself.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [];
  for (const element of document.querySelectorAll("body *")) {
    const box = element.getBoundingClientRect();
    if (box.width && box.right > width + 1 && getComputedStyle(element).position !== "fixed") {
      let scrolls = false;
      for (let above = element; above; above = above.parentElement) {
        const style = getComputedStyle(above);
        if (/auto|scroll|hidden|clip/.test(style.overflowX) && above.getBoundingClientRect().right <= width + 1) {
          scrolls = true;
        }
      }
      if (!scrolls) wide.push(`${element.tagName}.${element.className} ${Math.round(box.right)}`);
    }
  }
  return [document.documentElement.scrollWidth, width, wide.slice(0, 5)];
}"""
CRISIS = """() => {
  const first = [...document.querySelectorAll("h1")][0].getBoundingClientRect().top;
  return [...document.querySelectorAll("a[href^='tel:988'], a[href^='sms:988'], a[href^='tel:911']")]
    .filter((link) => link.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((link) => [link.getAttribute("href"), link.getBoundingClientRect()])
    .map(([href, box]) => ({ href, above: box.bottom <= first, left: box.left, right: box.right, height: box.height }));
}"""


@pytest.mark.browser
def test_a_page_of_each_kind_shows_crisis_help_above_its_heading(site: Site, visit):
    """That no page is wider than the phone is asked of each in test_everybody_can_use_every_page."""
    width = 320
    page = visit(site, width=width, height=640, scripts=False)
    without_help = []
    for address in KINDS:
        page.goto(address, wait_until="load")
        links = page.evaluate(CRISIS)
        first = {link["href"] for link in links if link["above"]}
        later = {link["href"] for link in links if not link["above"]}
        inside = all(link["left"] >= 0 and link["right"] <= width for link in links if link["above"])
        large = all(link["height"] >= 24 for link in links)
        if not (first == later == {"tel:988", "sms:988", "tel:911"} and inside and large):
            without_help.append((address, links))
    assert without_help == []


@pytest.mark.browser
def test_crisis_help_is_on_the_first_screen_of_a_small_phone(site: Site, visit):
    page = visit(site, width=320, height=480, scripts=False)
    for address in ("/", "/risks-and-side-effects/", "/no-such-page/"):
        page.goto(address)
        for link in ("tel:988", "sms:988", "tel:911"):
            box = page.locator(f"header a[href='{link}']").bounding_box()
            assert box and box["y"] + box["height"] <= 480


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "addresses"),
    [(640, ["/", "/risks-and-side-effects/", "/get-help-now/", "/questions/"]), (360, [*ADDRESSES, "/no-such-page/"])],
)
def test_text_made_twice_as_large_still_needs_no_sideways_scrolling(
    site: Site, visit, width: int, addresses: list[str]
):
    """WCAG 1.4.4 and 1.4.10: a reader who needs large letters in a small window or on a phone."""
    page = visit(site, width=width, height=900)
    page.emulate_media(forced_colors="active")
    too_wide = []
    for address in addresses:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        scroll, shown, elements = page.evaluate(TOO_WIDE)
        if scroll > shown or elements:
            too_wide.append((address, scroll, elements))
    assert too_wide == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 600, 768, 1280])
def test_crisis_links_stand_in_one_line_each_with_usual_text(site: Site, visit, width: int):
    page = visit(site, width=width, height=740)
    page.goto("/")
    heights = [link.bounding_box()["height"] for link in page.locator(".crisis-line a").all()]
    assert heights == [44] * 4


@pytest.mark.browser
def test_crisis_help_fits_a_phone_with_text_twice_as_large(site: Site, visit):
    """All of it stands on the dark ground that makes it readable, no word letter by letter, and the menu covers no name."""
    page = visit(site, width=360, height=740)
    for address in ("/", "/no-such-page/"):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        line = page.locator(".crisis-line").bounding_box()
        links = [link.bounding_box() for link in page.locator(".crisis-line a").all()]
        assert len(links) == 4
        assert all(link["x"] >= 0 and link["x"] + link["width"] <= 360 for link in links)
        assert line["height"] <= 400
        menu, name = page.locator(".menu summary"), page.locator(".brand-words")
        if menu.count():
            assert name.bounding_box()["y"] + name.bounding_box()["height"] <= menu.bounding_box()["y"]


@pytest.mark.browser
def test_menu_contents_and_word_meanings_work_with_scripts_switched_off(site: Site, visit):
    page = visit(site, width=360, scripts=False)
    page.goto("/risks-and-side-effects/")
    page.locator("nav.menu summary").click()
    menu_link = page.locator("nav.menu a[href='/how-it-works/']")
    assert menu_link.is_visible()
    page.locator("nav.menu summary").click()
    assert not menu_link.is_visible()
    term = page.locator("main .glossary-term").first
    term.click()
    meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
    assert meaning.is_visible()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    page.locator("nav.contents-list .contents-list-show a").click()
    entry = page.locator("nav.contents-list li a").nth(2)
    entry.click()
    heading = page.locator(f"[id='{(entry.get_attribute('href') or '').removeprefix('#')}']")
    assert page.url.endswith(entry.get_attribute("href"))
    assert 0 <= heading.bounding_box()["y"] < 900


@pytest.mark.browser
def test_the_question_its_answer_and_who_checked_it_stand_in_the_first_screen(site: Site, visit):
    page = visit(site, width=360, height=740, scripts=False)
    late = []
    for address in ADDRESSES:
        page.goto(address)
        ends = page.evaluate(
            """() => [...document.querySelectorAll(".page-head :is(.answer, .page-status, .approval-status)")]
              .map((part) => [part.className, part.getBoundingClientRect().bottom])"""
        )
        late += [(address, name, end) for name, end in ends if end > (480 if name == "answer" else 740)]
        assert [name for name, _ in ends][-1:] and "page-status" in dict(ends)
    assert late == []


@pytest.mark.browser
def test_the_contents_are_one_press_away_wherever_one_reads(site: Site, visit):
    page = visit(site, width=360, height=740, scripts=False)
    page.goto("/does-it-work/depression/")
    assert not page.locator("nav.contents-list li a").first.is_visible()
    page.mouse.wheel(0, 3000)
    bar = page.locator(".contents-bar a")
    page.wait_for_function("scrollY > 2000")
    box = bar.bounding_box()
    assert box["y"] + box["height"] <= 740 and box["height"] >= 44
    bar.click()
    entries = page.locator("nav.contents-list li a")
    entries.first.wait_for(state="visible")
    headings = page.locator("main h2:visible:not(.page-head *)")
    assert [words.strip() for words in entries.all_inner_texts()] == [
        words.strip() for words in headings.all_inner_texts()
    ], "every heading is in the list, in order"


@pytest.mark.browser
def test_a_long_list_of_sources_is_folded_and_a_number_in_the_text_opens_it(site: Site, visit):
    page = visit(site, width=360, height=740, scripts=False)
    page.goto("/does-it-work/depression/")
    third = page.locator("#source-3")
    assert not third.is_visible() and page.locator(".sources-show").is_visible()
    page.locator("a[href='#source-3']").first.click()
    third.wait_for(state="visible")
    assert third.bounding_box()["y"] < 740
    third.get_by_text("Back to the text").click()
    third.wait_for(state="hidden")
    assert page.evaluate("document.querySelector('#cited-3:target').getBoundingClientRect().top") < 740
    page.locator(".sources-show a").click()
    third.wait_for(state="visible")


#: Signs that close a sentence and begin a line, with the words before them.
ALONE = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let text; (text = texts.nextNode()); ) {
    const before = text.previousSibling;
    if (!/^[.,;:!?)]/.test(text.data) || !before || !text.parentElement.checkVisibility()) continue;
    const sign = new Range(), words = new Range();
    sign.setStart(text, 0), sign.setEnd(text, 1), words.selectNodeContents(before);
    const last = [...words.getClientRects()].at(-1);
    if (last && sign.getBoundingClientRect().top > last.bottom - 4) found.push(before.textContent + text.data);
  }
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/infusion-day/", "/questions/", "/what-is-ketamine-infusion/"])
def test_a_fact_or_a_word_explained_and_its_full_stop_stay_in_one_line(site: Site, visit, address: str):
    page = visit(site, width=360, scripts=False)
    page.goto(address)
    assert page.locator(".clinic-fact-end, .glossary-term-end").count() > 0
    assert page.evaluate(ALONE) == []
