"""What a page is judged against: the other pages of the guide, and the records."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from lxml import html

from content.guide.document import Block, Document

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Around:
    """Everything that the rules ask about the rest of the guide.

    `titles` and `descriptions` lead from what `sameness` makes of them to the pages that have them: (id, title).
    `pages` are the ids of pages that readers can open, None where that is not known, and `unpublished_above` is the title
    of a page above that they cannot. `records` are rows as guide files hold them, by stem and key; those that the page
    names are enough, unless they are `all_records`: then a key that is not there is a mistake.
    """

    language: str = "en"
    titles: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    descriptions: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    pages: frozenset[str] | None = None
    unpublished_above: str = ""
    records: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    all_records: bool = False

    def findings_of(self, references: Iterable[str]) -> list[Row]:
        """The findings that come from any of these references."""
        wanted = set(references)
        return [row for row in self.records.get("findings", {}).values() if wanted & set(row.get("references") or ())]


def around(documents: Iterable[Document], records: Mapping[str, Iterable[Row]], language: str = "en") -> Around:
    """What each of several documents is judged against: all of them, which readers will be able to open."""
    documents = list(documents)
    return Around(
        language=language,
        titles=by_sameness((document.title, document.id, document.title) for document in documents),
        descriptions=by_sameness((document.description, document.id, document.title) for document in documents),
        pages=frozenset(document.id for document in documents),
        records={stem: {row["key"]: row for row in rows} for stem, rows in records.items()},
        all_records=True,
    )


def by_sameness(pages: Iterable[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    """From (text, id of the page, its title) to the pages whose text looks the same."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for text, guide_id, title in pages:
        if text:
            found[sameness(text)].append((guide_id, title))
    return dict(found)


def sameness(text: str) -> str:
    """What two texts have in common that look the same: without capitals, invisible characters and kinds of spaces."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().split())


def named_pages(document: Document) -> list[tuple[Block, str, str]]:
    """(block, id of a page, words) of each link to a page of the guide."""
    found = []
    for block in document.blocks:
        if block.settings.get("page"):
            found.append((block, block.settings["page"], block.settings.get("label", "")))
        for link in _elements(block, "a"):
            if (target := link.get("href", "")).startswith("page:"):
                found.append((block, target.removeprefix("page:").partition("#")[0], link.text_content().strip()))
    return found


#: Settings of blocks that hold the key of a record, and roles of inline components, with the stem of their records.
STEM_OF_SETTING = {"finding": "findings", "contrary": "findings"}
STEM_OF_ROLE = {"cite": "references", "fact": "clinic_facts", "term": "glossary"}


def named_records(document: Document) -> list[tuple[Block, str, str]]:
    """(block, stem, key) of each record that a page shows or cites."""
    found = []
    for block in document.blocks:
        for name, stem in STEM_OF_SETTING.items():
            if block.settings.get(name):
                found.append((block, stem, block.settings[name]))
        for inline in _elements(block, "guide-inline"):
            if stem := STEM_OF_ROLE.get(inline.get("role", ""), ""):
                found.append((block, stem, record_key(stem, inline.get("value", ""))))
    return found


def record_key(stem: str, value: str) -> str:
    """The key in what stands between the backticks: “feeling cut off <dissociation>” names “dissociation”."""
    match = re.search(r"<([^<>]+)>$", value.strip())
    return match[1] if match else slugify(value) if stem == "glossary" else value


def _elements(block: Block, tag: str) -> list[html.HtmlElement]:
    return list(html.fragment_fromstring(block.html, create_parent="div").iter(tag)) if f"<{tag}" in block.html else []
