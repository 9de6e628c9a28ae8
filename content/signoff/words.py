"""What a signature is for: the words that readers of a page get, as a short name that any change of them changes.

In it: title and description, the notice about approval, every word of the text with the numbers of findings, clinic facts,
explained words, sources and alternatives of pictures, where links lead outside, and the drawings. Not in it: the menu, the
help at the top, the panel with the signature, position, dates, lists of what changed lately, and how things look.
"""

import hashlib
from collections.abc import Iterator

from cms.models import PageContent
from django.http import HttpRequest
from django.utils.translation import override
from lxml import etree, html

from content.evidence.sources import sources_of
from content.page.details import PageDetails
from content.page.rendered import rendered_page
from content.profile import in_language, profile

#: What is read out, or shown while something is missing.
SAID = ("alt", "aria-label", "title")
#: Icons stand beside words that say the same.
ICON = "icon"
#: On what grows by itself and says no more than other pages that are signed, or not, on their own.
NOT_SIGNED = "data-not-signed"


def words_of(content: PageContent) -> str:
    """The SHA-256 of what readers get of a text of a page, draft or not, or would get.

    Raises whatever a component raises that cannot be rendered.
    """
    return _digest(said_by(content))


def words_in(text: str, content: PageContent, details: PageDetails, request: HttpRequest) -> str:
    """The same of a text that has been rendered for this request already."""
    return _digest(_pieces(text, content, details, request))


def said_by(content: PageContent) -> list[str]:
    """What readers get of a text, in the order in which it is read: one piece for each stretch of words."""
    text, request = rendered_page(content)
    details = PageDetails.objects.filter(extended_object=content).first() or PageDetails()
    return _pieces(text, content, details, request)


def _pieces(text: str, content: PageContent, details: PageDetails, request: HttpRequest) -> list[str]:
    said = [content.title, content.page_title or "", content.meta_description or ""]
    with override(content.language):
        said.append(in_language(profile().approval) if details.speaks_of_benefit else "")
    said += _said(html.fragment_fromstring(text, create_parent="div"))
    for number, source in sources_of(request):
        said += [str(number), source.citation, source.link]
    return [_in_one_line(piece) for piece in said]


def _digest(said: list[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _said(element: html.HtmlElement) -> Iterator[str]:
    """What an element says, in the order in which it is read: one piece for each stretch of text."""
    if NOT_SIGNED in element.attrib:
        return
    if element.tag == "svg":
        if ICON not in (element.get("class") or "").split():
            yield etree.tostring(element, encoding="unicode", with_tail=False)
        return
    yield from (f"{name}={element.get(name)}" for name in SAID if element.get(name))
    if element.tag == "img":
        yield f"src={element.get('src', '')}"
    if element.tag == "a" and ":" in (target := element.get("href", "")):
        yield f"href={target}"  # those inside lead to the same page under another address when it is moved
    if element.text and element.text.strip():
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield from _said(child)
        if child.tail and child.tail.strip():
            yield child.tail


def _in_one_line(words: str) -> str:
    return " ".join(words.split())
