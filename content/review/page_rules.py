"""Rules about a page as a whole: how it starts and ends, and what must stand with a benefit or a danger."""

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from lxml import html

from content.guide.document import Block, Document
from content.review.claims import is_benefit_number
from content.review.problem import Problem, at
from content.review.readability import MEASURES
from content.review.sentences import Passage
from content.review.vocabulary import Vocabulary
from content.richtext.matrix import is_matrix

FEWEST_SENTENCES = 2  # of an answer
RISK_LINK = "page:risks"
MOST_COLUMNS = 4
#: What stands in the place of words for a picture: the name of its file, or “image 1”.
NO_WORDS = re.compile(
    r"\S+\.(?:jpe?g|png|webp|gif|heic|avif|tiff?)$|(?:image|picture|photo|img|dsc)[ _-]?\d*$", re.IGNORECASE
)
#: What a red card must say: whom to call now.
EMERGENCY = re.compile(r"\b(?:911|988)\b")


def check(document: Document, found: list[Passage], words: Vocabulary, language: str) -> Iterator[Problem]:
    """What is wrong with the page as a whole."""
    yield from _answer(document, found, MEASURES.get(language, MEASURES["en"]).most_of_an_answer)
    yield from _next_step(document)
    yield from _benefit(document, found, words)
    yield from _cards(document, words)
    yield from _pictures(document)
    yield from _tables(document)


def _answer(document: Document, found: list[Passage], most: int) -> Iterator[Problem]:
    answers = [block for block in document.blocks if block.name == "answer"]
    if len(answers) != 1:
        advice = format_lazy(_("The page has {count} answers; it needs one, at its top."), count=len(answers))
        yield at(answers[1] if answers else None, "answer-first", advice, document.title)
        return
    first = next((block for block in document.blocks if not _is_red(block)), None)
    if first is not answers[0]:
        advice = _("Put the answer at the top. Only a red card may stand before it.")
        yield at(answers[0], "answer-first", advice, document.title)
    sentences = [passage.text for passage in found if passage.block == "answer" and passage.kind == "sentence"]
    if not FEWEST_SENTENCES <= len(sentences) <= most:
        advice = format_lazy(
            _("The answer has {count} sentences; write {most}."),
            count=len(sentences),
            most=pgettext_lazy("rule", "two") if most == FEWEST_SENTENCES else pgettext_lazy("rule", "two or three"),
        )
        yield at(answers[0], "answer-first", advice, " ".join(sentences))


def _next_step(document: Document) -> Iterator[Problem]:
    steps = [block for block in document.blocks if block.name == "next-step"]
    if len(steps) != 1 or document.blocks[-1] is not steps[0]:
        advice = _("End the page with one next step, and only one.")
        yield at(steps[-1] if steps else None, "next-step", advice, document.title)


def speaks_of_benefit(found: list[Passage], words: Vocabulary) -> Passage | None:
    """The first sentence of a page that says, or gives a number for, what ketamine infusions do for an illness."""
    for passage in found:
        if passage.kind not in {"sentence", "row"}:
            continue
        said = f"{' '.join(passage.header)} {passage.text}"
        if not words["offered"].search(said):
            continue
        if is_benefit_number(passage, words):
            return passage
        if passage.sources and all(words[name].search(said) for name in ("benefit", "whose_benefit", "effect")):
            return passage
    return None


def _drawn_benefit(document: Document) -> Passage | None:
    """The heading of the page's first evidence card: such a card shows what a treatment did."""
    card = next((block for block in document.blocks if block.name == "evidence-card"), None)
    if card is None:
        return None
    heading = card.settings.get("heading", document.title)
    return Passage(heading, "setting", line=card.line, number=card.number, component=card.component)


def _benefit(document: Document, found: list[Passage], words: Vocabulary) -> Iterator[Problem]:
    claim = speaks_of_benefit(found, words) or _drawn_benefit(document)
    if claim and not document.speaks_of_benefit:
        advice = _(
            "This page speaks of benefit. Tick “Speaks of benefit” in the page details (speaks_of_benefit: true): "
            "it then shows what FDA has approved."
        )
        yield at(claim, "approval-status", advice, about="page")
    if (claim or document.speaks_of_benefit) and not _names_risks(document, found, words):
        advice = _("This page speaks of benefit. Add a part about the risks, or a link to the page about them.")
        yield at(claim, "balance", advice, "" if claim else document.title, about="page")


def _names_risks(document: Document, found: list[Passage], words: Vocabulary) -> bool:
    if document.id == "risks" or any(RISK_LINK in block.html for block in document.blocks):
        return True
    return any(passage.kind == "heading" and words["risks"].search(passage.text) for passage in found)


def _is_red(block: Block) -> bool:
    return block.name == "care-card" and block.settings.get("level") == "emergency"


def _cards(document: Document, words: Vocabulary) -> Iterator[Problem]:
    for block in document.blocks:
        heading = block.settings.get("heading", "")
        if _is_red(block) and not EMERGENCY.search(f"{heading} {block.html}"):
            advice = _("Red is for emergencies only. Say when to call 911 or 988, or use a card of another level.")
            yield at(block, "red-card", advice, heading)
    if words["suicide"].search(document.title) and not (document.blocks and _is_red(document.blocks[0])):
        advice = _("A page about suicidal thoughts starts with the red card that says how to reach 988 and 911.")
        yield at(None, "crisis-card-first", advice, document.title, about="page")


def _pictures(document: Document) -> Iterator[Problem]:
    for block in document.blocks:
        if block.name != "figure" or block.settings.get("decorative") == "true":
            continue
        words = block.settings.get("alt", "").strip()
        if not words or NO_WORDS.match(words):
            advice = _("Say in words what the picture shows, or tick “only decoration”.")
            yield at(block, "picture-words", advice, words or block.settings.get("image", "picture"))


def _tables(document: Document) -> Iterator[Problem]:
    for block in document.blocks:
        for table in html.fragment_fromstring(block.html, create_parent="div").iter("table"):
            widest = max((len(row) for row in table.iter("tr")), default=0)
            if widest > MOST_COLUMNS and not (_is_form(table) or is_matrix(table)):
                advice = format_lazy(
                    _(
                        "The table has {count} columns; at most {most} can be compared on a phone. Make two "
                        "tables of it."
                    ),
                    count=widest,
                    most=MOST_COLUMNS,
                )
                yield at(block, "table-columns", advice, block.settings.get("heading", "") or first_words(table))


def _is_form(table: html.HtmlElement) -> bool:
    """Whether most cells are empty: a sheet to print and write on."""
    cells = [bool(cell.text_content().strip()) for cell in table.iter("td")]
    return sum(cells) * 2 < len(cells)


def first_words(element: html.HtmlElement) -> str:
    """The beginning of what an element says."""
    return " ".join(" ".join(element.itertext()).split()[:8])
