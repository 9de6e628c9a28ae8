"""The one form in which rich text is kept.

The editor, the guide files and pasted text all arrive here as HTML and leave in the same canonical form, so that
the same words compare as equal wherever they came from.
"""

import re

import nh3
from lxml import html
from lxml.etree import Comment, ProcessingInstruction

from content.richtext.allowed import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, BLOCK_TAGS, CONTROL, URL_SCHEMES

RENAMED_TAGS = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
#: Other elements that start a line of their own: without this, pasted lines would run into one another.
RENAMED_TAGS |= dict.fromkeys(("div", "section", "article", "blockquote", "pre", "address", "dt", "dd", "center"), "p")
#: What Google Docs wraps around everything that is copied from it.
NOT_BOLD = re.compile(r"<b\s[^>]*font-weight:\s*(?:normal|400)[^>]*>", re.IGNORECASE)
CONTAINERS = {"ul", "ol", "table", "thead", "tbody", "tr"}  # hold no text of their own
MOST_PASSES = 5
EMPTY_IS_NOTHING = {"p", "h2", "h3", "h4", "li", "ul", "ol", "strong", "em", "a"}


def canonical(source: str) -> str:
    """The canonical form of rich text.

    Takes any HTML fragment; gives clean HTML with one block after another, no white space between blocks, headings
    of level 2 to 4 only, list items without an inner paragraph, and no style, class, script or empty block.
    """
    source = NOT_BOLD.sub("", source)
    for old, new in RENAMED_TAGS.items():
        source = re.sub(rf"<(/?){old}(?=[\s>/])", rf"<\1{new}", source, flags=re.IGNORECASE)
    for _ in range(MOST_PASSES):
        before, source = source, _canonical(source)
        if source == before:
            break
    return source


def _canonical(source: str) -> str:
    """One pass. What the first moved, such as a paragraph out of bold text, the next finds in its new place."""
    source = nh3.clean(
        source,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    source = CONTROL.sub(" ", source)
    root = html.fragment_fromstring(source, create_parent="div")
    _wrap_loose_text(root)
    _tidy(root)
    return "".join(_serialize(child) for child in root)


def _wrap_loose_text(root: html.HtmlElement) -> None:
    """Put text and inline elements that stand outside any block into paragraphs."""
    children = list(root)
    loose = html.Element("p")
    loose.text = root.text
    root.text = None
    for child in children:
        root.remove(child)
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in BLOCK_TAGS:
            if _has_content(loose):
                root.append(loose)
            loose = html.Element("p")
            loose.text = tail
            root.append(child)
        else:
            child.tail = tail
            loose.append(child)
    if _has_content(loose):
        root.append(loose)


def _has_content(element: html.HtmlElement) -> bool:
    return bool(len(element) or (element.text or "").strip())


def _is_nothing(element: html.HtmlElement) -> bool:
    """Whether an element holds nothing but line breaks."""
    breaks = all(child.tag == "br" and not (child.tail or "").strip() for child in element)
    return breaks and not (element.text or "").strip()


def _mend_lists(root: html.HtmlElement) -> None:
    """Only items stand in a list, and items only in lists: no word that was pasted gets lost."""
    for element in list(root.iter("ul", "ol")):
        if (element.text or "").strip():
            element.insert(0, _list_item(element.text))
            element.text = None
        for child in list(element):
            tail, child.tail = child.tail, None
            if child.tag != "li":
                previous = child.getprevious()
                if previous is None:
                    previous = _list_item("")
                    child.addprevious(previous)
                previous.append(child)
                child = previous
            if (tail or "").strip():
                child.addnext(_list_item(tail))
    for item in list(root.iter("li")):
        parent = item.getparent()
        if parent.tag not in {"ul", "ol"}:
            before = item.getprevious()
            if before is None or before.tag != "ul" or (before.tail or "").strip() or not before.get("made"):
                before = html.Element("ul", made="1")
                item.addprevious(before)
            before.append(item)
            before.tail, item.tail = item.tail, None
    for made in root.xpath(".//ul[@made]"):
        del made.attrib["made"]


def _list_item(text: str | None) -> html.HtmlElement:
    item = html.Element("li")
    item.text = text
    return item


def _tidy(root: html.HtmlElement) -> None:
    for element in list(root.iter()):
        if element.tag in (Comment, ProcessingInstruction):
            element.drop_tree()
    _mend_lists(root)
    for element in list(root.iter()):
        if element.tag in CONTAINERS or element is root:
            element.text = None
            for child in element:
                child.tail = None
        elif element.tag not in {"cms-plugin"}:
            element.text = _collapse(element.text)
            for child in element:
                child.tail = _collapse(child.tail)
                if child.tag == "br" and child.tail:
                    child.tail = child.tail.lstrip()
        if element.tag == "a" and not element.get("href") and not element.get("data-cms-href"):
            element.drop_tag()
    for item in list(root.iter("li", "td", "th")):
        paragraphs = [child for child in item if child.tag == "p"]
        rest = [child for child in item if child.tag not in {"p", "ul", "ol"}]
        if len(paragraphs) == 1 and not rest and not (item.text or "").strip():
            paragraphs[0].drop_tag()
    for cell in root.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            if cell.get(name) == "1":
                del cell.attrib[name]
    for element in reversed(list(root.iter())):
        if element is not root and element.tag in EMPTY_IS_NOTHING and _is_nothing(element):
            element.drop_tree()
    for element in root.iter():
        if element.tag in {"p", "h2", "h3", "h4", "li", "td", "th", "caption"}:
            _strip_edges(element)


def _strip_edges(element: html.HtmlElement) -> None:
    """No space at the start and end of a block, nor before a list inside it, and no line break at its end."""
    while len(element) and element[-1].tag == "br" and not (element[-1].tail or "").strip():
        element.remove(element[-1])
    if element.text:
        element.text = element.text.lstrip() if len(element) else element.text.strip()
    for child in element:
        nested = child.tag in BLOCK_TAGS
        previous = child.getprevious()
        if nested and previous is None and element.text:
            element.text = element.text.rstrip()
        elif nested and previous is not None and previous.tail:
            previous.tail = previous.tail.rstrip()
        if nested and child.tail:
            child.tail = child.tail.lstrip()
    if len(element) and element[-1].tail:
        element[-1].tail = element[-1].tail.rstrip()


def _collapse(text: str | None) -> str | None:
    return re.sub(r"[ \t\r\n\f]+", " ", text) if text else text


def _serialize(element: html.HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False)
