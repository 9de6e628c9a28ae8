"""Writing files of references for other programs."""

import re
from collections.abc import Iterable

import rispy

from content.evidence.exchange import FOUND, LIMITS, PUBLICATION_TYPES
from content.evidence.exchange.names import family_first, listed
from content.evidence.models import Reference

YEAR = re.compile(r"\d{4}")
ARTICLES = {"meta-analysis", "review", "rct", "observational", "lab"}


def write(references: Iterable[Reference], file_format: str) -> str:
    """The text of a file with these references."""
    if file_format == "ris":
        return rispy.dumps([_to_ris(reference) for reference in references])
    return "\n\n".join(_to_nbib(reference) for reference in references) + "\n"


def _to_ris(reference: Reference) -> dict:
    first, _, last = reference.pages.partition("-")
    year = YEAR.search(reference.year)
    row = {
        "type_of_reference": "JOUR" if reference.kind in ARTICLES else "RPRT",
        "id": reference.key,
        "authors": [family_first(name) for name in listed(reference.authors)],
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
    authors = [(family_first(name), name) for name in listed(reference.authors)]
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
