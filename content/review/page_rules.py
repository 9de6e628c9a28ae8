"""Rules about a page as a whole: how it starts and ends, and what must stand with a benefit or a danger."""

import re
from collections.abc import Iterator

from content.guide.document import Block, Document
from content.review.claims import is_benefit_number
from content.review.finding import Finding
from content.review.sentences import Passage
from content.review.vocabulary import EFFECT

ANSWER_SENTENCES = 2
RISKS = re.compile(r"\b(?:risks?|side effects?|harms?|go wrong)\b", re.IGNORECASE)
RISK_LINK = "page:risks"
SUICIDE = re.compile(r"\bsuicid", re.IGNORECASE)
#: What a red card must say: whom to call now.
EMERGENCY = re.compile(r"\b(?:911|988)\b")
#: Words of benefit in a sentence with a source.
BENEFIT = re.compile(
    r"\b(?:response|remission|relief|eased?|eases|improved?|lifts?|lifted|better|fades?|benefits?|help(?:s|ed)?|anti-?depressant effect)\b",
    re.IGNORECASE,
)
CONDITIONS = re.compile(
    r"\b(?:depression|depressed|mood|anxiety|PTSD|pain|suicidal thoughts|symptoms?|people|patients)\b", re.IGNORECASE
)
TREATMENT = re.compile(r"\b(?:ketamine|infusions?|drip)\b", re.IGNORECASE)


def check(document: Document, found: list[Passage]) -> Iterator[Finding]:
    """What is wrong with the page as a whole."""
    yield from _answer(document, found)
    yield from _next_step(document)
    yield from _benefit(document, found)
    yield from _cards(document, found)


def _finding(document: Document, rule: str, line: int, sentence: str, advice: str) -> Finding:
    return Finding(rule, document.id, line, sentence, advice)


def _answer(document: Document, found: list[Passage]) -> Iterator[Finding]:
    answers = [block for block in document.blocks if block.name == "answer"]
    if len(answers) != 1:
        yield _finding(
            document,
            "answer-first",
            1,
            document.title,
            f"The page has {len(answers)} answers; it needs one, at its top.",
        )
        return
    first = next((block for block in document.blocks if not _is_red(block)), None)
    if first is not answers[0]:
        yield _finding(
            document,
            "answer-first",
            answers[0].line,
            document.title,
            "Put the answer at the top. Only a red card may stand before it.",
        )
    sentences = [passage for passage in found if passage.block == "answer" and passage.kind == "sentence"]
    if len(sentences) != ANSWER_SENTENCES:
        yield _finding(
            document,
            "answer-first",
            answers[0].line,
            " ".join(passage.text for passage in sentences),
            f"The answer has {len(sentences)} sentences; write two.",
        )


def _next_step(document: Document) -> Iterator[Finding]:
    steps = [block for block in document.blocks if block.name == "next-step"]
    if len(steps) != 1 or document.blocks[-1] is not steps[0]:
        line = steps[-1].line if steps else 1
        yield _finding(document, "next-step", line, document.title, "End the page with one next step, and only one.")


def speaks_of_benefit(found: list[Passage]) -> Passage | None:
    """The first sentence of a page that says, or gives a number for, what ketamine infusions do for an illness."""
    for passage in found:
        if passage.kind not in {"sentence", "row"}:
            continue
        words = f"{' '.join(passage.header)} {passage.text}"
        if is_benefit_number(passage) and TREATMENT.search(words):
            return passage
        if (
            passage.sources
            and BENEFIT.search(words)
            and TREATMENT.search(words)
            and CONDITIONS.search(words)
            and EFFECT.search(words)
        ):
            return passage
    return None


def _drawn_benefit(document: Document) -> Passage | None:
    """The heading of the page's first evidence card: such a card shows what a treatment did."""
    card = next((block for block in document.blocks if block.name == "evidence-card"), None)
    return Passage(card.settings.get("heading", document.title), "setting", line=card.line) if card else None


def _benefit(document: Document, found: list[Passage]) -> Iterator[Finding]:
    claim = speaks_of_benefit(found) or _drawn_benefit(document)
    if claim and not document.speaks_of_benefit:
        yield _finding(
            document,
            "approval-status",
            claim.line,
            claim.text,
            "This page speaks of benefit. Tick “Speaks of benefit” (speaks_of_benefit: true): it then shows what FDA has approved.",
        )
    if (claim or document.speaks_of_benefit) and not _names_risks(document, found):
        yield _finding(
            document,
            "balance",
            claim.line if claim else 1,
            claim.text if claim else document.title,
            "This page speaks of benefit. Add a part about the risks, or a link to the page about them ([risks](page:risks)).",
        )


def _names_risks(document: Document, found: list[Passage]) -> bool:
    if document.id == "risks" or any(RISK_LINK in block.html for block in document.blocks):
        return True
    return any(passage.kind == "heading" and RISKS.search(passage.text) for passage in found)


def _is_red(block: Block) -> bool:
    return block.name == "care-card" and block.settings.get("level") == "emergency"


def _cards(document: Document, found: list[Passage]) -> Iterator[Finding]:
    for block in document.blocks:
        if _is_red(block) and not EMERGENCY.search(f"{block.settings.get('heading', '')} {block.html}"):
            yield _finding(
                document,
                "red-card",
                block.line,
                block.settings.get("heading", ""),
                "Red is for emergencies only. Say when to call 911 or 988, or use a card of another level.",
            )
    if SUICIDE.search(document.title) and not (document.blocks and _is_red(document.blocks[0])):
        yield _finding(
            document,
            "crisis-card-first",
            1,
            document.title,
            "A page about suicidal thoughts starts with the red card that says how to reach 988 and 911.",
        )
