"""Claims about evidence: each needs a source, and a benefit number needs what makes it honest beside it.

The rules look at words, so they can miss a claim that is worded in a new way; they are made to err on the side of
asking. A question, an instruction ("Tell us …"), a condition ("If …"), and a sentence that says what nobody knows make no
claim.
"""

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.review.problem import REFUSES, WARNS, Problem, at, in_a_row
from content.review.sentences import Passage
from content.review.vocabulary import Vocabulary, vocabulary
from ketaguide.words import Words

#: What stands beside a benefit number: what it is called in messages, and its pattern in the vocabulary.
BESIDE = (
    (pgettext_lazy("rule", "group"), "group"),
    (pgettext_lazy("rule", "comparison"), "compared"),
    (pgettext_lazy("rule", "number of people"), "how_many"),
    (pgettext_lazy("rule", "time"), "time"),
)


A_FREQUENCY = "a frequency"


def check(found: list[Passage], words: Vocabulary) -> Iterator[Problem]:
    """The claims of a page that stand without a source, or without what must stand beside them."""
    yield from _uncited(found, words)
    yield from _benefit_numbers(found, words)
    yield from _figures_of_another_form(found, words)


# --- Every claim has a source ----------------------------------------------------------------------------------------


def why_a_claim(passage: Passage, words: Vocabulary | None = None) -> str:
    """What in a sentence needs a source: "a number", "a frequency", "a comparison", "a claim of effect"; else empty."""
    words, text = words or vocabulary(), passage.text
    if passage.kind == "row":
        text = " | ".join(cell for cell in passage.cells if not words["instruction"].search(cell))
        numbers = words["evidence_number"].search(text) or words["number_of_studies"].search(text)
        return "a number" if numbers or _numeric_cells(passage) else ""
    if passage.kind != "sentence" or words["question"].search(text):
        return ""
    if words["evidence_number"].search(text):
        return "a number"
    if words["instruction"].search(text) or words["no_claim"].search(text) or words["condition"].search(text):
        return ""
    if words["status"].search(text):
        return "a claim about what is known or approved"
    if words["number_of_studies"].search(text):
        return "a number"
    if words["study_found"].search(text):
        return "a claim about studies"
    if words["comparison"].search(text) and words["medical"].search(text):
        return "a comparison"
    if words["frequency"].search(text) and words["medical"].search(text):
        return A_FREQUENCY
    text = words["where_it_holds"].sub("", text)
    if words["effect"].search(text) or (words["can_do"].search(text) and words["medical"].search(text)):
        return "a claim of effect"
    return ""


def _numeric_cells(passage: Passage) -> bool:
    return len([cell for cell in passage.cells[1:] if re.match(r"^\d+(?:\.\d+)?\b", cell)]) > 1


def _uncited(found: list[Passage], words: Vocabulary) -> Iterator[Problem]:
    for passage in found:
        if not passage.covered and (reason := why_a_claim(passage, words)):
            yield at(
                passage,
                "citation",
                format_lazy(
                    _(
                        "This is {reason} without a source. Add a source after the sentence, or say it as an instruction or as unknown."
                    ),
                    reason=pgettext_lazy("rule", reason),
                ),
                level=WARNS if reason == A_FREQUENCY and not words["weighty"].search(passage.text) else REFUSES,
            )


# --- A benefit number stands with its group, comparison, people and time ---------------------------------------------


def _benefit_numbers(found: list[Passage], words: Vocabulary) -> Iterator[Problem]:
    """A number of people who got better must name the treatment, the comparison, the people and the time.

    They stand in the same sentence or in the one next to it; for a row of a table, in the row, in the head of the table or
    in the sentence that introduces it.
    """
    shown = [passage for passage in found if passage.kind in {"sentence", "row"}]
    for index, passage in enumerate(shown):
        if not is_benefit_number(passage, words):
            continue
        lacking = min((_lacking(window, words) for window in _windows(shown, index)), key=len)
        if lacking:
            yield at(
                passage,
                "benefit-number",
                format_lazy(
                    _("A benefit number needs its {parts} in the same or the next sentence."),
                    parts=in_a_row(lacking),
                ),
            )


def is_benefit_number(passage: Passage, words: Vocabulary) -> bool:
    """Whether a sentence or row gives the number of people who got better, or who stayed so."""
    if passage.kind == "row":
        whole = " | ".join([*passage.header, passage.text])
        return bool(words["share"].search(passage.text) and words["benefit_number"].search(whole))
    if passage.kind != "sentence" or words["question"].search(passage.text) or words["meaning"].search(passage.text):
        return False
    return bool(words["benefit_number"].search(passage.text))


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


def _lacking(text: str, words: Vocabulary) -> list[Words]:
    return [name for name, pattern in BESIDE if not words[pattern].search(text)]


# --- Figures of another form of the treatment are not figures of this one ----------------------------------------------


def _figures_of_another_form(found: list[Passage], words: Vocabulary) -> Iterator[Problem]:
    """A sentence or row with a share whose only sources studied another form must say so itself."""
    other = words.only_other_form
    for passage in found:
        if not passage.sources or not set(other["sources"]).issuperset(passage.sources):
            continue
        said = " | ".join([*passage.header, passage.text])
        shares = words["share"].search(passage.text) or _numeric_cells(passage)
        if shares and not words["other_form"].search(said):
            advice = format_lazy(
                _("This figure comes from another form. Say “{say}” in the sentence, or use {instead}."),
                say=other["say"],
                instead=pgettext_lazy("rule", other["instead"]),
            )
            yield at(passage, "spray-figure", advice)
