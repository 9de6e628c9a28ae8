"""What readers had and what they would get, compared in words: for somebody who decides on a phone whether to sign.

Both texts are taken as readers get them, block by block. Blocks are put beside each other by the standard library's difflib, and words
within a block likewise. What decides most, numbers and doses, is called out by itself. Of records that pages share, both texts show
what they say now; what changed in them since readers' text was signed or published is told beside the text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from cms.models import PageContent
from django.conf import settings
from django.utils.translation import gettext, gettext_noop
from lxml import html

from content.evidence.sources import sources_of
from content.page.addresses import address_of
from content.page.details import PageDetails
from content.page.rendered import BLOCKS, rendered_page
from content.richtext.reading import one_line
from content.signoff.records_then import Said, called, records_said, said_then

#: What begins a new block: besides, the fields of what is filled in.
COMPARED = BLOCKS | {"legend", "fieldset", "label"}
#: Not words of the text: numbers of sources, which move when one is added, and what a press would open.
LEFT_OUT = {"citation", "icon"}
#: Two blocks are one that was changed, and not one that went and one that came, when they share so much of their words.
ALIKE = 0.5
#: A longer text is compared as a whole, since the time grows with the square of its blocks.
MOST_BLOCKS = 2000
#: The settings of a page that are words in its language, as `settings_of` names them.
SETTINGS_IN_WORDS = ("Title", "Title for search engines", "Short name in menus", "Description")
TOKEN = re.compile(r"\s+|\d[\d.,:]*|\w+|[^\w\s]")
#: A number with the word behind it, such as “40 minutes”, “0.5 mg” or “8 a.m.”
QUANTITY = re.compile(r"\d+(?:[.,:]\d+)*(?:\s?%|\s[^\W\d_][\w/-]*(?:\.[^\W\d_]+\.?)*)?")


class Kind(StrEnum):
    """What happened to a block."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True)
class Piece:
    """Words of a block: `change` is empty, “ins” or “del”."""

    text: str
    change: str = ""


@dataclass(frozen=True)
class Change:
    """A block of the text, or a setting of the page with its name in `label`, as it would be."""

    kind: Kind
    pieces: tuple[Piece, ...]
    label: str = ""

    @property
    def text(self) -> str:
        """Its words as they would be; of a block that went, as they were."""
        return "".join(piece.text for piece in self.pieces if piece.change != "del" or self.kind == Kind.GONE)


@dataclass(frozen=True)
class Comparison:
    """All settings that differ, the sources that came or went, every block, the numbers that differ: (before, after), and the
    records that changed meanwhile; `knows_records` is not true where nobody kept what they said then.
    """

    settings: tuple[Change, ...]
    sources: tuple[Change, ...]
    blocks: tuple[Change, ...]
    numbers: tuple[tuple[str, str], ...]
    records: tuple[Change, ...] = ()
    knows_records: bool = True

    @property
    def count(self) -> int:
        """How many things differ."""
        together = len(self.settings) + len(self.sources) + len(self.records)
        return together + sum(block.kind != Kind.SAME for block in self.blocks)


@dataclass(frozen=True)
class Words:
    """A text as readers get it: settings by name, sources, and blocks; and what the records on it say, or said, by their names:
    None where nobody knows.
    """

    settings: dict[str, str]
    sources: tuple[str, ...]
    blocks: tuple[str, ...]
    records: dict[str, Said] | None = None


def compare(before: PageContent | None, after: PageContent) -> Comparison:
    """What readers have, None for nothing yet, against a text of the same page in the same language.

    Raises whatever a component raises that cannot be rendered.
    """
    if before is None:
        return compare_words(Words({}, (), ()), words_of_page(after))
    then = replace(words_of_page(before), records=said_then(before))
    return compare_words(then, words_of_page(after))


def compare_words(before: Words, after: Words) -> Comparison:
    """The same of texts that were read already."""
    names = dict.fromkeys([*before.settings, *after.settings])
    settings = tuple(
        Change(_kind(old, new), tuple(word_changes(old, new)), name)
        for name in names
        if (old := before.settings.get(name, "")) != (new := after.settings.get(name, ""))
    )
    came = [source for source in after.sources if source not in before.sources]
    went = [source for source in before.sources if source not in after.sources]
    sources = (*(_whole(Kind.ADDED, text) for text in came), *(_whole(Kind.GONE, text) for text in went))
    blocks = tuple(_with_moves(_block_changes(before.blocks, after.blocks)))
    records = tuple(_record_changes(before.records or {}, after.records or {}))
    numbers = tuple(_numbers((*records, *settings, *blocks)))
    return Comparison(settings, sources, blocks, numbers, records, before.records is not None or not after.records)


def _record_changes(then: dict[str, Said], now: dict[str, Said]) -> Iterator[Change]:
    """What changed in the records that both show. One that came or went is seen in the text, or among its sources."""
    for name in sorted(now.keys() & then.keys()):
        for column, new in now[name].items():
            old = then[name].get(column, new)
            if old != new:
                yield Change(_kind(old, new), tuple(word_changes(old, new)), called(name, column))


def words_of_page(content: PageContent) -> Words:
    """A text of a page, draft or not, as readers get it."""
    text, request = rendered_page(content)
    sources = tuple(source.citation for _, source in sources_of(request))
    return Words(settings_of(content), sources, tuple(blocks_in(text)), records_said(content))


def settings_of(content: PageContent) -> dict[str, str]:
    """What a page is called, where it stands and what it is, by the names that staff know."""
    details = PageDetails.objects.filter(extended_object=content).first() or PageDetails()
    return {
        gettext_noop("Title"): content.title,
        gettext_noop("Title for search engines"): content.page_title or "",
        gettext_noop("Short name in menus"): content.menu_title or "",
        gettext_noop("Description"): content.meta_description or "",
        gettext_noop("Address"): address_of(content),
        gettext_noop("Sends readers on to"): content.redirect or "",
        gettext_noop("Kind of page"): str(dict(settings.CMS_TEMPLATES).get(content.template, content.template)),
        gettext_noop("In the menu"): _yes_or_no(content.in_navigation),
        gettext_noop("Part of the menu"): str(details.get_section_display()),
        gettext_noop("Place in the menu"): str(details.position),
        gettext_noop("Speaks of benefit"): _yes_or_no(details.speaks_of_benefit),
    }


def _yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def blocks_in(text: str) -> list[str]:
    """The words of each block of rendered text, in the order in which they are read; drawings by what they say."""
    found: list[str] = []
    words: list[str] = []

    def end() -> None:
        if block := one_line("".join(words)):
            found.append(block)
        words.clear()

    def read(element: html.HtmlElement) -> None:
        if _is_left_out(element):
            return
        begins = element.tag in COMPARED
        if begins:
            end()
        said = element.get("alt") or (element.get("aria-label") if element.tag == "svg" else "")
        words.append(said or (element.text or "" if element.tag != "svg" else ""))
        for child in element if element.tag != "svg" else ():
            if isinstance(child.tag, str):
                read(child)
            words.append(child.tail or "")
        if element.tag in {"td", "th"}:
            words.append(" · " if element.getnext() is not None else "")
        if begins:
            end()

    read(html.fragment_fromstring(text, create_parent="div"))
    end()
    return found


def _is_left_out(element: html.HtmlElement) -> bool:
    classes = set((element.get("class") or "").split())
    return bool(classes & LEFT_OUT) or element.tag in {"script", "style", "template"}


def word_changes(before: str, after: str) -> Iterator[Piece]:
    """The words of both, in order: those that stay, those that went before those that came in their place."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield Piece("".join(old[a:b]))
        else:
            if b > a:
                yield Piece("".join(old[a:b]), "del")
            if d > c:
                yield Piece("".join(new[c:d]), "ins")


def _block_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if max(len(before), len(after)) > MOST_BLOCKS:
        before, after = ["\n".join(before)], ["\n".join(after)]
    for operation, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            yield from (Change(Kind.SAME, (Piece(block),)) for block in after[c:d])
        else:
            yield from _paired(list(before[a:b]), after[c:d])


def _paired(went: list[str], came: Sequence[str]) -> Iterator[Change]:
    """Blocks of the same stretch: each that came with the first that it resembles, in order."""
    for block in came:
        alike = next((n for n, other in enumerate(went) if _is_alike(other, block)), None)
        if alike is None:
            yield _whole(Kind.ADDED, block)
            continue
        yield from (_whole(Kind.GONE, other) for other in went[:alike])
        yield Change(Kind.CHANGED, tuple(word_changes(went[alike], block)))
        del went[: alike + 1]
    yield from (_whole(Kind.GONE, other) for other in went)


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= ALIKE


def _with_moves(changes: Iterable[Change]) -> Iterator[Change]:
    """A block that went from one place and came at another, word for word, moved: it is said where it stands now."""
    changes = list(changes)
    gone = Counter(change.text for change in changes if change.kind == Kind.GONE)
    moved = gone & Counter(change.text for change in changes if change.kind == Kind.ADDED)
    came, went = moved.copy(), moved.copy()
    for change in changes:
        if change.kind == Kind.ADDED and came[change.text]:
            came[change.text] -= 1
            yield Change(Kind.MOVED, (Piece(change.text),))
        elif change.kind == Kind.GONE and went[change.text]:
            went[change.text] -= 1
        else:
            yield change


def _numbers(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Each number that went with the one in its place, within a block: ("40 minutes", "60 minutes"). Empty for nothing."""
    for change in changes:
        if change.kind in {Kind.SAME, Kind.MOVED}:
            continue
        old = (
            []
            if change.kind == Kind.ADDED
            else _quantities("".join(p.text for p in change.pieces if p.change != "ins"))
        )
        new = (
            [] if change.kind == Kind.GONE else _quantities("".join(p.text for p in change.pieces if p.change != "del"))
        )
        went, came = list((Counter(old) - Counter(new)).elements()), list((Counter(new) - Counter(old)).elements())
        for number in range(max(len(went), len(came))):
            yield (went[number] if number < len(went) else ""), (came[number] if number < len(came) else "")


def _quantities(text: str) -> list[str]:
    return [one_line(match) for match in QUANTITY.findall(text)]


def _kind(before: str, after: str) -> Kind:
    return Kind.CHANGED if before and after else Kind.ADDED if after else Kind.GONE


def _whole(kind: Kind, text: str) -> Change:
    return Change(kind, (Piece(text, "ins" if kind == Kind.ADDED else "del"),))
