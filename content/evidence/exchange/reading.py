"""Reading files of references: record by record, so that one that cannot be read keeps nobody from the others."""

import html
import re
from collections.abc import Iterable, Iterator

import nbib
import rispy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.evidence.exchange import FOUND, LIMITS, PUBLICATION_TYPES, ExchangeError
from content.evidence.exchange.names import vancouver
from content.evidence.models import Reference

#: So many references are read at once: staff look at each before it is approved.
MOST_RECORDS = 500
MOST_AUTHORS = 200
YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
#: A DOI wherever it stands: alone, after “doi:”, or in the address of doi.org or of a library's proxy.
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>\[\]]+")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
#: Databases whose accession numbers are PubMed ids.
OF_PUBMED = re.compile(r"\b(?:pubmed|medline|nlm)\b", re.IGNORECASE)
#: Between two names; inside brackets it is part of one.
SEMICOLON = re.compile(r";(?![^()]*\))")
END_OF_RIS = re.compile(r"^ER  -.*$", re.MULTILINE)
NBIB_LINE = re.compile(r"^(?P<tag>[A-Z]{2,4}) *- (?P<value>.*(?:\n {6}.*)*)", re.MULTILINE)
#: The lines of PubMed's format that are read; others come in shapes that nbib refuses.
NBIB_TAGS = {"PMID", "TI", "FAU", "AU", "CN", "PT", "DP", "TA", "JT", "VI", "IP", "PG"}

Columns = dict[str, str]


def read(text: str, file_format: str) -> list[Columns | ExchangeError]:
    """For each reference in a file its columns, with its key where it has one, or why it cannot be read.

    Raises ExchangeError where the file as a whole cannot be read, or holds more than MOST_RECORDS.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    records = list(_ris_records(text) if file_format == "ris" else _nbib_records(text))
    if not records:
        raise ExchangeError(
            format_lazy(
                _("There is no reference in this file. Is it in the format {file_format}?"), file_format=file_format
            )
        )
    if len(records) > MOST_RECORDS:
        raise ExchangeError(
            format_lazy(
                _("This file has {records} references. Export at most {most_records} at a time."),
                records=len(records),
                most_records=MOST_RECORDS,
            )
        )
    return [_read_one(record, file_format) for record in records]


def _ris_records(text: str) -> Iterator[str]:
    for record in END_OF_RIS.split(text):
        start = re.search(r"^TY  - ", record, re.MULTILINE)
        if start:
            yield record[start.start() :].strip("\n") + "\nER  - \n"


def _nbib_records(text: str) -> Iterator[str]:
    for record in re.split(r"\n\s*\n(?=[A-Z]{2,4} *- )|\n(?=PMID *- )", "\n" + text):
        if NBIB_LINE.search(record):
            yield record


def _read_one(record: str, file_format: str) -> Columns | ExchangeError:
    try:
        columns = _from_ris(record) if file_format == "ris" else _from_nbib(record)
    except Exception as error:  # the parsers raise errors of many kinds for what is not their format
        return ExchangeError(
            format_lazy(_("It is not in the format {file_format}: {error}"), file_format=file_format, error=error)
        )
    return columns if columns["title"] else ExchangeError(_("It has no title."))


def _from_ris(record: str) -> Columns:
    (row,) = rispy.loads(record)
    notes = [str(note) for note in row.get("notes", ())]
    first, last = str(row.get("start_page", "")), str(row.get("end_page", ""))
    kind = str(row.get("type_of_work", ""))
    ours = kind in Reference.Kind.values
    number = str(row.get("accession_number", "")).strip()
    of_pubmed = OF_PUBMED.search(f"{row.get('name_of_database', '')} {row.get('database_provider', '')}")
    date = str(row.get("date", ""))
    columns = {
        "key": str(row.get("id", "")),
        "authors": _authors([*row.get("first_authors", ()), *row.get("authors", ())]),
        "title": row.get("title") or row.get("primary_title") or "",
        "container": row.get("secondary_title")
        or row.get("journal_name")
        or row.get("alternate_title3")
        or row.get("publisher")
        or "",
        # Our own files keep a date that is no year, such as “2021, updated 2023”, as it is.
        "year": date if ours and date else year_in(row.get("year"), row.get("publication_year"), date),
        "volume": row.get("volume", ""),
        "issue": row.get("number", ""),
        "pages": f"{first}-{last}" if last else first,
        "doi": _doi(row.get("doi"), *row.get("urls", ())),
        "pmid": number if number.isdecimal() and of_pubmed else "",
        "url": next(iter(row.get("urls") or []), ""),
        "found": next((note.removeprefix(FOUND) for note in notes if note.startswith(FOUND)), ""),
        "limitations": next((note.removeprefix(LIMITS) for note in notes if note.startswith(LIMITS)), ""),
    }
    return _tidy(columns | ({"kind": kind} if ours else {}))


def _from_nbib(record: str) -> Columns:
    lines = [(match["tag"], match["value"]) for match in NBIB_LINE.finditer(record)]
    known = [f"{tag:<4}- {value}" for tag, value in lines if tag in NBIB_TAGS]
    (row,) = nbib.read("\n".join(known) + "\n\n")
    types = row.get("publication_types", ())
    short = [author.get("author_abbreviated") or author.get("author", "") for author in row.get("authors", ())]
    organizations = [value for tag, value in lines if tag == "CN"]
    book = next((value for tag, value in lines if tag == "BTI"), "")
    columns = {
        "authors": _authors([*short, *organizations]),
        "title": (row.get("title") or book).rstrip("."),
        "container": row.get("journal") or row.get("journal_abbreviated") or "",
        "year": year_in(row.get("publication_date")),
        "volume": row.get("journal_volume", ""),
        "issue": row.get("journal_issue", ""),
        "pages": row.get("pages", ""),
        "doi": _doi(*(value for tag, value in lines if tag in {"AID", "LID"} and "[doi]" in value)),
        "pmid": str(row.get("pubmed_id") or ""),
    }
    kind = next((kind for name, kind in PUBLICATION_TYPES.items() if name in types), "")
    return _tidy(columns | ({"kind": kind} if kind else {}))


def _authors(names: Iterable[object]) -> str:
    """Names in Vancouver style. Some programs put several into one line, with semicolons between them."""
    single = [part.strip() for name in names for part in SEMICOLON.split(str(name)) if part.strip()]
    return ", ".join(vancouver(name) for name in single[:MOST_AUTHORS])


def year_in(*dates: object) -> str:
    """The first year that stands in any of these; empty where none does."""
    return next((found[0] for date in dates if (found := YEAR.search(str(date or "")))), "")


def _doi(*texts: object) -> str:
    found = next((match[0] for text in texts if (match := DOI.search(str(text or "")))), "")
    return found.rstrip(".,;)")


def _tidy(columns: dict[str, object]) -> Columns:
    """Plain words in single lines: some programs leave the marks of HTML in titles."""
    return {name: " ".join(_plain(str(value or "")).split()) for name, value in columns.items()}


def _plain(text: str) -> str:
    return MARKUP.sub("", html.unescape(html.unescape(text)))
