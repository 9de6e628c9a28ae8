"""Claims about evidence: each needs a source, and a benefit number needs what makes it honest beside it.

The rules look at words, so they can miss a claim that is worded in a new way; they are made to err on the side of
asking. A question, an instruction ("Tell us …"), a condition ("If …"), and a sentence that says what nobody knows make no
claim.
"""

import re
from collections.abc import Iterator

from content.guide.document import Document
from content.review import vocabulary
from content.review.problem import REFUSES, WARNS, Problem, at
from content.review.sentences import Passage

BESIDE = (
    ("group", vocabulary.GROUP),
    ("comparison", vocabulary.COMPARED),
    ("number of people", vocabulary.HOW_MANY),
    ("time", vocabulary.TIME),
)


A_FREQUENCY = "a frequency"


def check(document: Document, found: list[Passage]) -> Iterator[Problem]:
    """The claims of a page that stand without a source, or without what must stand beside them."""
    yield from _uncited(document, found)
    yield from _benefit_numbers(document, found)
    yield from _spray_figures(document, found)


# --- Every claim has a source ----------------------------------------------------------------------------------------


def why_a_claim(passage: Passage) -> str:
    """What in a sentence needs a source: "a number", "a frequency", "a comparison", "a claim of effect"; else empty."""
    text = passage.text
    if passage.kind == "row":
        text = " | ".join(cell for cell in passage.cells if not vocabulary.INSTRUCTION.search(cell))
        numbers = vocabulary.EVIDENCE_NUMBER.search(text) or vocabulary.NUMBER_OF_STUDIES.search(text)
        return "a number" if numbers or _numeric_cells(passage) else ""
    if passage.kind != "sentence" or vocabulary.QUESTION.search(text):
        return ""
    if vocabulary.EVIDENCE_NUMBER.search(text):
        return "a number"
    if vocabulary.INSTRUCTION.search(text) or vocabulary.NO_CLAIM.search(text) or vocabulary.CONDITION.search(text):
        return ""
    if vocabulary.STATUS.search(text):
        return "a claim about what is known or approved"
    if vocabulary.NUMBER_OF_STUDIES.search(text):
        return "a number"
    if vocabulary.STUDY_FOUND.search(text):
        return "a claim about studies"
    if vocabulary.COMPARISON.search(text) and vocabulary.MEDICAL.search(text):
        return "a comparison"
    if vocabulary.FREQUENCY.search(text) and vocabulary.MEDICAL.search(text):
        return A_FREQUENCY
    text = vocabulary.WHERE_IT_HOLDS.sub("", text)
    if vocabulary.EFFECT.search(text) or (vocabulary.CAN_DO.search(text) and vocabulary.MEDICAL.search(text)):
        return "a claim of effect"
    return ""


def _numeric_cells(passage: Passage) -> bool:
    return len([cell for cell in passage.cells[1:] if re.match(r"^\d+(?:\.\d+)?\b", cell)]) > 1


def _uncited(document: Document, found: list[Passage]) -> Iterator[Problem]:
    for passage in found:
        if not passage.covered and (reason := why_a_claim(passage)):
            yield at(
                passage,
                "citation",
                f"This is {reason} without a source. Add a source after the sentence, or say it as an instruction or as unknown.",
                level=WARNS if reason == A_FREQUENCY and not vocabulary.WEIGHTY.search(passage.text) else REFUSES,
            )


# --- A benefit number stands with its group, comparison, people and time ---------------------------------------------


def _benefit_numbers(document: Document, found: list[Passage]) -> Iterator[Problem]:
    """A number of people who got better must name the treatment, the comparison, the people and the time.

    They stand in the same sentence or in the one next to it; for a row of a table, in the row, in the head of the table or
    in the sentence that introduces it.
    """
    shown = [passage for passage in found if passage.kind in {"sentence", "row"}]
    for index, passage in enumerate(shown):
        if not is_benefit_number(passage):
            continue
        lacking = min((_lacking(window) for window in _windows(shown, index)), key=len)
        if lacking:
            yield at(
                passage,
                "benefit-number",
                f"A benefit number needs its {' and '.join(lacking)} in the same or the next sentence.",
            )


def is_benefit_number(passage: Passage) -> bool:
    """Whether a sentence or row gives the number of people who got better, or who stayed so."""
    if passage.kind == "row":
        whole = " | ".join([*passage.header, passage.text])
        return bool(re.search(vocabulary.SHARE, passage.text) and vocabulary.BENEFIT_NUMBER.search(whole))
    if (
        passage.kind != "sentence"
        or vocabulary.QUESTION.search(passage.text)
        or vocabulary.MEANING.search(passage.text)
    ):
        return False
    return bool(vocabulary.BENEFIT_NUMBER.search(passage.text))


def _windows(shown: list[Passage], index: int) -> Iterator[str]:
    """The texts in which the four companions may stand: this sentence with the one before, or with the one after."""
    passage = shown[index]
    if passage.kind == "row":
        yield " | ".join([passage.intro, *passage.header, passage.text])
        return
    yield passage.text
    for other in (index - 1, index + 1):
        if 0 <= other < len(shown) and shown[other].kind == "sentence" and shown[other].section == passage.section:
            yield f"{passage.text} {shown[other].text}"


def _lacking(text: str) -> list[str]:
    return [name for name, pattern in BESIDE if not pattern.search(text)]


# --- Figures of the nasal spray are not figures of infusions ---------------------------------------------------------


def _spray_figures(document: Document, found: list[Passage]) -> Iterator[Problem]:
    """A sentence or row with a share whose only sources studied the spray must say so itself."""
    for passage in found:
        if not passage.sources or not vocabulary.SPRAY_SOURCES.issuperset(passage.sources):
            continue
        said = " | ".join([*passage.header, passage.text])
        if (re.search(vocabulary.SHARE, passage.text) or _numeric_cells(passage)) and not vocabulary.SPRAY.search(said):
            yield at(
                passage,
                "spray-figure",
                "This figure comes from the nasal spray. Say “esketamine spray” in the sentence, or use a figure from infusions.",
            )
