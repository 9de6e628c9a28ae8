"""References from and to the formats of reference managers: RIS, and PubMed's own (`.nbib`, the MEDLINE display format).

RIS: https://en.wikipedia.org/wiki/RIS_(file_format), read and written with rispy. PubMed's format:
https://www.nlm.nih.gov/bsd/mms/medlineelements.html, read with nbib. RIS keeps every column; PubMed's format has no place
for what a study found, its limits and its address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import nbib
import rispy
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from content.evidence.models import Reference

FORMATS = ("ris", "nbib")
#: A name in Vancouver style: family name, initials, and perhaps a suffix. What does not fit is an organization.
PERSON = re.compile(r"^(?P<family>.+?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|2nd|3rd|II|III))?$")
YEAR = re.compile(r"\d{4}")
FOUND, LIMITS = "What it found: ", "Limitations: "
ARTICLES = {"meta-analysis", "review", "rct", "observational", "lab"}
#: PubMed's publication types for our kinds; the first that a record has decides.
PUBLICATION_TYPES = {
    "Practice Guideline": "guideline",
    "Guideline": "guideline",
    "Meta-Analysis": "meta-analysis",
    "Randomized Controlled Trial": "rct",
    "Systematic Review": "review",
    "Review": "review",
    "Observational Study": "observational",
}


class ExchangeError(Exception):
    """A file of references that cannot be read: a sentence for whoever chose it."""


@dataclass
class Imported:
    """What an import did: the keys of new references, and of those that were there already and were left alone."""

    created: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


# --- Reading ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def import_references(text: str, file_format: str) -> Imported:
    """Add the references of a file that are not there yet, by PubMed id, DOI, key or title. Never changes one that is there.

    Raises ExchangeError; then nothing has been added.
    """
    report = Imported()
    for number, columns in enumerate(read(text, file_format), 1):
        key = columns.pop("key", "")
        if known := _find(key, columns):
            report.known.append(known.key)
            continue
        reference = Reference(key=_new_key(key, columns), **columns)
        try:
            reference.full_clean()
        except ValidationError as error:
            reasons = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
            raise ExchangeError(f"Reference {number} of the file cannot be kept. {reasons}") from error
        reference.save()
        report.created.append(reference.key)
    return report


def read(text: str, file_format: str) -> list[dict[str, str]]:
    """The columns of each reference in a file, with its key where the file has one. Raises ExchangeError."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        rows = rispy.loads(text) if file_format == "ris" else nbib.read(text.strip("\n") + "\n\n")
    except Exception as error:  # the parsers raise errors of many kinds for what is not their format
        raise ExchangeError(f"This is not a file in the format {file_format}: {error}") from error
    if not rows:
        raise ExchangeError(f"There is no reference in this file. Is it in the format {file_format}?")
    found = [_from_ris(row) if file_format == "ris" else _from_nbib(row) for row in rows]
    for number, columns in enumerate(found, 1):
        if not columns["title"]:
            raise ExchangeError(f"Reference {number} of the file has no title.")
    return found


def _from_ris(row: dict) -> dict[str, str]:
    notes = [str(note) for note in row.get("notes", ())]
    date = str(row.get("date", ""))
    first, last = str(row.get("start_page", "")), str(row.get("end_page", ""))
    urls = row.get("urls") or []
    kind = str(row.get("type_of_work", ""))
    columns = {
        "key": str(row.get("id", "")),
        "authors": ", ".join(_vancouver(name) for name in [*row.get("first_authors", ()), *row.get("authors", ())]),
        "title": row.get("title") or row.get("primary_title") or "",
        "container": row.get("secondary_title")
        or row.get("journal_name")
        or row.get("alternate_title3")
        or row.get("publisher")
        or "",
        "year": date if date and not re.match(r"^\d{4}(/|$)", date) else str(row.get("year", "")).partition("/")[0],
        "volume": row.get("volume", ""),
        "issue": row.get("number", ""),
        "pages": f"{first}-{last}" if last else first,
        "doi": re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", row.get("doi", ""), flags=re.IGNORECASE),
        "pmid": str(row.get("accession_number", "")) if str(row.get("accession_number", "")).isdigit() else "",
        "url": urls[0] if urls else "",
        "found": next((note.removeprefix(FOUND) for note in notes if note.startswith(FOUND)), ""),
        "limitations": next((note.removeprefix(LIMITS) for note in notes if note.startswith(LIMITS)), ""),
    }
    if kind in Reference.Kind.values:
        columns["kind"] = kind
    return _tidy(columns)


def _from_nbib(row: dict) -> dict[str, str]:
    types = row.get("publication_types", ())
    authors = [
        author.get("author_abbreviated") or _vancouver(author.get("author", "")) for author in row.get("authors", ())
    ]
    if row.get("corporate_author"):
        authors.append(row["corporate_author"])
    year = YEAR.search(str(row.get("publication_date", "")))
    columns = {
        "authors": ", ".join(authors),
        "title": row.get("title", "").rstrip("."),
        "container": row.get("journal") or row.get("journal_abbreviated") or "",
        "year": year[0] if year else "",
        "volume": row.get("journal_volume", ""),
        "issue": row.get("journal_issue", ""),
        "pages": row.get("pages", ""),
        "doi": row.get("doi", ""),
        "pmid": str(row.get("pubmed_id") or ""),
    }
    if kind := next((kind for name, kind in PUBLICATION_TYPES.items() if name in types), ""):
        columns["kind"] = kind
    return _tidy(columns)


def _tidy(columns: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(str(value or "").split()) for name, value in columns.items()}


def _vancouver(name: str) -> str:
    """“Dean, Rebecca Louise” or “Dean, R. L.” as “Dean RL”. A name without a comma is an organization and stays."""
    family, *rest = [part.strip() for part in name.split(",")]
    if not rest or not rest[0]:
        return family
    given, suffix = rest[0], " ".join(rest[1:])
    if not re.fullmatch(r"[A-Z]{1,4}", given):
        given = "".join(part[0].upper() for part in re.split(r"[\s.\-]+", given) if part)
    return " ".join(part for part in (family, given, suffix.rstrip(".")) if part)


def _find(key: str, columns: dict[str, str]) -> Reference | None:
    """The reference that is there already: the same PubMed id, else the same DOI, the same key, the same title."""
    same = (
        {"pmid": columns["pmid"]},
        {"doi__iexact": columns["doi"]},
        {"key": key},
        {"title__iexact": columns["title"]},
    )
    for wanted in same:
        if all(wanted.values()) and (found := Reference.objects.filter(**wanted).first()):
            return found
    return None


def _new_key(key: str, columns: dict[str, str]) -> str:
    """The file's own key where it can be one, else “dean2021”; with a letter behind it when that is taken."""
    if not re.fullmatch(r"[\w-]{1,60}", key, re.ASCII):
        author = PERSON.match(columns["authors"].split(",")[0])
        family = author["family"] if author else columns["authors"].split(",")[0] or columns["title"].split(" ")[0]
        key = f"{slugify(family).replace('-', '')[:40]}{columns['year'][:4]}" or "reference"
    taken = set(Reference.objects.filter(key__startswith=key).values_list("key", flat=True))
    return next(
        name for name in [key, *(f"{key}-{number}" for number in range(2, len(taken) + 3))] if name not in taken
    )


# --- Writing ---------------------------------------------------------------------------------------------------------


def write(references: Iterable[Reference], file_format: str) -> str:
    """The text of a file with these references."""
    if file_format == "ris":
        return rispy.dumps([_to_ris(reference) for reference in references])
    return "\n\n".join(_to_nbib(reference) for reference in references) + "\n"


def _names(reference: Reference) -> list[str]:
    return [name.strip() for name in reference.authors.split(",") if name.strip()]


def _family_first(name: str) -> str:
    """“Dean RL” as “Dean, RL”, which is how both formats want it."""
    person = PERSON.match(name)
    return ", ".join(part for part in person.groups() if part) if person else name


def _to_ris(reference: Reference) -> dict:
    first, _, last = reference.pages.partition("-")
    year = YEAR.search(reference.year)
    row = {
        "type_of_reference": "JOUR" if reference.kind in ARTICLES else "RPRT",
        "id": reference.key,
        "authors": [_family_first(name) for name in _names(reference)],
        "title": reference.title,
        "secondary_title": reference.container,
        "year": year[0] if year else "",
        "date": reference.year if not year or year[0] != reference.year else "",
        "volume": reference.volume,
        "number": reference.issue,
        "start_page": first,
        "end_page": last,
        "doi": reference.doi,
        "accession_number": reference.pmid,
        "name_of_database": "PubMed" if reference.pmid else "",
        "urls": [reference.url] if reference.url else [],
        "type_of_work": reference.kind,
        "notes": [
            prefix + " ".join(text.split())
            for prefix, text in ((FOUND, reference.found), (LIMITS, reference.limitations))
            if text
        ],
    }
    return {name: value for name, value in row.items() if value}


def _to_nbib(reference: Reference) -> str:
    types = [name for name, kind in PUBLICATION_TYPES.items() if kind == reference.kind][:1]
    authors = [(_family_first(name), name) for name in _names(reference)]
    lines = [
        ("PMID", reference.pmid),
        ("TI", reference.title),
        *(pair for full, short in authors for pair in (("FAU", full), ("AU", short))),
        *(("PT", name) for name in types),
        ("DP", reference.year),
        ("TA", reference.container),
        ("JT", reference.container),
        ("VI", reference.volume),
        ("IP", reference.issue),
        ("PG", reference.pages),
        ("AID", f"{reference.doi} [doi]" if reference.doi else ""),
    ]
    return "\n".join(f"{tag:<4}- {' '.join(value.split())}" for tag, value in lines if value)
