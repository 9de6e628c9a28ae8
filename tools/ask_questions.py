"""Drive the browser for thirty_questions.py: CHROMIUM ADDRESS. Runs with the Python of .venv.

Ends with status 1 when a question needs more than two presses or two screens by the search.
"""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "quality.md"
GUIDE = ROOT / "content" / "guide" / "en"
TITLE = "| Question | Page | Heading | By search | By menu |\n|---|---|---|---|---|\n"
WIDTH, HEIGHT = 360, 740
MOST = 2
BELOW = "(below the answer)"
#: How far down a page the first of these headings ends; where none is named, its answer or the first paragraph below that.
DEPTH = """([headings, below]) => {
  const words = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  const found = [...document.querySelectorAll("main :is(h2, h3, summary)")].find((each) =>
    headings.some((heading) => words(each).endsWith(heading)));
  const answer = document.querySelector(below ? ".page-body p" : ".page-head .answer, .page-head");
  return (found || answer).getBoundingClientRect().bottom + scrollY;
}"""


def main() -> None:
    chromium, address = sys.argv[1:]
    text = TABLE.read_text(encoding="utf-8")
    before, rows, after = parts_of(text)
    addresses = dict(re.findall(r"^id: (\S+)$.*?^address: (\S+)$", files(), re.MULTILINE | re.DOTALL))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(base_url=address, viewport={"width": WIDTH, "height": HEIGHT}).new_page()
        lines, worst = [], 0
        for question, where, headings in rows:
            paths = [addresses[name] for name in re.findall(r"[a-z]+(?:-[a-z]+)*", where) if name in addresses]
            searched = by_search(page, question, paths)
            worst = max(worst, *searched)
            lines.append(
                f"| {question} | {where} | {headings} | {told(searched)} | {told(by_menu(page, paths[0], headings))} |"
            )
        browser.close()
    TABLE.write_text(before + TITLE + "\n".join(lines) + "\n" + after, encoding="utf-8")
    sys.exit(worst > MOST)


def parts_of(text: str) -> tuple[str, list[list[str]], str]:
    """What stands before the table, (question, page, heading) of each row, and what stands behind."""
    start = text.index("| Question | Page | Heading |")
    end = text.index("\n\n", start) + 1
    lines = text[start:end].splitlines()[2:]
    return text[:start], [[cell.strip() for cell in line.strip("|").split("|")][:3] for line in lines], text[end:]


def files() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(GUIDE.glob("*.md")))


def by_search(page: Page, question: str, paths: list[str]) -> tuple[int, int]:
    """Presses, and screens of results down to the first that leads to one of the pages; nine where none does."""
    page.goto("/")
    page.click(".search-link")
    page.fill("#search-words", question)
    page.locator("#search-count").filter(has_text=re.compile(r"\S")).wait_for(state="attached")
    for link in page.locator("#search-results a").all():
        if urlsplit(link.get_attribute("href") or "").path in paths:
            box = link.bounding_box()
            return 2, math.ceil((box["y"] + box["height"]) / HEIGHT) if box else 9
    return 2, 9


def by_menu(page: Page, path: str, headings: str) -> tuple[int, int]:
    """Presses (the button of the menu counts), and screens down to the heading."""
    page.goto("/")
    presses = 2 if page.locator(f".menu-panel a[href='{path}']").count() else 3
    page.goto(path)
    named = [re.sub(r"\(.*?\)", "", part).strip() for part in headings.split(";")]
    depth = page.evaluate(DEPTH, [[part for part in named if part], BELOW in headings])
    return presses, math.ceil(depth / HEIGHT)


def told(way: tuple[int, int]) -> str:
    presses, screens = way
    return f"{presses} presses, {screens} screen{'' if screens == 1 else 's'}"


if __name__ == "__main__":
    main()
