"""What the rules say of a draft and what it says, kept until something changes: the start page and the toolbar ask at every view.

An answer is kept in the cache under a digest of all that it depends on: the text with the records that it names, the page's
settings, the newest change that readers can see, and the rules themselves. So nothing has to be told that it is stale.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms.models import PageContent
from django.conf import settings
from django.core.cache import cache
from django.utils.timezone import localdate
from django.utils.translation import override

from content.models import PageDetails
from content.page.fetch import rows_of
from content.publishing.digest import rules_digest
from content.publishing.fingerprint import fingerprint
from content.publishing.rules import look
from content.review import Problem
from content.signoff.models import ChangeNote
from ketaguide.delivery.edition import change_is_pending
from ketaguide.delivery.models import PublicChange

PREFIX = "problems:"
SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Kept:
    """Of one text: its problems; its fingerprint; and the name of its words, empty where it cannot be shown."""

    problems: list[Problem]
    fingerprint: str
    words: str


def kept_problems(contents: Iterable[PageContent]) -> dict[int, list[Problem]]:
    """`content.publishing.rules.problems` of each text, by its id. A few queries when nothing has changed, for all of them."""
    return {key: found.problems for key, found in kept(contents).items()}


def kept(contents: Iterable[PageContent]) -> dict[int, Kept]:
    """All that is kept of each text, by its id."""
    contents = list(contents)
    if change_is_pending():  # the mark of the site does not tell yet
        return {content.pk: _look(content) for content in contents}
    names = _names(contents)
    known = cache.get_many(names.values())
    found = {}
    for content in contents:
        name = names[content.pk]
        if name not in known:
            known[name] = _look(content)
            cache.set(name, known[name], timeout=SECONDS)
        found[content.pk] = known[name]
    return found


def _look(content: PageContent) -> Kept:
    with override(settings.LANGUAGE_CODE):  # whoever looks first has no say in the words that are kept
        found = look(content)
    return Kept(found.problems, fingerprint(content), found.words)


def _names(contents: list[PageContent]) -> dict[int, str]:
    """The names under which the answers are kept."""
    if not contents:
        return {}
    # With the day, because signatures end.
    of_all = f"{rules_digest()}{PublicChange.mark()}{localdate()}"
    rows = rows_of(contents)
    details = dict(_columns(PageDetails.objects.filter(extended_object__in=contents), "extended_object_id"))
    settings = dict(_columns(PageContent.admin_manager.filter(pk__in=[content.pk for content in contents]), "pk"))
    told = ChangeNote.objects.filter(
        version__content_type__model="pagecontent", version__object_id__in=[content.pk for content in contents]
    )
    notes = dict(told.values_list("version__object_id", "text"))
    names = {}
    for content in contents:
        own = (details.get(content.pk), settings.get(content.pk), notes.get(content.pk))
        depends_on = (of_all, sorted(map(repr, rows[content.pk])), *own)
        names[content.pk] = PREFIX + hashlib.sha256(repr(depends_on).encode()).hexdigest()
    return names


def _columns(rows: Any, key: str) -> Iterable[tuple[Any, Any]]:
    """(key, all columns) of each row, as the database has it."""
    names = [column.attname for column in rows.model._meta.concrete_fields if column.name != "changed_date"]
    for owner, *row in rows.values_list(key, *names):
        yield owner, row
