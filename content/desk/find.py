"""Search for staff: one field for pages and their drafts, records, files and people, each only for whoever may see it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from djangocms_versioning.constants import DRAFT, PUBLISHED
from filer.models import File, Image

from content.clinic.models import ClinicFact
from content.desk.form_of import form_of
from content.desk.work import WORDS
from content.evidence.models import Finding, Reference
from content.glossary.models import GlossaryTerm
from content.page.links import address, public_paths
from content.page.versions import page_versions
from content.page.wording import OF_PAGE, wording_of
from content.records.record import Record
from content.richtext.reading import one_line
from content.search.site.words import fold
from content.signoff.models import Reviewer
from content.staff.accounts import SYSTEM_USERNAME
from ketaguide.words import Words

#: In the address, which logs leave out from the question mark on.
WORDS_FIELD = "words"
LONGEST = 100
#: Of each group.
MOST_SHOWN = 20
#: Letters that stand around what was found.
AROUND = 80
RECORDS: tuple[type[Record], ...] = (ClinicFact, GlossaryTerm, Finding, Reference)


@dataclass(frozen=True)
class Thing:
    """Something that can be found: what it is called, what is said of it beside, where it is, and all that it says."""

    title: str
    about: Words
    url: str
    lines: list[str]
    language: str = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Found:
    """A thing that holds all the words, and a piece of the line in which the first of them stands."""

    thing: Thing
    snippet: SafeString


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first of it, and how many there are."""

    name: Words
    found: list[Found]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.found)


@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The results for the words in the address; without words, the field alone."""
    typed = one_line(request.GET.get(WORDS_FIELD, ""))[:LONGEST]
    groups = search(typed, request.user)
    context = {
        **admin.site.each_context(request),
        "title": format_lazy(_("Search: {typed}"), typed=typed) if typed else _("Search"),
        "typed": typed,
        "groups": groups,
        "count": sum(group.count for group in groups),
    }
    return TemplateResponse(request, "staff/find.html", context)


def search(typed: str, user: Any) -> list[Group]:
    """What holds every word that was typed, by kind. As many queries for a large guide as for a small one."""
    words = fold(typed).split()
    if not words:
        return []
    groups = []
    for name, permission, things in KINDS:
        if not user.has_perm(permission):
            continue
        found = [Found(thing, shown) for thing in things() if (shown := _shown(thing, words)) is not None]
        if found:
            found.sort(key=lambda each: not all(word in fold(each.thing.title) for word in words))
            groups.append(Group(name, found[:MOST_SHOWN], len(found)))
    return groups


def _shown(thing: Thing, words: list[str]) -> SafeString | None:
    """The piece of a thing to show with it, its words marked; None where a word is missing."""
    lines = [(line, fold(line)) for line in [*thing.lines, thing.title]]
    if not all(any(word in folded for _, folded in lines) for word in words):
        return None
    best = max(lines, key=lambda line: sum(word in line[1] for word in words))[0]
    return _marked(best, words) if best != thing.title else SafeString("")


def _marked(line: str, words: list[str]) -> SafeString:
    """A line, cut around the first of the words, with what was looked for in <mark>."""
    places = [place for word in words if (place := _place_of(word, line))]
    start = max(0, min(place[0] for place in places) - AROUND)
    start = start and line.find(" ", start) + 1
    end = min(len(line), start + 3 * AROUND)
    pieces = re.split("(" + "|".join(re.escape(line[a:b]) for a, b in places) + ")", line[start:end])
    marked = format_html_join("", "{}{}{}", (_as_mark(number, piece) for number, piece in enumerate(pieces)))
    before, after = "… " if start else "", " …" if end < len(line) else ""
    return SafeString(f"{before}{marked}{after}")


def _as_mark(number: int, piece: str) -> tuple[str, str, str]:
    """Every second piece is what was looked for."""
    return (SafeString("<mark>"), piece, SafeString("</mark>")) if number % 2 else ("", piece, "")


def _place_of(word: str, line: str) -> tuple[int, int] | None:
    """Where a folded word stands in a line as it is written; None where it does not."""
    folded, places = "", []
    for place, sign in enumerate(line):
        piece = fold(sign)
        folded += piece
        places += [place] * len(piece)
    found = folded.find(word)
    return (places[found], places[found + len(word) - 1] + 1) if found >= 0 else None


# --- What there is to find -------------------------------------------------------------------------------------------


def _texts() -> Iterator[Thing]:
    """The public texts of pages, and the drafts, in the order of the page tree."""
    states = dict(page_versions(state__in=[DRAFT, PUBLISHED]).values_list("object_id", "state"))
    contents = list(PageContent.admin_manager.filter(pk__in=states).select_related("page").order_by("page__path"))
    said = wording_of(contents)
    paths = public_paths()
    names = dict(settings.LANGUAGES)
    for content in contents:
        path = paths.get((content.page_id, content.language))
        is_public = states[content.pk] == PUBLISHED
        yield Thing(
            title=content.title,
            about=f"{_(WORDS[states[content.pk]])}, {names.get(content.language, content.language)}",
            url=address(path, content.language)
            if is_public and path is not None
            else get_object_preview_url(content, content.language),
            lines=[
                *(piece.plain for piece in said.get(content.pk, [])),
                *filter(None, (getattr(content, name) for name in OF_PAGE)),
            ],
            language=content.language,
        )


def _records(model: type[Record]) -> Callable[[], Iterator[Thing]]:
    """All records of one kind, with their words in every language."""
    columns = [
        column.name
        for column in model._meta.local_fields
        if isinstance(column, models.CharField | models.TextField) and not column.choices and column.editable
    ]

    def things() -> Iterator[Thing]:
        for record in model._default_manager.all():
            told = [words for other in record.translations.values() for words in other.get("words", {}).values()]
            lines = [str(getattr(record, name)) for name in columns]
            about = "" if record.approved else _("Waits for approval")
            yield Thing(str(record), about, form_of(record), [*lines, *map(str, told)])

    return things


def _files() -> Iterator[Thing]:
    """Pictures and other files of the library."""
    pictures = list(Image.objects.select_related("folder").order_by("pk"))
    others = File.objects.non_polymorphic().select_related("folder").exclude(pk__in=[each.pk for each in pictures])
    for file in [*pictures, *others.order_by("pk")]:
        words = [getattr(file, name, "") or "" for name in ("default_alt_text", "default_caption", "author")]
        lines = [file.name or "", file.original_filename or "", file.description or "", *words]
        yield Thing(file.label, file.folder.name if file.folder else "", form_of(file), lines)


def _people() -> Iterator[Thing]:
    """Accounts of staff."""
    for person in get_user_model().objects.exclude(username=SYSTEM_USERNAME).order_by("username"):
        name = person.get_full_name()
        yield Thing(name or person.get_username(), _("Account"), form_of(person), [person.get_username(), person.email])


def _reviewers() -> Iterator[Thing]:
    for person in Reviewer.objects.all():
        lines = [str(getattr(person, name)) for name in ("name", "letters", "license_number")]
        yield Thing(str(person), _("Reviewer"), form_of(person), lines)


def _kind(model: type[models.Model], things: Callable[[], Iterable[Thing]], name: Words = "") -> tuple:
    label = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return name or capfirst(model._meta.verbose_name_plural), label, things


#: (name, permission, things) of each group, in the order in which they are shown.
KINDS: tuple[tuple[Words, str, Callable[[], Iterable[Thing]]], ...] = (
    (_("Pages and drafts"), "cms.change_page", _texts),
    *(_kind(model, _records(model)) for model in RECORDS),
    _kind(File, _files, _("Pictures and files")),
    _kind(get_user_model(), _people, _("People")),
    _kind(Reviewer, _reviewers, _("Reviewers")),
)
