"""The questions that the search of a guide must answer, as its file `questions.yaml` says."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from cms.models import Page
from django.core.exceptions import ImproperlyConfigured

from content.page.links import address
from content.profile import profile
from content.search.site.distress import speaks_of_distress
from content.search.site.index import Index

FILE = "questions.yaml"
#: One of so many results, the first ones, must be right; of a hundred questions, for so many on the device and the server.
FIRST = 3
ON_DEVICE, ON_SERVER = 0.95, 0.90


@dataclass(frozen=True)
class Question:
    """What somebody types, and the places that answer it: page ids of guide files, with a heading after the sign #."""

    ask: str
    places: tuple[str, ...]
    has_errors: bool


def questions(language: str) -> list[Question]:
    """The questions of a language; none where the guide has no such file. Raises ImproperlyConfigured for one that is wrong."""
    folder = profile().search.get(language)
    path = folder / FILE if folder else Path()
    if not path.is_file():
        return []
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return [Question(str(row["ask"]), tuple(row["at"]), bool(row.get("errors"))) for row in rows]
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ImproperlyConfigured(f"{path}: each question needs “ask” and “at”: {error}") from error


def is_answered(question: Question, addresses: Iterable[str], by_id: dict[str, str]) -> bool:
    """Whether one of the first results is right. `by_id` has the addresses of pages by their ids."""
    first = list(addresses)[:FIRST]
    places = (place.partition("#") for place in question.places)
    return any(f"{by_id.get(page, '')}{sign if anchor else ''}{anchor}" in first for page, sign, anchor in places)


def addresses_by_id(language: str) -> dict[str, str]:
    """The address of each page that comes from a guide file, by its id."""
    found = Page.objects.filter(reverse_id__gt="", urls__language=language).values_list("reverse_id", "urls__path")
    return {guide_id: address(path, language) for guide_id, path in found if path is not None}


def unanswered(index: Index, language: str) -> list[tuple[str, list[str]]]:
    """Each question of the guide's file that the server does not answer, with the first addresses that it finds instead."""
    by_id = addresses_by_id(language)
    found = ((question, found_on_server(index, question.ask)) for question in questions(language))
    return [
        (question.ask, addresses[:FIRST])
        for question, addresses in found
        if not is_answered(question, addresses, by_id)
    ]


def found_on_server(index: Index, ask: str) -> list[str]:
    """The addresses that the server finds."""
    first = index.help_page if speaks_of_distress(ask, index.distress) else None
    return [result.address for result in index.ranking.search(ask, first)]
