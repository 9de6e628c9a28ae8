"""Rules about what a text marks up: its headings leave no level out, and its links say where they lead."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from lxml import html

from content.guide.document import Block, Document
from content.review.around import INVISIBLE
from content.review.problem import Level, Problem, at
from content.review.vocabulary import Vocabulary
from ketaguide.words import Words

LEVEL_LEFT_OUT = _("This heading leaves a level out. Make it a heading of level {level}.")
LEVELS = {"h2": 2, "h3": 3, "h4": 4}
#: Blocks that begin with a heading of level 2 whatever their settings say, and those whose “heading” is none in HTML.
ALWAYS_HEADED = {"next-step", "do-dont-list", "glossary-list", "teach-back", "tool"}
NAMED_OTHERWISE = {"compare-table", "diagram", "evidence-card"}
#: An address as browsers show it. The bare name of a website is left alone: it can be said, and typed from paper.
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def check(document: Document, words: Vocabulary) -> Iterator[Problem]:
    """Headings that leave a level out (WCAG 2.2, technique G141), and links that say nothing (success criterion 2.4.4)."""
    level = 1  # the title of the page
    for block in document.blocks:
        if _begins_with_heading(block):
            level = 2
        root = html.fragment_fromstring(block.html, create_parent="div")
        for heading in root.iter(*LEVELS):
            above, level = level, LEVELS[heading.tag]
            if level > above + 1:
                advice = format_lazy(LEVEL_LEFT_OUT, level=above + 1)
                yield _at(block, "heading-order", advice, _words(heading))
        for link in root.iter("a"):
            yield from _link(block, link, words)
        if block.settings.get("page") and (label := block.settings.get("label", "")):
            yield from _says_nothing(block, label, words)


def _begins_with_heading(block: Block) -> bool:
    return block.name in ALWAYS_HEADED or bool(block.settings.get("heading") and block.name not in NAMED_OTHERWISE)


def _link(block: Block, link: html.HtmlElement, words: Vocabulary) -> Iterator[Problem]:
    """A clinic fact and a word explained are words of a link, the number of a source is none."""
    if any(inline.get("role") != "cite" for inline in link.iter("guide-inline")):
        return
    said = _words(link)
    if re.search(r"\w", said):
        yield from _says_nothing(block, said, words)
        return
    advice = _("A link here has no words, so that nobody finds it. Write where it leads, or take the link out.")
    address = link.get("href", "")
    yield _at(block, "link-words", advice, _words(link.getparent()) or address, about=address)


def _says_nothing(block: Block, said: str, words: Vocabulary) -> Iterator[Problem]:
    if ADDRESS.fullmatch(said) or words["bare_link"].search(said):
        advice = _("The words of this link do not say where it leads. Write the name of what is there.")
        yield replace(_at(block, "link-words", advice, said), level=Level.WARNS)


def _at(block: Block, rule: str, advice: Words, said: str, about: str = "") -> Problem:
    return replace(at(block, rule, advice, said, about=about), line=block.line_of(said) if said else block.line)


def _words(element: html.HtmlElement) -> str:
    return " ".join(INVISIBLE.sub("", element.text_content()).split())
