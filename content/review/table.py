"""The table of reading grades, as docs/readability.md shows it."""

from collections.abc import Iterable
from statistics import median

from content.guide.document import Document
from content.review.readability import Score, counted, score
from content.review.sentences import passages


def readability_table(documents: Iterable[Document]) -> str:
    """A Markdown table: page, Flesch-Kincaid and SMOG grade, counted words, sentences of more than 25 words; then the medians."""
    scores = [(document, page_score(document)) for document in sorted(documents, key=lambda document: document.id)]
    lines = ["| Page | Grade | SMOG | Words | Long sentences |", "|---|---:|---:|---:|---:|"]
    for document, result in scores:
        name = f"{document.id} (chapter)" if document.template == "chapter" else document.id
        lines.append(f"| {name} | {result.grade:.1f} | {result.smog:.1f} | {result.words} | {result.long_sentences} |")
    grades = [result.grade for _, result in scores]
    chapters = [result.grade for document, result in scores if document.template == "chapter"]
    lines += ["", f"Highest: {max(grades):.1f}. Median of all {len(grades)} pages: {median(grades):.1f}."]
    if chapters:
        lines[-1] += f" Median of the {len(chapters)} chapters: {median(chapters):.1f}."
    return "\n".join(lines)


def page_score(document: Document) -> Score:
    """How hard a page is to read."""
    return score(counted(passages(document)))
