"""The public page held against the same page in other languages: for whoever publishes, for staff, and for readers."""

import hashlib
from dataclasses import dataclass

from cms.models import PageContent
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q

from content.guide.document import Document
from content.guide.reading import read_page
from content.publishing.digest import rules_digest
from content.publishing.stale import stale_translations
from content.review import Level, Problem, parity, said
from content.signoff.translations import with_originals

SECONDS = 30 * 24 * 3600


def language_problems(document: Document, content: PageContent) -> list[Problem]:
    """Where this text of a page says something else than readers of other languages get.

    A translation is held against the original, and is refused where it differs. An original is held against every
    translation and is only warned of: a correction for safety waits for no translator. From then on readers of the
    translation are told (`is_being_updated`).
    """
    names = dict(settings.LANGUAGES)
    is_original = content.language == settings.LANGUAGE_CODE
    wanted = [code for code in names if code != content.language] if is_original else [settings.LANGUAGE_CODE]
    wanted = [code for code in wanted if said.can_compare(content.language, code)]
    if content.language not in names or not wanted:
        return []
    level = Level.WARNS if is_original else Level.REFUSES
    return [
        problem
        for other in PageContent.objects.filter(page=content.page_id, language__in=wanted).order_by("language")
        for problem in parity.problems(
            document, read_page(other), content.language, other.language, names[other.language], level
        )
    ]


def is_being_updated(translation: PageContent, original: PageContent | None) -> bool:
    """Whether readers of a public translation get something else than those of the original.

    Remembered for the two texts: what is public is never changed, a new version takes its place. So only the first reader
    after a change, or whoever published it, waits for the comparison.
    """
    if original is None or not said.can_compare(translation.language, original.language):
        return False
    name = _name(translation, original)
    found = cache.get(name)
    if found is None:
        documents = read_page(translation), read_page(original)
        found = bool(parity.differences(*documents, translation.language, original.language))
        cache.set(name, found, timeout=SECONDS)
    return found


def remember(page: int) -> None:
    """Compare the public texts of a page now, so that no reader waits for it. In a site with one language there is nothing to compare."""
    if len(settings.LANGUAGES) < 2:
        return
    texts = {
        text.language: text for text in PageContent.objects.filter(page=page, language__in=dict(settings.LANGUAGES))
    }
    original = texts.pop(settings.LANGUAGE_CODE, None)
    for translation in texts.values():
        is_being_updated(translation, original)
    stale_translations(Q(page=page))


@dataclass(frozen=True)
class Differing:
    """A public translation that says something else than the original."""

    title: str
    language: str
    language_name: str
    page: int


def differing() -> list[Differing]:
    """The public translations whose readers are told that they are being updated. One query where all is remembered."""
    names = dict(settings.LANGUAGES)
    return [
        Differing(row.title, row.language, names[row.language], row.page_id)
        for row, original in with_originals()
        if is_being_updated(row, original)
    ]


def _name(translation: PageContent, original: PageContent) -> str:
    digest = hashlib.sha256(f"{rules_digest()} {translation.pk} {original.pk}".encode()).hexdigest()
    return f"parity:{digest}"
