"""What the rules ask about the rest of the guide (`content.review.around.Around`), as this site has it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from cms.models import PageContent
from django.apps import apps
from django.db.models import Q, QuerySet

from content.evidence.models import Finding
from content.guide.document import Document
from content.guide.files import RECORD_FILES
from content.review.around import Around, Row, by_sameness, named_pages, named_records

#: The id in guide files of a page that has none of its own.
OWN_ID = "page-"


def around_page(document: Document, content: PageContent, together: Collection[int] = ()) -> Around:
    """What this text of a page is judged against. `together` are the ids of pages that are being published with it."""
    others = list(_others(content, bool(together)))
    return Around(
        language=content.language,
        titles=by_sameness((title, "", title) for title, _ in others),
        descriptions=by_sameness((description, "", title) for title, description in others),
        pages=_open_pages({guide_id for _, guide_id, _ in named_pages(document)}, content.language, together),
        unpublished_above=_unpublished_above(content),
        records=_records(document, content.language),
    )


def _others(content: PageContent, many: bool) -> QuerySet:
    """Titles and descriptions of other published pages. Of many pages that are loaded at once, what is the same in every
    letter is enough: the files have been compared already, and a load must not take time with the square of its pages.
    """
    others = PageContent.objects.filter(language=content.language).exclude(page_id=content.page_id)
    if many:
        others = others.filter(Q(title=content.title) | Q(meta_description=content.meta_description))
    return others.values_list("title", "meta_description")


def _open_pages(named: set[str], language: str, together: Collection[int]) -> frozenset[str]:
    """Those of the named pages that readers can open, or will when these are published."""
    numbers = {int(number) for name in named if (number := name.removeprefix(OWN_ID)).isdecimal()}
    wanted = Q(page__reverse_id__in=named) | Q(page__in=numbers)
    found = list(PageContent.objects.filter(wanted, language=language).values_list("page_id", "page__reverse_id"))
    if together:
        drafts = PageContent.admin_manager.filter(wanted, language=language).values_list("page_id", "page__reverse_id")
        found += [(number, guide_id) for number, guide_id in drafts if number in together]
    return frozenset(name for number, guide_id in found for name in (guide_id, f"{OWN_ID}{number}") if name)


def _unpublished_above(content: PageContent) -> str:
    """The title of a page above that readers cannot open; empty when there is none."""
    for ancestor in content.page.get_ancestor_pages():
        if not PageContent.objects.filter(page=ancestor, language=content.language).exists():
            return ancestor.get_title(content.language) or str(ancestor)
    return ""


def _records(document: Document, language: str) -> dict[str, dict[str, Row]]:
    """The records that a page names, and the findings of the references that it cites."""
    keys: dict[str, set[str]] = defaultdict(set)
    for _, stem, key in named_records(document):
        keys[stem].add(key)
    found: dict[str, dict[str, Any]] = {}
    for stem, label in RECORD_FILES.items():
        rows = apps.get_model(label).objects.filter(key__in=keys[stem])
        found[stem] = (
            {row.key: row.in_language(language).guide_data() for row in rows}
            if keys[stem] and stem != "findings"
            else {}
        )
    findings = Finding.objects.filter(
        Q(key__in=keys["findings"]) | Q(references__key__in=keys["references"])
    ).distinct()
    for found_ in findings.prefetch_related("references"):
        finding = found_.in_language(language)
        row = {name: getattr(finding, name) for name in Finding.guide_fields}
        row |= {"key": finding.key, "references": [reference.key for reference in finding.references.all()]}
        found["findings"][finding.key] = row
    return found
