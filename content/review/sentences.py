"""A page's text as sentences: each with its sources, its place, and what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.conf import settings
from lxml import html

from content.guide.document import Block, Document
from content.review.vocabulary import has_checks, vocabulary

#: Settings of blocks that readers see.
SHOWN_SETTINGS = ("heading", "summary", "label", "title", "caption", "alt")
#: A citation while text is cut into sentences: its position in the list of sources between two private characters.
MARK = re.compile("\ue000(\\d+)\ue001")
END = re.compile('[.?!]["”’\')]*(?:\\s*\ue000\\d+\ue001)*(?=\\s+["“(¿¡\\[]*[A-ZÁÉÍÓÚÑ0-9¿¡]|\\s*$)')
#: How a clinic's own value is shown here; its words are not the page's.
FACT = "…"


@dataclass
class Passage:
    """A sentence, an item of a list, a row of a table, a heading, or a line of the page's settings.

    `kind` is "sentence", "row", "heading" or "setting". `sources` are the keys cited in it; `covered` also counts those
    of the sentence that introduces its list or table. `group` is shared by the sentences of one paragraph or item,
    `cells` are the cells of a row and `header` those of its table's head. `section` is the heading above it.
    `intro` introduces a list or table, and `intro_sources` are the keys cited there and in the head of the table.
    `number` and `component` say in which block of the page it stands; None for the page's settings.
    """

    text: str
    kind: str = "sentence"
    sources: tuple[str, ...] = ()
    covered: bool = False
    block: str = "text"
    section: str = ""
    group: int = 0
    in_list: bool = False
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    intro: str = ""
    intro_sources: tuple[str, ...] = ()
    line: int = 1
    number: int | None = None
    component: int | None = None

    @property
    def complete(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.text.rstrip("\"”’')").endswith((".", "?", "!"))


def passages(document: Document, language: str = settings.LANGUAGE_CODE) -> list[Passage]:
    """Every passage of a page in this language, in order, with its line in the page's file."""
    found = [Passage(text, "setting") for text in (document.title, document.menu_title, document.description) if text]
    section = ""
    reading = _Reading(language, _abbreviation(language))
    for block in document.blocks:
        start = len(found)
        for name in SHOWN_SETTINGS:
            if block.settings.get(name):
                found.append(Passage(block.settings[name], "setting", block=block.name, section=section))
        for passage in _of_block(block, reading):
            if passage.kind == "heading":
                section = passage.text
            passage.section = section
            found.append(passage)
        for passage in found[start:]:
            passage.line, passage.number, passage.component = block.line, block.number, block.component
    _find_lines(document, found)
    return found


@dataclass
class _Reading:
    """The language that is read, what ends no sentence in it, and how many paragraphs were read."""

    language: str
    abbreviation: re.Pattern[str]
    value: int = 0

    def next(self) -> int:
        self.value += 1
        return self.value


@dataclass
class _Marked:
    """Text in which citations are marks, and the keys that the marks stand for."""

    text: str = ""
    keys: list[str] = field(default_factory=list)

    def add(self, element: html.HtmlElement, skip: tuple[str, ...] = ()) -> "_Marked":
        self.text += element.text or ""
        for child in element:
            if child.tag == "guide-inline":
                self._add_inline(child)
            elif child.tag == "br":
                self.text += " "
            elif child.tag not in skip:
                self.add(child, skip)
            self.text += child.tail or ""
        return self

    def _add_inline(self, element: html.HtmlElement) -> None:
        role, value = element.get("role"), element.get("value") or ""
        if role == "cite":
            self.text += f"\ue000{len(self.keys)}\ue001"
            self.keys.append(value)
        elif role == "term":
            self.text += re.sub(r"\s*<[^<>]*>$", "", value)
        else:
            self.text += FACT

    def sentences(self, abbreviation: re.Pattern[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The sentences and the keys cited in each; a citation after a full stop belongs to what stands before."""
        text = " ".join(self.text.split())
        ends = [
            match.end()
            for match in END.finditer(text)
            if not abbreviation.search(MARK.sub("", match.string[: match.end()]))
        ]
        for start, end in pairwise([0, *ends, len(text)]):
            part = text[start:end]
            words = " ".join(MARK.sub("", part).split())
            if words:
                yield words, tuple(self.keys[int(mark)] for mark in MARK.findall(part))


def _abbreviation(language: str) -> re.Pattern[str]:
    return (vocabulary(language) if has_checks(language) else vocabulary())["abbreviation"]


def _of_block(block: Block, reading: _Reading) -> Iterator[Passage]:
    root = html.fragment_fromstring(block.html or "<p></p>", create_parent="div")
    introduction: Passage | None = None
    for element in root:
        if element.get("lang", reading.language).partition("-")[0] != reading.language:
            continue  # the rules of this language know nothing of others
        if element.tag in {"h2", "h3", "h4"}:
            yield Passage(" ".join(MARK.sub("", _Marked().add(element).text).split()), "heading", block=block.name)
            introduction = None
        elif element.tag in {"ul", "ol"}:
            introduces = introduction and introduction.text.endswith(":")
            yield from _of_list(element, block, reading, introduction.sources if introduction and introduces else ())
            introduction = None
        elif element.tag == "table":
            yield from _of_table(element, block, introduction)
            introduction = None
        else:
            for introduction in _of_words(_Marked().add(element), block, reading):
                yield introduction


def _of_words(
    marked: _Marked, block: Block, reading: _Reading, above: tuple[str, ...] = (), in_list: bool = False
) -> Iterator[Passage]:
    group = reading.next()
    for text, sources in marked.sentences(reading.abbreviation):
        yield Passage(
            text,
            "sentence",
            sources,
            bool(above or sources),
            block.name,
            group=group,
            in_list=in_list,
            intro_sources=above,
        )


def _of_list(element: html.HtmlElement, block: Block, reading: _Reading, above: tuple[str, ...]) -> Iterator[Passage]:
    for item in element:
        yield from _of_words(_Marked().add(item, skip=("ul", "ol")), block, reading, above, in_list=True)
        for inner in item:
            if inner.tag in {"ul", "ol"}:
                yield from _of_list(inner, block, reading, above)


def _of_table(element: html.HtmlElement, block: Block, introduction: Passage | None) -> Iterator[Passage]:
    header: tuple[str, ...] = ()
    head_sources: tuple[str, ...] = ()
    for row in element.iter("tr"):
        marked = [_Marked().add(cell) for cell in row if cell.tag in {"th", "td"}]
        cells = tuple(" ".join(MARK.sub("", cell.text).split()) for cell in marked)
        sources = tuple(key for cell in marked for key in cell.keys)
        if not header and all(cell.tag == "th" for cell in row):
            header, head_sources = cells, sources
            continue
        yield Passage(
            " | ".join(cells),
            "row",
            sources,
            covered=bool(sources or head_sources or (introduction and introduction.sources)),
            block=block.name,
            cells=cells,
            header=header,
            intro=introduction.text if introduction else "",
            intro_sources=head_sources + (introduction.sources if introduction else ()),
        )


# --- Lines -----------------------------------------------------------------------------------------------------------

NOT_SHOWN = re.compile(r"\{cite\}`[^`]*`|\{fact\}`[^`]*`|(?<=\])\([^)]*\)|\s*<[^<>`]*>(?=`)|\{term\}")
TOKEN = re.compile(r"\w+")
FIRST_WORDS = 6


def _find_lines(document: Document, found: list[Passage]) -> None:
    """Set the line of each passage by looking for its first words in the file, from the line of its block on."""
    if not document.path or not document.path.exists():
        return
    words: list[str] = []
    lines: list[int] = []
    start_of: dict[int, int] = {}
    for number, line in enumerate(document.path.read_text(encoding="utf-8-sig").splitlines(), 1):
        start_of[number] = len(words)
        found_here = TOKEN.findall(NOT_SHOWN.sub("", line))
        words += found_here
        lines += [number] * len(found_here)
    position = 0
    for passage in found:
        wanted = TOKEN.findall(passage.text)[:FIRST_WORDS]
        start = position if passage.line == 1 else max(position, start_of.get(passage.line, 0))
        place = _place_of(wanted, words, start)
        if place is not None:
            passage.line = lines[place]
            if passage.kind != "setting":
                position = place + 1


def _place_of(wanted: list[str], words: list[str], start: int) -> int | None:
    """Where the wanted words stand in a row, from `start` on."""
    while wanted:
        try:
            start = words.index(wanted[0], start)
        except ValueError:
            return None
        if words[start : start + len(wanted)] == wanted:
            return start
        start += 1
    return None
