"""Every page, and every component of the gallery, for people who see, hear, move or think differently (WCAG 2.2 AA).

One visit to each page answers several questions: whether it asks another host or leaves something behind, all of axe's rules
once, and whether it fits at 768, 360 and 320 pixels, which are also what is left of 1280 at 400 % zoom. A page of each template,
and the gallery with every component, are looked at in the dark, with more space in the text, and for the size of what is pressed
at each width.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from tests.conftest import watch
from tests.reading import ADDRESSES
from tests.site import Site

pytestmark = pytest.mark.browser

WIDE, *_, NARROW = WIDTHS = (1280, 768, 360, 320)
PAGES = [*ADDRESSES, "/no-such-page/", "/offline/", "/search/"]
#: A page of each template, the page with the most components and the longest: what is true of these is true of the others.
KINDS = [
    "/",
    "/risks-and-side-effects/",
    "/does-it-work/depression/",
    "/get-help-now/",
    "/words/",
    "/print/wallet-card/",
    "/no-such-page/",
    "/offline/",
    "/search/",
]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

#: What must hold on each page, at each width: gives a list of complaints.
LOOK = """() => {
  const found = [];
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 30)}”`;
  const seen = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })
    && element.getClientRects().length;
  const primary = ".button, .crisis-line a, .menu summary, .contents-list-show a, .contents-bar a, .details > summary, .menu-panel a, "
    + ".chapter-navigation a, .print-option label, .search-link, .search-row input, .search-results a";
  for (const element of document.querySelectorAll(primary)) {
    const box = element.getBoundingClientRect();
    if (seen(element) && (box.height < 44 || box.width < 44)) found.push(`smaller than 44 px: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (parseFloat(style.transitionDuration) || style.animationName !== "none") found.push(`moves: ${name(element)}`);
    if (["fixed", "sticky"].includes(style.position) && seen(element) && !element.closest(".contents-list, .contents-bar, .is-matrix"))
      found.push(`covers text: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("[tabindex]"))
    if (element.tabIndex > 0) found.push(`out of order for the keyboard: ${name(element)}`);
  if (document.getAnimations().length) found.push("something is moving");
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways");
  return found;
}"""

#: WCAG 1.4.12, with a constructed style sheet, which the policy of the page allows.
SPACE_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const cut = [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    const hidden = ".visually-hidden, .crisis-line-question, .brand-guide, .skip-link, thead th, [popover]";
    if (style.overflow === "visible" || element.matches(hidden)) return false;
    if (!element.checkVisibility({ contentVisibilityAuto: true })) return false;
    return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  }).map((element) => `cut off: ${element.tagName}.${element.className}`);
  return wide ? ["scrolls sideways", ...cut] : cut;
}"""

#: The element with the focus: its place in the document, whether it can be seen, and what lies over it.
FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getClientRects()[0] || element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return {
    name: `${element.tagName} “${element.textContent.trim().slice(0, 40)}”`,
    number: [...document.querySelectorAll("*")].indexOf(element),
    inside: x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight,
    free: Boolean(top) && (element.contains(top) || top.contains(element)),
  };
}"""

#: Links in tables that cannot be seen where they are: on a phone, headers of columns give way.
HIDDEN_IN_TABLES = """() => [...document.querySelectorAll(".gallery-example table a")].filter((link) => {
  link.scrollIntoView({ block: "center" });
  const box = link.getBoundingClientRect();
  return !link.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
}).map((link) => `cannot be seen: ${link.closest("th, td").textContent}`)"""


#: The bar at the foot lies over whatever happens to be there until one scrolls; the keyboard's way past it is tested below.
WITHOUT_BAR = "() => { const bar = document.querySelector('.contents-bar'); if (bar) bar.style.position = 'static' }"


def barriers(page: Any, *only: str, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on a page: best practice and target size included, or by some of its rules only."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    rules = {"target-size": {"enabled": True}} | {name: {"enabled": False} for name in without}
    options = {"runOnly": only} if only else {"rules": rules}
    results = page.evaluate("(options) => axe.run(document, options)", options)
    assert results["passes"] or only, "axe did not run"
    return [f"{item['id']}: {node['target']}" for item in results["violations"] for node in item["nodes"][:3]]


@pytest.fixture(scope="module")
def window(chromium, site: Site):
    """One window for all pages of this file, because opening one takes longer than showing a page."""
    context = chromium.new_context(base_url=site.url, viewport={"width": WIDE, "height": 900})
    page = context.new_page()
    watch(page, site)
    yield page
    context.close()


def traces(page: Any) -> list[str]:
    """What an open page has asked of other hosts, complained of, and left in the browser; forgotten for the next page."""
    missing = [text for text in page.complaints if "404" in text]
    found = [f"asked {url}" for url in page.foreign] + [text for text in page.complaints if text not in missing]
    found += ["something is missing"] * (len(missing) - page.url.endswith("/no-such-page/"))
    found += [f"left {kept}" for kept in page.context.cookies()]
    found += ["left something in storage"] * page.evaluate("localStorage.length + sessionStorage.length")
    page.foreign.clear()
    page.complaints.clear()
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_leaves_no_trace_and_has_no_barrier_that_a_program_can_find(window, address: str):
    window.set_viewport_size({"width": WIDE, "height": 900})
    window.goto(address)
    found = traces(window) + barriers(window)
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        complaints = window.evaluate(LOOK)
        if address in KINDS and width != WIDE:
            window.evaluate(WITHOUT_BAR)
            complaints += barriers(window, "target-size")
        found += [f"{width} px: {text}" for text in complaints]
    if address in KINDS:
        window.emulate_media(color_scheme="dark")
        found += [f"in the dark: {text}" for text in barriers(window, "color-contrast")]
        window.emulate_media(color_scheme="light")
        found += [f"with more space in the text: {text}" for text in window.evaluate(SPACE_OUT)]
    assert found == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_component_has_a_barrier_in_any_state(site: Site, visit: Callable, dark: bool):
    page = visit(site, width=WIDE, dark=dark, role="author")
    page.goto("/admin/gallery/")
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    # The bar of django CMS is not ours and is not on readers' pages.
    page.evaluate("document.querySelectorAll('#cms-top, .cms').forEach((element) => element.remove())")
    if dark:
        assert barriers(page, "color-contrast") == []
        return
    # What stands once on a page, such as the list of words, stands in the gallery in each of its states.
    found = [(WIDE, text) for text in barriers(page, without=("landmark-unique",))]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, text) for text in barriers(page, "target-size")]
        found += [(width, text) for text in page.evaluate(HIDDEN_IN_TABLES)]
        found += [(width, "scrolls")] * page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert found == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("address", KINDS)
def test_the_keyboard_goes_through_a_page_in_the_order_of_its_text_and_sees_where_it_is(
    window, address: str, width: int
):
    window.set_viewport_size({"width": width, "height": 640})
    window.goto(address)
    last, stops, found = -1, 0, []
    while True:
        window.keyboard.press("Tab")
        now = window.evaluate(FOCUSED)
        if now is None or now["number"] < last:
            break
        stops += 1
        if now["number"] == last:
            found.append(f"the focus stays on {now['name']}")
            break
        if not now["inside"] or not now["free"]:
            found.append(f"cannot be seen: {now}")
        last = now["number"]
    assert found == []
    offered = window.evaluate(
        """() => [...document.querySelectorAll("a[href], button, summary, input")]
          .filter((element) => element.checkVisibility({ contentVisibilityAuto: true })).length"""
    )
    assert stops == offered, "something that can be pressed is not reached by keyboard"


def test_colors_that_the_reader_forces_keep_the_meaning(window):
    window.set_viewport_size({"width": WIDE, "height": 900})
    window.emulate_media(forced_colors="active", color_scheme="light")
    window.goto("/risks-and-side-effects/")
    seen = window.evaluate(
        """() => {
          const style = (selector) => getComputedStyle(document.querySelector(selector));
          const paper = style("body").backgroundColor;
          const stones = [...document.querySelectorAll(".chapter-progress-stones span")];
          return {
            card: style(".care-card").borderBlockStartColor !== paper && parseFloat(style(".care-card").borderBlockStartWidth),
            words: [...document.querySelectorAll(".care-card-urgency")].every((element) => element.textContent.trim()),
            button: style(".button").borderBlockStartColor !== paper,
            here: getComputedStyle(stones.find((stone) => stone.className)).backgroundColor !==
              getComputedStyle(stones[stones.length - 1]).backgroundColor,
            icon: getComputedStyle(document.querySelector(".care-card .icon")).stroke !== paper,
          };
        }"""
    )
    assert all(seen.values()), seen
    window.keyboard.press("Tab")
    outline = window.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    window.emulate_media(forced_colors="none")
