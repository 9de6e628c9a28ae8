"""Every public page as others see it: in a list of search results, as a link in a messenger, and as data."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.models import PageContent
from django.conf import settings
from django.contrib.admin import site as admin_site
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.redirects.models import Redirect
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from lxml import html

from content.clinic.models import ClinicFact
from content.page.links import address, public_paths
from content.page.rendered import rendered_page
from content.page.rendering import rendering
from content.page.surroundings import surroundings
from content.profile import illnesses_in
from content.search.cards import can_be_drawn, fits
from content.search.sharing import Sharing, public_content, sharing
from content.search.snippets import Numbers, benefit_numbers
from content.search.structured_data import graph
from content.signoff.signatures import UNDER_THE_PAGE, checked
from content.signoff.words import words_in
from ketaguide.words import Words

#: So many letters do search engines show, more or less: of a title without the clinic's name, and of a description.
TITLE, DESCRIPTION = 60, (50, 160)
ON_ONE_SCREEN = 100


@dataclass(frozen=True)
class Seen:
    """A public page in a list of results, the old addresses that lead to it, and what is wrong, as sentences."""

    page: int
    language: str
    path: str
    title: str
    description: str
    old_paths: tuple[str, ...]
    faults: tuple[Words, ...]


@dataclass(frozen=True)
class LostRedirect:
    """A redirect that leads readers to nothing, or to another redirect."""

    old: str
    new: str
    why: Words


def seen_pages() -> list[Seen]:
    """Every public page, those with something wrong first, then in the order of the guide. Four queries."""
    contents = list(PageContent.objects.select_related("page").order_by("page__path", "language"))
    paths = public_paths()
    clinic = ClinicFact.objects.filter(key="clinic-name").values_list("value", flat=True).first() or ""
    old: dict[str, list[str]] = {}
    for redirect in Redirect.objects.order_by("old_path"):
        old.setdefault(redirect.new_path, []).append(redirect.old_path)
    titles = Counter((content.language, _title(content)) for content in contents)
    descriptions = Counter((content.language, content.meta_description or "") for content in contents)
    found = []
    for content in contents:
        path = paths.get((content.page_id, content.language))
        if path is None:
            continue
        shown, key = address(path, content.language), content.language
        twice = titles[key, _title(content)] > 1, descriptions[key, content.meta_description or ""] > 1
        found.append(
            Seen(
                page=content.page_id,
                language=content.language,
                path=shown,
                title=f"{_title(content)} - {clinic}",
                description=content.meta_description or "",
                old_paths=tuple(old.get(shown, ())),
                faults=tuple(_faults(_title(content), content.meta_description or "", *twice)),
            )
        )
    return sorted(found, key=lambda seen: not seen.faults)


def lost_redirects(pages: Iterable[Seen]) -> list[LostRedirect]:
    """Redirects into this site that do not end at a page in one step. One without a target says that a page is gone: no fault."""
    rows = dict(Redirect.objects.order_by("old_path").values_list("old_path", "new_path"))
    public = {seen.path for seen in pages}
    found = []
    for old, new in rows.items():
        target = new.partition("#")[0].partition("?")[0]
        if new in rows:
            found.append(LostRedirect(old, new, _("It leads to another redirect. Let it lead to the page.")))
        elif new.startswith("/") and target not in public and not target.startswith(settings.MEDIA_URL):
            found.append(LostRedirect(old, new, _("There is no public page at this address.")))
    return found


def _title(content: PageContent) -> str:
    return content.page_title or content.title


def _faults(title: str, description: str, title_twice: bool, description_twice: bool) -> Iterator[Words]:
    if len(title) > TITLE:
        yield format_lazy(
            _("The title has {count} letters. Search engines show about {most}."), count=len(title), most=TITLE
        )
    if title_twice:
        yield _("Another page has the same title.")
    shortest, longest = DESCRIPTION
    if not description:
        yield _("The description is missing: search engines show some sentence of the page instead.")
    elif len(description) < shortest:
        yield format_lazy(
            _("The description has {count} letters. With {least} or more it says what the page answers."),
            count=len(description),
            least=shortest,
        )
    elif len(description) > longest:
        yield format_lazy(
            _("The description has {count} letters. Search engines show about {most}."),
            count=len(description),
            most=longest,
        )
    if description and description_twice:
        yield _("Another page has the same description.")
    if not can_be_drawn(title):
        yield _("The title has letters that our font has not, so the card does without it.")
    elif not illnesses_in(title) and not fits(title):
        yield _("The title is too long for the card, which shows its beginning.")


@dataclass(frozen=True)
class AsSent:
    """What messengers show of a link to a page, its data for machines, and its numbers of benefit."""

    shared: Sharing | None
    nodes: list[dict[str, Any]]
    numbers: Numbers


def as_sent(content: PageContent) -> AsSent:
    """The page as it would be made for a reader of this moment."""
    text, request = rendered_page(content)
    with override(content.language):
        words = words_in(text, content, surroundings(request).details, request)
        rendering(request).kept[UNDER_THE_PAGE] = checked(content, words)
        body = html.fragment_fromstring(text, create_parent="div")
        numbers = benefit_numbers(" ".join(body.text_content().split()), content.language)
        return AsSent(sharing(request), graph(request), numbers)


@require_safe
@staff_member_required
def report(request: HttpRequest) -> HttpResponse:
    """The list of all public pages."""
    _require_writer(request)
    pages = seen_pages()
    context = {
        **admin_site.each_context(request),
        "title": _("As others see it"),
        "pages": Paginator(pages, ON_ONE_SCREEN).get_page(request.GET.get("p")),
        "number": len(pages),
        "to_look_at": sum(bool(seen.faults) for seen in pages),
        "lost_redirects": lost_redirects(pages),
        "noindex": settings.NOINDEX,
    }
    return render(request, "staff/as_others_see_it.html", context)


@require_safe
@staff_member_required
def report_on_page(request: HttpRequest, language: str, page: int) -> HttpResponse:
    """One page: as a search result, as a link in a messenger, and as data. Raises Http404 for what is not public."""
    _require_writer(request)
    content = public_content(page, language)
    seen = next((seen for seen in seen_pages() if (seen.page, seen.language) == (page, language)), None)
    if seen is None:
        raise Http404
    sent = as_sent(content)
    context = {
        **admin_site.each_context(request),
        "title": content.title,
        "seen": seen,
        "shared": sent.shared,
        "kinds": [node["@type"] for node in sent.nodes],
        "data": json.dumps(sent.nodes, ensure_ascii=False, indent=2),
        "numbers": sent.numbers,
        "noindex": settings.NOINDEX,
    }
    return render(request, "staff/as_others_see_page.html", context)


def _require_writer(request: HttpRequest) -> None:
    if not request.user.has_perm("cms.change_page"):
        raise PermissionDenied
