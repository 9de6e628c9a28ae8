"""Adding the references of a file that are not there yet."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from content.evidence.exchange import ExchangeError
from content.evidence.exchange.names import PERSON
from content.evidence.exchange.reading import Columns, read, year_in
from content.evidence.models import Reference

#: What all has to be the same, with the year, in two records without a number that identifies them.
DESCRIPTION = ("title", "authors", "container")


@dataclass
class Imported:
    """What an import did: the keys of new references, of those that were there already and were left alone, and for each
    record that cannot be kept a sentence that says which and why.
    """

    created: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Known:
    """The references that are there: read once, however many are imported."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self._by: dict[tuple, str] = {}
        for row in Reference.objects.values("key", "pmid", "doi", "year", *DESCRIPTION):
            self.add(row.pop("key"), row)

    def add(self, key: str, columns: Columns) -> None:
        self.keys.add(key)
        for identity in _identities(columns):
            self._by.setdefault(identity, key)

    def find(self, columns: Columns) -> str:
        """The key of the reference that is the same; empty where there is none."""
        return next((self._by[identity] for identity in _identities(columns) if identity in self._by), "")


def _identities(columns: Columns) -> list[tuple]:
    """What makes two records the same reference: the PubMed id, the DOI, or, for those without, their whole description.

    Never the title alone, which two studies can share, nor the number of a record in another program.
    """
    numbers = [(name, columns[name].lower()) for name in ("pmid", "doi") if columns.get(name)]
    described = (re.sub(r"\W+", " ", columns[name].casefold()).strip() for name in DESCRIPTION)
    return numbers or [("description", *described, year_in(columns["year"]))]


@transaction.atomic
def import_references(text: str, file_format: str) -> Imported:
    """Add the references of a file that are not there yet. Never changes one that is.

    Raises ExchangeError where the file as a whole cannot be read; then nothing has been added.
    """
    report, known = Imported(), Known()
    for number, columns in enumerate(read(text, file_format), 1):
        if isinstance(columns, ExchangeError):
            report.refused.append(f"Reference {number}: {columns}")
            continue
        own_key = columns.pop("key", "")
        if same := known.find(columns):
            report.known.append(same)
            continue
        reference = Reference(key=_new_key(own_key, columns, known.keys), **columns)
        try:
            reference.full_clean()
        except ValidationError as error:
            reasons = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
            report.refused.append(f"Reference {number}, “{columns['title'][:60]}”: {reasons}")
            continue
        reference.save()
        known.add(reference.key, columns)
        report.created.append(reference.key)
    return report


def _new_key(key: str, columns: Columns, taken: set[str]) -> str:
    """The file's own key where it can be one, else “dean2021”; with a number behind it when that is taken."""
    if not re.fullmatch(r"(?=.*[A-Za-z])[\w-]{1,60}", key, re.ASCII):
        author = PERSON.match(columns["authors"].split(",")[0])
        family = author["family"] if author else columns["authors"].split(",")[0] or columns["title"].split(" ")[0]
        key = f"{slugify(family).replace('-', '')[:40]}{columns['year'][:4]}" or "reference"
    number = 1
    while (candidate := key if number == 1 else f"{key}-{number}") in taken:
        number += 1
    return candidate
