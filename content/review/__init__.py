"""Reading the guide's text the way a careful editor does, and saying where it breaks the guide's own rules.

Everything here looks at a `content.guide.document.Document` and nothing else: no database, no network. `review` is
asked by `manage.py check_content`, and can be asked by anything else that has a document.
"""

from collections.abc import Iterator
from typing import Any

from content.guide.document import Document
from content.review import claims, page_rules, readability, words
from content.review.finding import Finding
from content.review.sentences import passages

__all__ = ["Finding", "review", "review_records"]


def review(document: Document) -> list[Finding]:
    """Everything in one page that breaks a rule, in the order of its lines; warnings among them."""
    found = passages(document)
    findings = [
        *claims.check(document, found),
        *words.check(document, found),
        *page_rules.check(document, found),
        *readability.check(document, found),
    ]
    return sorted(findings, key=lambda finding: finding.line)


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


def review_records(records: dict[str, list[dict[str, Any]]]) -> Iterator[Finding]:
    """Banned words in the records that pages show: explained words, findings and the clinic's own facts."""
    for stem, names in SHOWN_IN_RECORDS.items():
        for row in records.get(stem, ()):
            for name in names:
                for found, advice in words.in_text(str(row.get(name) or "")):
                    message = f"“{found}” may not stand here. {advice}"
                    yield Finding(
                        words.RULE, f"{stem}: {row.get('key')}", getattr(row, "line", 1), str(row[name]), message
                    )
