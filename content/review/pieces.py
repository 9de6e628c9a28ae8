"""The pieces of a block that are compared with those of its translation: headings, paragraphs, items, cells, settings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from content.guide.document import Block
from content.review.around import record_key

#: Settings of blocks in words; all others say the same in every language.
WORDED = (
    "heading",
    "summary",
    "label",
    "title",
    "caption",
    "alt",
    "levels",
    "people",
    "table_rows",
    "times",
    "intro",
    "text",
)
#: Elements that hold a piece of the text; what is in them belongs to the piece.
PIECES = {"h2", "h3", "h4", "p", "li", "th", "td", "dt", "dd", "blockquote"}
#: In the words of a piece, where a name stands: one that is read as something (a source, a fact), and one beside words.
SHOWN, BESIDE = "\ue000", "\ue001"
#: What stands behind the words of a row in a setting, such as “PTSD = against-unclear”.
KEY_OF_ROW = re.compile(r"= ([\w +-]+?)(?=;|$)")


@dataclass(frozen=True)
class Piece:
    """A heading, paragraph, item, cell or setting: its words, and the names of what it holds beside them, each with its place."""

    marked: str
    names: tuple[str, ...] = ()
    place: str = ""


def plain(marked: str) -> str:
    """The words of a piece without the places of names."""
    return " ".join(marked.replace(SHOWN, "…").replace(BESIDE, "").split())


def pieces_of(block: Block) -> list[Piece]:
    """The settings in words, then what the text holds, from its top to its end."""
    found = [
        Piece(KEY_OF_ROW.sub(BESIDE, value), tuple(KEY_OF_ROW.findall(value)), name)
        for name in WORDED
        if (value := block.settings.get(name))
    ]
    if block.html:
        root = html.fragment_fromstring(block.html, create_parent="div")
        found += _pieces_in(root)
    return found


def _pieces_in(root: html.HtmlElement) -> Iterator[Piece]:
    """Each piece of a text, with what is in it and in no smaller piece."""
    for element in root.iter():
        if element is root or element.tag in PIECES:
            words: list[str] = []
            names: list[str] = []
            _read_into(element, words, names)
            marked = " ".join("".join(words).split()).replace(f"{SHOWN} .", f"{SHOWN}.")
            if marked or element is not root:
                yield Piece(marked, tuple(names), element.tag)


def _read_into(element: html.HtmlElement, words: list[str], names: list[str]) -> None:
    words.append(element.text or "")
    for child in element:
        if child.tag == "guide-inline":
            _read_inline(child, words, names)
        elif child.tag not in PIECES and isinstance(child.tag, str):
            if child.tag == "a":
                names.append(_target(child.get("href", "")))
                words.append(BESIDE)
            words.append(" " if child.tag in {"br", "ul", "ol", "table", "tr"} else "")
            _read_into(child, words, names)
        words.append(child.tail or "")


def _read_inline(element: html.HtmlElement, words: list[str], names: list[str]) -> None:
    role, value = element.get("role", ""), element.get("value") or ""
    if role == "term":
        names.append(f"term {record_key('glossary', value)}")
        words.append(BESIDE + re.sub(r"\s*<[^<>]*>$", "", value))
    else:
        names.append(f"{role} {value}")
        words.append(f" {SHOWN} ")


def _target(address: str) -> str:
    """Where a link leads, in any language: places within a page are named in its own."""
    page, mark, _ = address.partition("#")
    return f"{page}#" if mark and page.startswith("page:") else address
