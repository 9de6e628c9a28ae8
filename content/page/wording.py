"""The words of many texts as staff wrote them, column by column: to find words, and to change them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cms.models import CMSPlugin, PageContent, Placeholder
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from lxml import html

from content.page.fetch import SLOT, UNREAD, own_columns
from content.richtext.reading import text_of

#: The column of rich text.
BODY = "body"
#: The columns of a text with its words outside the blocks, and what staff call them. Not its address.
OF_PAGE = {
    "title": _("title"),
    "menu_title": _("title in the menu"),
    "page_title": _("title for search engines"),
    "meta_description": _("description"),
}


@dataclass(frozen=True)
class Wording:
    """What one column of one component says. `place` counts the components of the text: a copy of the text has the same."""

    component: int
    kind: str
    place: int
    column: str
    source: str

    @property
    def is_rich(self) -> bool:
        return self.column == BODY

    @property
    def plain(self) -> str:
        """Its words without markup. Not kept, as `plain_text` keeps what it read: many texts would push out those of readers."""
        return text_of(html.fragment_fromstring(self.source, create_parent="div")) if self.is_rich else self.source


def word_columns(model: type[models.Model]) -> list[str]:
    """The columns of a component that hold words: no choices, no keys, no numbers. Its heading first, its text last."""
    unsaid = {*UNREAD, *getattr(model, "columns_of_keys", ())}
    found = [
        column.name
        for column in model._meta.local_fields
        if isinstance(column, models.CharField | models.TextField) and not column.choices and column.name not in unsaid
    ]
    return sorted(found, key=lambda name: name == BODY)


def wording_of(contents: Iterable[PageContent]) -> dict[int, list[Wording]]:
    """The words of each text, in order, by the id of the text. Two queries for all of them."""
    placeholders = Placeholder.objects.filter(
        content_type=ContentType.objects.get_for_model(PageContent),
        object_id__in=[content.pk for content in contents],
        slot=SLOT,
    )
    plugins = CMSPlugin.objects.filter(placeholder__in=placeholders).order_by()
    columns = _columns(set(plugins.values_list("plugin_type", flat=True)))
    names = sorted({name for own in columns.values() for name in own.values()})
    rows: dict[int, list[tuple]] = defaultdict(list)
    for owner, *row in plugins.values_list("placeholder__object_id", "position", "pk", "plugin_type", *names):
        rows[owner].append(tuple(row))
    found = {}
    for owner, own_rows in rows.items():
        found[owner] = [
            Wording(pk, kind, place, column, said[name])
            for place, (_, pk, kind, *values) in enumerate(sorted(own_rows, key=lambda row: row[:2]))
            if (said := dict(zip(names, values, strict=True)))
            for column, name in columns.get(kind, {}).items()
            if said[name]
        ]
    return found


def _columns(kinds: set[str]) -> dict[str, dict[str, str]]:
    """The columns with words of each kind of component, and where they are seen from CMSPlugin."""
    found = {}
    for kind in kinds:
        if own := own_columns(kind):
            model, _, paths = own
            found[kind] = {column: paths[column] for column in word_columns(model)}
    return found
