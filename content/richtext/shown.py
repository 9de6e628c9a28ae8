"""Rich text as pages show it: headings with addresses, tables that a phone can show."""

import re
import secrets
from typing import NamedTuple

from django.utils.text import slugify
from lxml import html

from content.richtext.reading import inner_html, parsed_once, text_of

#: What `for_readers` changes. Most components have none of it, and reading HTML takes time.
CHANGED_FOR_READERS = re.compile(r"<(?:h[2-4]|table|sup)\b|href=\"tel:\d{4}")
#: The words of a link that are a telephone number, and short enough for one line of a phone.
PHONE_NUMBER = re.compile(r"[\dA-Z ().-]{8,16}")
#: Stands for the address of a heading until a page gives it one. Nobody can write it, because nobody can guess it.
HEADING_ID = secrets.token_hex(8)
#: A table fits on a phone when it has no more columns than this, and after the first nothing longer (in characters).
MOST_COLUMNS_ON_A_PHONE, LONGEST_ON_A_PHONE = 3, 8


class Heading(NamedTuple):
    """A heading for the list of contents; `language` where it is not that of the page."""

    id: str
    title: str
    language: str = ""


class HeadingIds:
    """Gives each heading of one page an address of its own, made from its words."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        #: The headings of level 2, in running text and of components, in order.
        self.contents: list[Heading] = []

    def new(self, words: str) -> str:
        """The id for a heading with these words: “what-it-is”, then “what-it-is-2”."""
        stem = slugify(words) or "part"
        candidate, number = stem, 1
        while candidate in self._taken:
            number += 1
            candidate = f"{stem}-{number}"
        self._taken.add(candidate)
        return candidate


def for_readers(source: str, ids: HeadingIds, running_text: bool = False) -> str:
    """Rich text as a page shows it.

    Takes canonical rich text whose inline components are rendered already. Headings get addresses, and those of level 2
    in running text are noted for the list of contents; table cells get their headers and the name of their column (which
    a phone shows instead of the header row), a citation stays on the line of the word before it, and a telephone number in one.
    """
    if not CHANGED_FOR_READERS.search(source):
        return source
    shown, headings = _laid_out(source)
    pieces = shown.split(HEADING_ID)
    for number, (tag, words, language) in enumerate(headings, start=1):
        anchor = ids.new(words)
        pieces[number] = anchor + pieces[number]
        if running_text and tag == "h2":
            ids.contents.append(Heading(anchor, words, language))
    return "".join(pieces)


@parsed_once
def _laid_out(source: str) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Rich text as every page would show it, with HEADING_ID as address of each heading; and their tags, words and languages."""
    root = html.fragment_fromstring(source, create_parent="div")
    headings = list(root.iter("h2", "h3", "h4"))
    words = tuple((heading.tag, text_of(heading), heading.get("lang", "")) for heading in headings)
    for heading in headings:
        heading.set("id", HEADING_ID)
    for table in root.iter("table"):
        _label_table(table)
    for citation in root.iter("sup"):
        if citation.get("class") == "citation":
            _close_gap(citation)
    for link in root.iter("a"):
        if link.get("href", "").startswith("tel:") and PHONE_NUMBER.fullmatch(text_of(link)):
            link.set("class", "phone-number")
    return inner_html(root), words


def _label_table(table: html.HtmlElement) -> None:
    """Scopes for header cells; the first cell of each row becomes its header; the others name their column.

    Where a phone has room for the table as it is, cells do not name their columns: numbers are easier to compare in a table.
    """
    header = table.find("thead/tr")
    if header is None or not len(header):
        return
    _, *labels = [text_of(cell) for cell in header]
    for cell in header.iter("th"):
        cell.set("scope", "col")
    rows = [list(row) for row in table.iterfind("tbody/tr") if len(row) == len(header)]
    fits = len(header) <= MOST_COLUMNS_ON_A_PHONE and all(
        len(words) <= LONGEST_ON_A_PHONE for words in [*labels, *(text_of(cell) for row in rows for cell in row[1:])]
    )
    if not fits:
        _name_roles(table)
    for first, *others in rows:
        first.tag = "th"
        first.set("scope", "row")
        for label, cell in zip(labels, others, strict=True):
            if fits:
                cell.set("class", "short")
            else:
                cell.set("data-label", label)


#: What each part of a table is to a screen reader, when a phone shows its rows as cards and the browser no table any more.
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}


def _name_roles(table: html.HtmlElement) -> None:
    for element in table.iter(*ROLES):
        element.set("role", ROLES[element.tag])
    for cell in table.iterfind("thead/tr/th"):
        cell.set("role", "columnheader")
    for row in table.iterfind("tbody/tr"):
        row[0].set("role", "rowheader")


def _close_gap(element: html.HtmlElement) -> None:
    """Remove the space before an element, so that no line breaks there."""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "").rstrip() or None
    elif (parent := element.getparent()) is not None:
        parent.text = (parent.text or "").rstrip() or None
