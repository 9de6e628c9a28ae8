"""Which translations are stale: since they were made, their original got other words.

Nothing of this is typed. When a translation was made is when a translator signed its public version or, unsigned, when it was
published; which text the original had then, and has now, is in the history of versions. So it is the same after every way to
publish, and after a backup came back.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from cms.models import PageContent
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils.timezone import localtime
from djangocms_versioning.constants import PUBLISHED

from content.guide.reading import read_page
from content.page.links import address
from content.publishing.digest import rules_digest
from content.signoff.translations import with_originals

SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Stale:
    """A public translation whose original has had other words since the day `changed`. `made_from` is the id of the original's
    text from which it was made, None where the history does not tell.
    """

    content: int
    page: int
    title: str
    language: str
    url: str
    original_url: str
    changed: date
    made_from: int | None

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES)[self.language]


def stale_translations(wanted: Q | None = None) -> list[Stale]:
    """The stale translations in the order of the page tree, of all pages or of those that are wanted.

    One query where no original was published anew, two where all is remembered, none in a site with one language.
    """
    later = [(row, original) for row, original in with_originals(wanted) if original.published > row.made]
    if not later:
        return []
    history = _history({original.page_id for _, original in later})
    found = [(row, original, _public_at(history.get(row.page_id, []), row.made)) for row, original in later]
    says_other = _say_other({(before, original) for _, original, before in found if before is not None})
    return [
        Stale(
            content=row.pk,
            page=row.page_id,
            title=row.title,
            language=row.language,
            url=address(row.public_path, row.language),
            original_url=address(original.public_path, original.language),
            changed=localtime(original.published).date(),
            made_from=before,
        )
        for row, original, before in found
        if before is None or says_other[before, original]
    ]


def stale_translation(page: int, language: str) -> Stale | None:
    """The translation of this page into a language, where it is stale."""
    return next((found for found in stale_translations(Q(page=page)) if found.language == language), None)


def _history(pages: set[int]) -> dict[int, list[tuple[datetime, int]]]:
    """When which text of the original was published, of each page, the first first. One query."""
    rows = PageContent.admin_manager.filter(
        page__in=pages, language=settings.LANGUAGE_CODE, versions__statetracking__new_state=PUBLISHED
    ).values_list("page_id", "versions__statetracking__date", "pk")
    found: dict[int, list[tuple[datetime, int]]] = {page: [] for page in pages}
    for page, when, content in sorted(rows):
        found[page].append((when, content))
    return found


def _public_at(history: list[tuple[datetime, int]], moment: datetime) -> int | None:
    return next((content for when, content in reversed(history) if when <= moment), None)


def _say_other(texts: set[tuple[int, PageContent]]) -> dict[tuple[int, PageContent], bool]:
    """Whether the second of two texts of a page says something else than the first, given by its id.

    Remembered for the two: what was public once is never changed.
    """
    names = {pair: _name(*pair) for pair in texts}
    known = cache.get_many(names.values())
    for (before, now), name in names.items():
        if name not in known:
            known[name] = before != now.pk and _said(PageContent.admin_manager.get(pk=before)) != _said(now)
            cache.set(name, known[name], timeout=SECONDS)
    return {pair: known[name] for pair, name in names.items()}


def _said(content: PageContent) -> list[object]:
    """What a translator says again in another language; not where the page stands, and what records say."""
    document = read_page(content)
    blocks = [(block.name, block.settings, block.html) for block in document.blocks]
    return [document.title, document.menu_title, document.description, blocks]


def _name(before: int, now: PageContent) -> str:
    return f"stale:{hashlib.sha256(f'{rules_digest()} {before} {now.pk}'.encode()).hexdigest()}"
