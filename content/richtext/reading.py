"""Reads canonical rich text: its blocks, its lists, its words."""

from functools import lru_cache

from lxml import html

from content.richtext.allowed import BLOCK_TAGS, CONTROL, PLUGIN_TAGS

#: Reading HTML takes time, and after each publish the next reader of every page has nearly all of it read again.
parsed_once = lru_cache(maxsize=1024)


def blocks(source: str) -> list[html.HtmlElement]:
    """The top-level elements of canonical rich text."""
    return list(html.fragment_fromstring(source, create_parent="div"))


@parsed_once
def list_items(source: str) -> tuple[str, ...]:
    """The HTML inside each item of the list that canonical rich text consists of; empty where it is not one list."""
    elements = blocks(source)
    if len(elements) != 1 or elements[0].tag not in {"ul", "ol"}:
        return ()
    return tuple(inner_html(item) for item in elements[0])


@parsed_once
def split_label(item: str) -> tuple[str, str]:
    """The bold label at the start of a list item, as words without a closing colon or full stop, and the HTML after it.

    The label is empty where the item does not start with bold text.
    """
    root = html.fragment_fromstring(item, create_parent="div")
    if (root.text or "").strip() or not len(root) or root[0].tag != "strong":
        return "", item
    label = text_of(root[0]).rstrip(":.").strip()
    rest = (root[0].tail or "").lstrip(" :")
    root[0].tail = None
    root.remove(root[0])
    root.text = rest
    return label, inner_html(root).strip()


def inner_html(element: html.HtmlElement) -> str:
    """The HTML between an element's start and end tag."""
    text = _escape(element.text or "")
    return text + "".join(html.tostring(child, encoding="unicode") for child in element)


def one_line(text: str) -> str:
    """Plain text in one line, with single spaces and without control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


@parsed_once
def plain_text(source: str) -> str:
    """The words of rich text, without markup, in one line. A block ends with a space."""
    root = html.fragment_fromstring(source or "<p></p>", create_parent="div")
    return text_of(root)


def text_of(element: html.HtmlElement) -> str:
    """The words inside an element, blocks separated by a space, inline components left out."""
    if element.tag in PLUGIN_TAGS or element.tag == "sup" or not isinstance(element.tag, str):
        return ""
    pieces = [element.text or ""]
    for child in element:
        separator = " " if child.tag in BLOCK_TAGS or child.tag == "br" else ""
        pieces += [separator, text_of(child), separator, child.tail or ""]
    return " ".join("".join(pieces).split())


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
