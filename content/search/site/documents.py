"""The words of the guide as search finds them: one document for each heading of each published page, and for each explained word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cms.models import PageContent
from lxml import html

from content.page.rendered import BLOCKS, HEADINGS, rendered_page
from content.richtext.reading import one_line
from content.search.sitemap import GuideSitemap

#: What begins a new passage of a result, besides.
PASSAGES = BLOCKS | {"div", "thead", "tbody", "nav"}
#: What only leads elsewhere would be found instead of what it names.
LEFT_OUT = {"next-step", "page-list", "source-list-kind", "glossary-list-letters", "visually-hidden", "citation"}
#: One side of a comparison is not shown without the other, as a result would.
LEFT_OUT |= {"icon-array-pair-sides", "evidence-card-sides"}
#: Of tools, what is there to be filled in.
LEFT_OUT |= {"tool-form", "tool-lines", "tool-help"}
EXPLAINED = "glossary-list"
#: The index is made while somebody waits, at about 10 ms for each page: of a larger guide it holds the first pages of the tree.
MOST_PAGES = 500
#: A result shows one passage. A longer one is cut after a sentence, so that what belongs together is seldom shown apart.
LONGEST = 320
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"¿¡])")


@dataclass
class Part:
    """What stands below one heading, in passages that readers see as they are; `anchor` is empty above the first heading."""

    heading: str
    anchor: str
    passages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class IndexedPage:
    """A published page: its id in the guide files if it has one, its heading, its address, and its parts."""

    guide_id: str
    title: str
    address: str
    parts: tuple[Part, ...]


def published_pages(language: str) -> Iterator[IndexedPage]:
    """Every page of a language that is public: those of the sitemap, and translations that no translator has signed yet."""
    listed = GuideSitemap().every_page().filter(language=language)[:MOST_PAGES]
    addresses = {page.page_id: GuideSitemap().location(page) for page in listed}
    contents = PageContent.objects.filter(page__in=addresses, language=language).select_related("page")
    for content in contents.order_by("page__path"):
        parts = parts_of(rendered_page(content, addresses)[0], content.title)
        yield IndexedPage(content.page.reverse_id or "", content.title, addresses[content.page_id], tuple(parts))


def parts_of(text: str, title: str) -> list[Part]:
    """The parts of a page, given its text as readers get it."""
    reading = _Reading(Part(title, ""))
    reading.read(html.fragment_fromstring(text, create_parent="div"))
    reading.end_passage()
    # A letter above the words that begin with it is no heading of its own.
    return [part for part in reading.parts if part.passages or len(part.heading) > 1]


class _Reading:
    """Goes through a text in the order in which it is read."""

    def __init__(self, first: Part) -> None:
        self.parts = [first]
        self._current = first
        self._words: list[str] = []

    def read(self, element: html.HtmlElement) -> None:
        if _is_left_out(element):
            return
        if element.tag in PASSAGES:
            self.end_passage()
        if element.tag in HEADINGS and element.get("id"):
            self._read_heading(element)
        elif element.tag == "dl" and any(EXPLAINED in (above.get("class") or "") for above in element.iterancestors()):
            self._read_entries(element)
        elif element.tag == "tr":
            self._read_row(element)
        else:
            self._words.append(element.text or "")
            self._read_children(element)
        if element.tag in PASSAGES:
            self.end_passage()
        elif element.tag == "br":
            self._words.append(" ")

    def _read_children(self, element: html.HtmlElement) -> None:
        for child in element:
            self.read(child)
            self._words.append(child.tail or "")

    def _read_heading(self, heading: html.HtmlElement) -> None:
        self._words.append(heading.text or "")
        self._read_children(heading)
        self._begin(one_line("".join(self._words)), heading.get("id", ""))

    def _begin(self, heading: str, anchor: str) -> None:
        self._words.clear()
        self._current = Part(heading, anchor)
        self.parts.append(self._current)

    def _read_row(self, row: html.HtmlElement) -> None:
        """A row of a table is one sentence, which its first cell begins."""
        if row.getparent().tag == "thead":
            return
        for number, cell in enumerate(row):
            self._words.append(cell.text or "")
            self._read_children(cell)
            self._words.append(": " if number == 0 else " ")

    def _read_entries(self, entries: html.HtmlElement) -> None:
        """Each explained word is a part of its own, at the place of the heading above it."""
        above = self._current
        for entry in entries.iter("dt", "dd"):
            if entry.tag == "dt":
                self._begin(one_line(entry.text_content()), above.anchor)
            else:
                self._words.append(entry.text or "")
                self._read_children(entry)
            self.end_passage()
        self._current = above

    def end_passage(self) -> None:
        passage = one_line("".join(self._words))
        self._words.clear()
        if passage:
            self._current.passages += _cut(passage)


def _cut(passage: str) -> list[str]:
    pieces = [""]
    for sentence in END.split(passage):
        if pieces[-1] and len(pieces[-1]) + len(sentence) >= LONGEST:
            pieces.append("")
        pieces[-1] += f" {sentence}" if pieces[-1] else sentence
    return pieces


def _is_left_out(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in {"svg", "template"} or element.get("hidden") is not None:
        return True
    return (
        not LEFT_OUT.isdisjoint((element.get("class") or "").split())
        or element.get("popover") is not None
        or element.get("aria-hidden") == "true"
        or (element.tag == "details" and _is_inside_figure(element))
    )


def _is_inside_figure(element: html.HtmlElement) -> bool:
    """“The same as a table” below a picture of numbers."""
    return any(above.tag == "figure" for above in element.iterancestors())
