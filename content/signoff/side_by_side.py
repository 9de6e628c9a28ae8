"""A translation beside its original, block by block: the words that readers get, what the original has changed since the
translation was made, and where the two do not say the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cms.models import PageContent
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.guide.document import Block
from content.guide.reading import read_page
from content.page.component_plugin import component_plugins
from content.page.rendered import rendered_components
from content.review import Problem
from content.review.parity import pairs
from content.signoff.comparison import (
    SETTINGS_IN_WORDS,
    Change,
    Kind,
    Piece,
    Words,
    blocks_in,
    compare_words,
    settings_of,
)


@dataclass(frozen=True)
class Row:
    """The page's own words, or a block of it, in both languages; one of them may be missing.

    `kind` is what staff call the block, empty for the page itself; `component` is the block's id in the translation. `number`
    counts the rows in which there is something to look at, 0 for all others.
    """

    kind: str | Promise
    original: tuple[Change, ...]
    translation: tuple[Change, ...]
    problems: tuple[Problem, ...]
    component: int | None = None
    number: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether the original says something else here than when the translation was made."""
        return any(change.kind != Kind.SAME for change in self.original)

    @property
    def wants_a_look(self) -> bool:
        return bool(self.problems) or self.is_changed or not (self.original and self.translation)


@dataclass(frozen=True)
class _Text:
    """A text of a page: its settings in words, and the blocks of words in each of its components, by the component's id."""

    settings: dict[str, str]
    components: dict[int, list[str]]

    @property
    def words(self) -> Words:
        blocks = [words for component in self.components.values() for words in component]
        return Words(self.settings, (), tuple(blocks))


def side_by_side(
    translation: PageContent, original: PageContent, made_from: PageContent | None, problems: Iterable[Problem]
) -> list[Row]:
    """The rows from the top of the page to its end. `made_from` is the original as it was when the translation was made, None
    where nobody knows; `problems` are those of the translation.

    Raises whatever a component raises that cannot be rendered.
    """
    mine, theirs = _read(translation), _read(original)
    found = compare_words(_read(made_from).words if made_from else theirs.words, theirs.words)
    at_block: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        at_block[problem.component].append(problem)
    changes = _by_component(theirs, found.blocks)
    rows = [_of_page(mine, theirs, found.settings, at_block[None])]
    for block, other in pairs(read_page(translation), read_page(original)):
        component = block.component if block else None
        words = mine.components.get(component, []) if component else []
        rows.append(
            Row(
                _kind(block or other),
                tuple(changes.get(other.component, ())) if other and other.component else (),
                tuple(_same(words)),
                tuple(at_block[component]) if component else (),
                component,
            )
        )
    return list(_numbered(rows))


def _read(content: PageContent) -> _Text:
    rendered, _ = rendered_components(content)
    settings = {name: value for name, value in settings_of(content).items() if name in SETTINGS_IN_WORDS}
    return _Text(settings, {component: blocks_in(text) for component, text in rendered.items()})


def _of_page(mine: _Text, theirs: _Text, changed: Sequence[Change], problems: Iterable[Problem]) -> Row:
    marked = {change.label: change for change in changed}
    original = [marked.get(name) or _setting(name, value) for name, value in theirs.settings.items()]
    translation = [_setting(name, value) for name, value in mine.settings.items()]
    # A setting that neither has, or had, says nothing.
    shown = [pair for pair in zip(original, translation, strict=True) if pair[0].pieces or pair[1].pieces]
    return Row("", tuple(pair[0] for pair in shown), tuple(pair[1] for pair in shown), tuple(problems))


def _setting(name: str, value: str) -> Change:
    return Change(Kind.SAME, (Piece(value),) if value else (), name)


def _by_component(text: _Text, changes: Iterable[Change]) -> dict[int, list[Change]]:
    """What is said of each block of words, under the component that it stands in; what went, under the one before which it stood."""
    owners = [component for component, words in text.components.items() for _ in words]
    found: dict[int, list[Change]] = defaultdict(list)
    place = 0
    for change in changes:
        if owners:
            found[owners[min(place, len(owners) - 1)]].append(change)
        place += change.kind != Kind.GONE
    return found


def _same(blocks: Iterable[str]) -> Iterator[Change]:
    return (Change(Kind.SAME, (Piece(words),)) for words in blocks)


def _kind(block: Block | None) -> str | Promise:
    plugin = component_plugins().get(block.name) if block else None
    return plugin.name if plugin else _("Text")


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    number = 0
    for row in rows:
        number += row.wants_a_look
        yield replace(row, number=number if row.wants_a_look else 0)
