"""The one form in which rich text is kept.

The editor, the guide files and pasted text all arrive here as HTML and leave in the same canonical form, so that
the same words compare as equal wherever they came from.
"""

import re
from urllib.parse import parse_qs

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import html
from lxml.etree import Comment, ProcessingInstruction, iterwalk

from content.richtext.allowed import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, BLOCK_TAGS, CONTROL, URL_SCHEMES
from content.richtext.bounds import MOST_INLINES, check_size
from content.richtext.reading import inner_html

RENAMED_TAGS = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
#: Other elements that start a line of their own: without this, pasted lines would run into one another.
RENAMED_TAGS |= dict.fromkeys(("div", "section", "article", "blockquote", "pre", "address", "dt", "dd", "center"), "p")
#: What Google Docs wraps around everything that is copied from it.
NOT_BOLD = re.compile(r"font-weight:\s*(?:normal|400)", re.IGNORECASE)
#: What was struck out, in a word processor's tracked changes too, is no text any more: the dose beside it is the new one.
STRUCK_OUT = {"del", "s", "strike"}
#: Marks of a word processor's comments, and links that search engines wrap around others.
COMMENT_MARK, WRAPPED_LINK = re.compile(r"#_mso(?:com|anchor)_"), re.compile(r"https?://www\.google\.[a-z.]+/url$")
REFERENCE = re.compile(r"&#(?P<digits>[xX][0-9a-fA-F]{1,8}|[0-9]{1,8});?")
MOST_CODE = 0x10FFFF
SPACE = re.compile(r"[\x00-\x20]+")
#: How word processors begin the items of lists, which arrive as paragraphs.
BULLET = re.compile(r"[·•▪◦‣●○■□\uf0b7\uf0a7]\s+|o\s{2,}|o\xa0\s*")
NUMBER = re.compile(r"(\d{1,2})[.)]\s+")
#: No text of a page comes near this.
DEEPEST = 100
CONTAINERS = {"ul", "ol", "table", "thead", "tbody", "tr"}  # hold no text of their own
MOST_PASSES = 5
EMPTY_IS_NOTHING = {"p", "h2", "h3", "h4", "li", "ul", "ol", "strong", "em", "a"}


def canonical(source: str) -> str:
    """The canonical form of rich text.

    Takes any HTML fragment; gives clean HTML with one block after another, no white space between blocks, headings
    of level 2 to 4 only, list items without an inner paragraph, and no style, class, script or empty block.
    Raises ValidationError when there is too much of it.
    """
    source = _with_our_names(source)
    for _pass in range(MOST_PASSES):
        before, source = source, _canonical(source)
        if source == before:
            break
    return source


def has_struck_out(source: str) -> bool:
    """Whether anything in the text is struck out, which `canonical` leaves out."""
    return any(f"<{tag}>" in source or f"<{tag} " in source for tag in STRUCK_OUT)


def _with_our_names(source: str) -> str:
    """The text with the names of our elements for those of others, before what has no place here is thrown away."""
    check_size(source)
    source = REFERENCE.sub(_no_control, CONTROL.sub(" ", source))
    root = html.fragment_fromstring(source, create_parent="div")
    depth = 0
    for event, _element in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ValidationError(_("This text has too many elements inside one another. Paste it without formatting."))
    for element in [each for each in root.iterdescendants() if isinstance(each.tag, str)]:
        if element.tag in STRUCK_OUT or COMMENT_MARK.match(element.get("href", "")):
            element.drop_tree()
        elif element.tag == "b" and NOT_BOLD.search(element.get("style", "")):
            element.drop_tag()
        elif element.tag in RENAMED_TAGS:
            element.tag = RENAMED_TAGS[element.tag]
        elif element.tag == "a":
            _unwrap(element)
    return inner_html(root)


def _no_control(reference: re.Match[str]) -> str:
    """A numeric reference, or a space for one to a character that no text may hold."""
    digits = reference["digits"]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return " " if number > MOST_CODE or CONTROL.match(chr(number)) else reference[0]


def _unwrap(link: html.HtmlElement) -> None:
    """Give a link that leads through a search engine the address that it leads to."""
    if "href" in link.attrib:
        link.set("href", SPACE.sub("", link.get("href", "")))  # browsers overlook it, where others look for a scheme
    address, _, query = link.get("href", "").partition("?")
    if WRAPPED_LINK.match(address):
        targets = parse_qs(query)
        link.set("href", (targets.get("q") or targets.get("url") or [""])[0])


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
    _make_lists(root)
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


def _make_lists(root: html.HtmlElement) -> None:
    """Paragraphs that begin as the items of a list do become a list. Numbers count when there are two, from 1."""
    run: list[html.HtmlElement] = []
    kind = ""
    for block in [*root, html.Element("hr")]:
        text = block.text or ""
        now = ""
        if block.tag == "p" and BULLET.match(text):
            now = "ul"
        elif block.tag == "p" and (match := NUMBER.match(text)):
            expected = len(run) + 1 if kind == "ol" else 1
            now = "ol" if int(match[1]) == expected else ""
        if now != kind and run:
            if kind == "ul" or len(run) > 1:
                _into_list(run, kind)
            run = []
        kind = now
        if now:
            run.append(block)


def _into_list(paragraphs: list[html.HtmlElement], kind: str) -> None:
    made = html.Element(kind)
    paragraphs[0].addprevious(made)
    for paragraph in paragraphs:
        sign = BULLET if kind == "ul" else NUMBER
        paragraph.text = sign.sub("", paragraph.text or "", count=1)
        paragraph.tag = "li"
        made.append(paragraph)


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
    for table in root.iter("table"):
        _find_header(table)
    for number, inline in enumerate(list(root.iter("cms-plugin"))):
        # One without a number names nothing; djangocms-text takes long to look for where each of them ends.
        if not inline.get("id", "").isdecimal() or number >= MOST_INLINES:
            inline.drop_tag()
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


def _find_header(table: html.HtmlElement) -> None:
    """A first row of nothing but header cells becomes the header of the table: editors write it like any other row."""
    if table.find("thead") is not None:
        return
    rows = list(table.iter("tr"))
    if len(rows) > 1 and len(rows[0]) == 1 and _is_header(rows[1]) and table.find("caption") is None:
        # The editor of djangocms-text 1.0.2 writes a caption like this.
        rows[0][0].tag = "caption"
        rows[0][0].attrib.clear()
        table.insert(0, rows[0][0])
        rows[0].getparent().remove(rows[0])
        rows = rows[1:]
    if not rows or not _is_header(rows[0]):
        return
    first = rows[0]
    body = first.getparent()
    header = html.Element("thead")
    header.append(first)
    if body.tag == "tbody":
        body.addprevious(header)
    else:
        caption = table.find("caption")
        table.insert(0 if caption is None else 1, header)


def _is_header(row: html.HtmlElement) -> bool:
    return len(row) > 1 and all(cell.tag == "th" for cell in row)


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
