"""Rich text: what it may contain, and the one form in which it is kept.

The editor, the guide files and pasted text all arrive here as HTML and leave in the same canonical form, so that
the same words compare as equal wherever they came from.
"""

import re
import secrets
from functools import lru_cache

import nh3
from django.utils.text import slugify
from lxml import html
from lxml.etree import Comment, ProcessingInstruction

BLOCK_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td"}
INLINE_TAGS = {"strong", "em", "a", "br", "sub", "sup"}
#: Inline components: `cms-plugin` is how djangocms-text stores them, `guide-inline` how guide files name them.
PLUGIN_TAGS = {"cms-plugin", "guide-inline"}
ALLOWED_TAGS = BLOCK_TAGS | INLINE_TAGS | PLUGIN_TAGS
ALLOWED_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href", "data-cms-href"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "cms-plugin": {"id", "alt", "title", "name", "type", "render-plugin"},
    "guide-inline": {"role", "value"},
}
URL_SCHEMES = {"http", "https", "mailto", "tel", "sms", "page"}
RENAMED_TAGS = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
#: Other elements that start a line of their own: without this, pasted lines would run into one another.
RENAMED_TAGS |= dict.fromkeys(("div", "section", "article", "blockquote", "pre", "address", "dt", "dd", "center"), "p")
#: What Google Docs wraps around everything that is copied from it.
NOT_BOLD = re.compile(r"<b\s[^>]*font-weight:\s*(?:normal|400)[^>]*>", re.IGNORECASE)
CONTAINERS = {"ul", "ol", "table", "thead", "tbody", "tr"}  # hold no text of their own
MOST_PASSES = 5
EMPTY_IS_NOTHING = {"p", "h2", "h3", "h4", "li", "ul", "ol", "strong", "em", "a"}
#: What `for_readers` changes. Most components have none of it, and reading HTML takes time.
CHANGED_FOR_READERS = re.compile(r"<(?:h[2-4]|table|sup)\b")
#: Stands for the address of a heading until a page gives it one. Nobody can write it, because nobody can guess it.
HEADING_ID = secrets.token_hex(8)
#: Reading HTML takes time, and after each publish the next reader of every page has nearly all of it read again.
remembered = lru_cache(maxsize=1024)
#: A table fits on a phone when it has no more columns than this, and after the first nothing longer (in characters).
MOST_COLUMNS_ON_A_PHONE, LONGEST_ON_A_PHONE = 3, 8
#: Characters that no text may hold: lxml and PostgreSQL refuse them. Word processors put some into what is pasted.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def restrict_sanitizer() -> None:
    """Make djangocms-text's own sanitizer, which runs on every save, as strict as ours.

    Its settings can only add to what is allowed (djangocms-text 1.0.2), hence the change in place.
    """
    from djangocms_text.html import cms_parser

    cms_parser.ALLOWED_TAGS = set(ALLOWED_TAGS)
    cms_parser.ALLOWED_ATTRIBUTES = {tag: set(names) for tag, names in ALLOWED_ATTRIBUTES.items()}
    cms_parser.ALLOWED_URL_SCHEMES = set(URL_SCHEMES)
    cms_parser.generic_attribute_prefixes = None


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


def blocks(source: str) -> list[html.HtmlElement]:
    """The top-level elements of canonical rich text."""
    return list(html.fragment_fromstring(source, create_parent="div"))


@remembered
def list_items(source: str) -> tuple[str, ...]:
    """The HTML inside each item of the list that canonical rich text consists of; empty where it is not one list."""
    elements = blocks(source)
    if len(elements) != 1 or elements[0].tag not in {"ul", "ol"}:
        return ()
    return tuple(inner_html(item) for item in elements[0])


@remembered
def split_label(item: str) -> tuple[str, str]:
    """The bold label at the start of a list item, as words without a closing colon or full stop, and the HTML after it.

    The label is empty where the item does not start with bold text.
    """
    root = html.fragment_fromstring(item, create_parent="div")
    if (root.text or "").strip() or not len(root) or root[0].tag != "strong":
        return "", item
    label = _text_of(root[0]).rstrip(":.").strip()
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


@remembered
def plain_text(source: str) -> str:
    """The words of rich text, without markup, in one line. A block ends with a space."""
    root = html.fragment_fromstring(source or "<p></p>", create_parent="div")
    return _text_of(root)


class HeadingIds:
    """Gives each heading of one page an address of its own, made from its words."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        #: The headings of level 2 in running text, in order: (id, words).
        self.contents: list[tuple[str, str]] = []

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
    a phone shows instead of the header row), and a citation stays on the line of the word before it.
    """
    if not CHANGED_FOR_READERS.search(source):
        return source
    shown, headings = _laid_out(source)
    pieces = shown.split(HEADING_ID)
    for number, (tag, words) in enumerate(headings, start=1):
        anchor = ids.new(words)
        pieces[number] = anchor + pieces[number]
        if running_text and tag == "h2":
            ids.contents.append((anchor, words))
    return "".join(pieces)


@remembered
def _laid_out(source: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Rich text as every page would show it, with HEADING_ID as address of each heading; and their tags and words."""
    root = html.fragment_fromstring(source, create_parent="div")
    headings = list(root.iter("h2", "h3", "h4"))
    words = tuple((heading.tag, _text_of(heading)) for heading in headings)
    for heading in headings:
        heading.set("id", HEADING_ID)
    for table in root.iter("table"):
        _label_table(table)
    for citation in root.iter("sup"):
        if citation.get("class") == "citation":
            _close_gap(citation)
    return inner_html(root), words


def _label_table(table: html.HtmlElement) -> None:
    """Scopes for header cells; the first cell of each row becomes its header; the others name their column.

    Where a phone has room for the table as it is, cells do not name their columns: numbers are easier to compare in a table.
    """
    header = table.find("thead/tr")
    if header is None or not len(header):
        return
    _, *labels = [_text_of(cell) for cell in header]
    for cell in header.iter("th"):
        cell.set("scope", "col")
    rows = [list(row) for row in table.iterfind("tbody/tr") if len(row) == len(header)]
    fits = len(header) <= MOST_COLUMNS_ON_A_PHONE and all(
        len(words) <= LONGEST_ON_A_PHONE for words in [*labels, *(_text_of(cell) for row in rows for cell in row[1:])]
    )
    for first, *others in rows:
        first.tag = "th"
        first.set("scope", "row")
        for label, cell in zip(labels, others, strict=True):
            if fits:
                cell.set("class", "short")
            else:
                cell.set("data-label", label)


def _close_gap(element: html.HtmlElement) -> None:
    """Remove the space before an element, so that no line breaks there."""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "").rstrip() or None
    elif (parent := element.getparent()) is not None:
        parent.text = (parent.text or "").rstrip() or None


def _text_of(element: html.HtmlElement) -> str:
    """The words inside an element, blocks separated by a space, inline components left out."""
    if element.tag in PLUGIN_TAGS or element.tag == "sup" or not isinstance(element.tag, str):
        return ""
    pieces = [element.text or ""]
    for child in element:
        separator = " " if child.tag in BLOCK_TAGS or child.tag == "br" else ""
        pieces += [separator, _text_of(child), separator, child.tail or ""]
    return " ".join("".join(pieces).split())


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


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
