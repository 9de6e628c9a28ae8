"""Rules that look beyond the page: other pages, links, and the records that it shows."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.guide.document import Document
from content.review import words
from content.review.around import Around, Row, named_pages, named_records, sameness
from content.review.problem import Problem, at
from content.review.vocabulary import has_checks

DESCRIPTION_LENGTH = range(50, 161)
WHERE = pgettext_lazy("rule", "(Page, then Page settings)")
#: Columns of records that readers see inside a page.
SHOWN_IN_RECORDS = {
    "glossary": ("term", "definition"),
    "clinic_facts": ("value",),
    "findings": (
        "title",
        "outcome",
        "otherwise",
        "explained",
        "group",
        "comparison",
        "result",
        "must_say",
        "does_not_show",
    ),
}
NAME_OF_STEM = {
    "references": pgettext_lazy("rule", "reference"),
    "clinic_facts": pgettext_lazy("rule", "clinic fact"),
    "glossary": pgettext_lazy("rule", "word explained"),
    "findings": pgettext_lazy("rule", "finding"),
}


def check(document: Document, around: Around) -> Iterator[Problem]:
    """What is wrong with how a page stands among the others, with its links, and with the records that it shows."""
    yield from _description(document, around)
    yield from _title(document, around)
    if not document.blocks:
        yield at(None, "no-text", _("The page has no text yet."), about="page")
    if around.unpublished_above:
        advice = format_lazy(
            _("Publish the page above it first: “{title}”. Until then nobody could open this one."),
            title=around.unpublished_above,
        )
        yield at(None, "page-above", advice, about="page")
    yield from _links(document, around)
    yield from _lost(document)
    yield from _records(document, around)


def _description(document: Document, around: Around) -> Iterator[Problem]:
    description = document.description.strip()
    if not description:
        yield at(
            None,
            "description",
            format_lazy(_("Write a description for search engines {where}."), where=WHERE),
            about="none",
        )
    elif len(description) not in DESCRIPTION_LENGTH:
        advice = format_lazy(
            _("The description for search engines has {count} characters. Make it {least} to {most} {where}."),
            count=len(description),
            least=DESCRIPTION_LENGTH[0],
            most=DESCRIPTION_LENGTH[-1],
            where=WHERE,
        )
        yield at(None, "description", advice, description)
    elif twin := _twin(document, around.descriptions, description):
        advice = format_lazy(
            _("The page “{title}” has the same description. Write another one for this page."), title=twin
        )
        yield at(None, "description", advice, description)


def _title(document: Document, around: Around) -> Iterator[Problem]:
    if _twin(document, around.titles, document.title):
        advice = format_lazy(
            _("Another published page has the title “{title}”. Give this page its own."), title=document.title
        )
        yield at(None, "title", advice, document.title)


def _twin(document: Document, known: Mapping[str, Sequence[tuple[str, str]]], text: str) -> str:
    """The title of another page whose text looks the same; empty when there is none."""
    return next((title for guide_id, title in known.get(sameness(text), ()) if guide_id != document.id), "")


def _links(document: Document, around: Around) -> Iterator[Problem]:
    if around.pages is None:
        return
    for block, guide_id, link in named_pages(document):
        if guide_id != document.id and guide_id not in around.pages:
            advice = _(
                "This link leads to a page that readers cannot open. Publish that page first, or take the link out."
            )
            yield at(block, "link-to-draft", advice, link, about=guide_id)


def _lost(document: Document) -> Iterator[Problem]:
    for block in document.blocks:
        for lost in block.lost:
            if lost.kind == "link":
                advice = _("This link leads to a page that was deleted. Link to another page, or take the link out.")
                yield at(block, "link-to-nothing", advice, lost.words)
            else:
                advice = _(
                    "A source, a clinic fact or a word explained is missing here. Put it in again, or delete its place."
                )
                yield at(block, "reference-missing", advice, lost.words)


def _records(document: Document, around: Around) -> Iterator[Problem]:
    for block, stem, key in named_records(document):
        row = around.records.get(stem, {}).get(key)
        if row is None and around.all_records:
            yield at(
                block,
                "reference-missing",
                format_lazy(_("There is no {record} with the key “{key}”."), record=NAME_OF_STEM[stem], key=key),
                key,
            )
        elif row is not None:
            for problem in in_record(stem, row, around.language):
                yield at(
                    block,
                    words.RULE,
                    format_lazy(
                        _("{advice} It stands in the {record} “{key}”."),
                        advice=problem.advice,
                        record=NAME_OF_STEM[stem],
                        key=key,
                    ),
                    problem.sentence,
                )


def in_record(stem: str, row: Row, language: str) -> Iterator[Problem]:
    """The banned words in what readers of a language see of a record."""
    if not has_checks(language):
        return
    for name in SHOWN_IN_RECORDS.get(stem, ()):
        for found, advice in words.in_text(str(row.get(name) or ""), language):
            yield Problem(
                words.RULE,
                format_lazy(_("“{words}” may not stand here. {advice}"), words=found, advice=advice),
                f"{stem}: {row.get('key')}",
                str(row[name]),
                getattr(row, "line", 1),
            )
