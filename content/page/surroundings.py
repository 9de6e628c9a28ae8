"""The pages around the one that is shown: the menu, the chapters, the pages above it, and those that it links to.

One query reads all of these and no others, so that what a page costs does not grow with the guide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cms.models import CMSPlugin, Page, PageContent
from django.contrib.sites.shortcuts import get_current_site
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from content.page.details import PageDetails
from content.page.fetch import components_of
from content.page.links import address, named_pages
from content.page.rendering import rendering
from content.profile import NOTICES, always_needed

CHAPTER = "pages/chapter.html"
SURROUNDINGS = "surroundings"


@dataclass(frozen=True)
class MenuEntry:
    """A public page as menus show it."""

    page_id: int
    title: str
    description: str
    url: str
    section: str
    position: int
    is_chapter: bool
    in_menu: bool
    current: bool


class Surroundings:
    """Of the page that a request shows: `content`, its text; `components`, what is in it; and the pages around it."""

    def __init__(
        self, request: HttpRequest, content: PageContent | None = None, known: Mapping[int, str] | None = None
    ) -> None:
        """`known`: the addresses of pages that readers can reach, by the id of the page, where somebody read them for many texts."""
        self.site = get_current_site(request)
        self.language = get_language()
        self.content = content or _shown(request)
        self.components: list[CMSPlugin] = components_of(self.content) if self.content else []
        self._known = known

    def address(self, page_id: int) -> str:
        """The address of a page; empty while readers cannot reach it. Only pages around this one take no query."""
        if page_id not in self._addresses:
            self._addresses[page_id] = next((row.url for row in self._read(Q(page=page_id))), "")
        return self._addresses[page_id]

    @cached_property
    def details(self) -> PageDetails:
        """The page details of the text that is shown, which may be a draft."""
        if row := self._own:
            return _details(row)
        return PageDetails.objects.filter(extended_object=self.content).first() or PageDetails()

    @property
    def published(self) -> datetime | None:
        """When readers first got the text that is shown; None for a draft."""
        return localtime(row.published) if (row := self._own) else None

    @property
    def note(self) -> str:
        """What readers are told of the change that made the text that is shown; empty where nothing, and for a draft."""
        return (row.note or "") if (row := self._own) else ""

    @cached_property
    def version(self) -> str:
        """The version of the text that is shown, in words: what paper names, so that the text can be found again."""
        if row := self._own:
            day = formats.date_format(localtime(row.published))
            return gettext("Version %(number)s, published %(day)s") % {"number": row.version_number, "day": day}
        version = self.content.versions.first() if self.content else None
        return gettext("Version %(number)s, a draft") % {"number": version.number} if version else ""

    @cached_property
    def menu(self) -> list[MenuEntry]:
        """Every public page that is in the menu or a chapter, in the order of the guide."""
        rows = {row.page.path: row for row in self._rows if _is_listed(row)}
        order = {path: (_details(row).position, row.menu_title or row.title) for path, row in rows.items()}
        return [self._entry(rows[path]) for path in sorted(rows, key=lambda path: _tree_order(path, order))]

    @cached_property
    def above(self) -> list[MenuEntry]:
        """The public pages above the one that is shown, from the top of the tree."""
        own = self.content.page.path if self.content else ""
        rows = [row for row in self._rows if own.startswith(row.page.path) and row.page.path != own]
        return [self._entry(row) for row in sorted(rows, key=lambda row: row.page.path)]

    @cached_property
    def notices(self) -> list[MenuEntry]:
        """The public pages right below the page “Notices”."""
        return self._in_order(row for row in self._rows if _is_notice(row))

    @cached_property
    def needed(self) -> dict[str, str]:
        """The address of each public page that templates link to, by its guide id."""
        return {row.page.reverse_id: row.url for row in self._rows if row.page.reverse_id in always_needed()}

    @cached_property
    def below(self) -> list[MenuEntry]:
        """The public pages right below the one that is shown, however many; for a page that lists them."""
        return self._in_order(row for row in self._rows if self.content and row.page.parent_id == self.content.page_id)

    @cached_property
    def _own(self) -> PageContent | None:
        """The text that is shown, if it is public."""
        return next((row for row in self._rows if row == self.content), None)

    @cached_property
    def _rows(self) -> list[PageContent]:
        in_menu = PageDetails.objects.filter(section__gt="").values("extended_object")
        wanted = Q(template=CHAPTER) | Q(in_navigation=True, pk__in=in_menu)
        named = Q(parent__reverse_id=NOTICES) | Q(reverse_id__in=always_needed())
        wanted |= Q(page__in=Page.objects.filter(named).order_by().values("pk"))
        if self.content:
            path = self.content.page.path
            above = [path[:step] for step in range(Page.steplen, len(path) + 1, Page.steplen)]
            around = Q(path__in=above) | Q(pk__in=self._named)
            if any(getattr(component, "lists_pages_below", False) for component in self.components):
                around |= Q(parent=self.content.page_id)
            wanted |= Q(page__in=Page.objects.filter(around).order_by().values("pk"))
        return self._read(wanted)

    @cached_property
    def _addresses(self) -> dict[int, str]:
        if self._known is not None:
            return dict(self._known)
        return dict.fromkeys(self._named, "") | {row.page_id: row.url for row in self._rows}

    @cached_property
    def _named(self) -> set[int]:
        return named_pages(self.components) | ({self.content.page_id} if self.content else set())

    def _read(self, wanted: Q) -> list[PageContent]:
        """The public texts that are wanted, each with its `url`."""
        # The inner query looks each part of `wanted` up by an index; with the joins of the outer one it would read all.
        found = PageContent.objects.filter(
            pk__in=PageContent.admin_manager.filter(wanted).order_by().values("pk"),
            language=self.language,
            page__site=self.site,
            page__urls__language=self.language,
            page__urls__path__isnull=False,
        )
        found = found.annotate(
            public_path=F("page__urls__path"),
            version_number=F("versions__number"),
            published=F("versions__modified"),
            note=F("versions__note__text"),
        )
        rows = list(found.select_related("page__parent", "pagedetails"))
        for row in rows:
            row.url = address(row.public_path, self.language)
        return rows

    def _in_order(self, rows: Iterable[PageContent]) -> list[MenuEntry]:
        return sorted(map(self._entry, rows), key=lambda entry: (entry.position, entry.title))

    def _entry(self, row: PageContent) -> MenuEntry:
        details = _details(row)
        return MenuEntry(
            page_id=row.page_id,
            title=row.menu_title or row.title,
            description=row.meta_description or "",
            url=row.url,
            section=details.section,
            position=details.position,
            is_chapter=row.template == CHAPTER,
            in_menu=row.in_navigation,
            current=self.content is not None and self.content.page_id == row.page_id,
        )


def surroundings(request: HttpRequest) -> Surroundings:
    """What is around the page that this request shows. Read once for each request."""
    return rendering(request).once(SURROUNDINGS, lambda: Surroundings(request))


def is_known(request: HttpRequest) -> bool:
    """Whether anything has asked for the surroundings of this request yet."""
    return SURROUNDINGS in rendering(request).kept


def _shown(request: HttpRequest) -> PageContent | None:
    """The text that this request shows: a version in the toolbar's views, else the published one."""
    toolbar = getattr(request, "toolbar", None)
    shown = toolbar.get_object() if toolbar else None
    if isinstance(shown, PageContent):
        return shown
    page = getattr(request, "current_page", None)
    return page.get_content_obj(get_language(), fallback=False) if page else None


def _details(row: PageContent) -> PageDetails:
    return getattr(row, "pagedetails", None) or PageDetails()


def _is_listed(row: PageContent) -> bool:
    return row.template == CHAPTER or (row.in_navigation and _details(row).section != "")


def _is_notice(row: PageContent) -> bool:
    return row.page.parent is not None and row.page.parent.reverse_id == NOTICES


def _tree_order(path: str, order: dict[str, tuple[int, str]]) -> list[tuple[int, str]]:
    """Sort key of a page: the order of each page above it, from the top of the tree, then its own."""
    steps = range(Page.steplen, len(path) + 1, Page.steplen)
    return [order[path[:step]] for step in steps if path[:step] in order]
