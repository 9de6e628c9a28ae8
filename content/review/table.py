"""The table of reading grades, as docs/readability.md shows it."""

from collections.abc import Iterable
from statistics import median

from django.conf import settings

from content.guide.document import Document
from content.review import inflesz
from content.review.readability import Score, counted, score, spanish_ease, words_of
from content.review.sentences import passages


def readability_table(documents: Iterable[Document], language: str = settings.LANGUAGE_CODE) -> str:
    """A Markdown table of the pages of a language, and the medians. Raises KeyError for a language that is not measured."""
    return {"en": _english, "es": _spanish}[language](sorted(documents, key=lambda document: document.id))


def _english(documents: list[Document]) -> str:
    """Page, Flesch-Kincaid and SMOG grade, counted words, sentences of more than 25 words."""
    scores = [(document, page_score(document)) for document in documents]
    lines = ["| Page | Grade | SMOG | Words | Long sentences |", "|---|---:|---:|---:|---:|"]
    for document, result in scores:
        lines.append(
            f"| {_name(document)} | {result.grade:.1f} | {result.smog:.1f} | {result.words} | {result.long_sentences} |"
        )
    grades = [result.grade for _, result in scores]
    chapters = [result.grade for document, result in scores if document.template == "chapter"]
    lines += ["", f"Highest: {max(grades):.1f}. Median of all {len(grades)} pages: {median(grades):.1f}."]
    if chapters:
        lines[-1] += f" Median of the {len(chapters)} chapters: {median(chapters):.1f}."
    return "\n".join(lines)


def _spanish(documents: list[Document]) -> str:
    """Page, INFLESZ, counted words, sentences of more than 20 words."""
    lines = ["| Page in Spanish | INFLESZ | Words | Long sentences |", "|---|---:|---:|---:|"]
    eases = []
    for document in documents:
        texts = counted(found := passages(document, "es"))
        words = sum(len(words_of(text)) for text in texts)
        eases.append(spanish_ease(texts))
        long = sum(
            len(words_of(passage.text)) > inflesz.LONGEST_SENTENCE for passage in found if passage.kind == "sentence"
        )
        lines.append(f"| {_name(document)} | {eases[-1]:.1f} | {words} | {long} |")
    return "\n".join([*lines, "", f"Lowest: {min(eases):.1f}. Median of all {len(eases)} pages: {median(eases):.1f}."])


def _name(document: Document) -> str:
    return f"{document.id} (chapter)" if document.template == "chapter" else document.id


def page_score(document: Document) -> Score:
    """How hard an English page is to read."""
    return score(counted(passages(document)))
