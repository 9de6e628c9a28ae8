"""The same page in two languages, held against each other: numbers, units, times, negations, cards, records and links.

What is compared does not depend on how a sentence is put: each heading, paragraph, item and cell of one page has one of the
other at the same place, and each sentence of it one, or a few where it was cut. Both say the same numbers, say “not”, “or” and
“before” as often, and name the same records and links. What the words of a language mean is in `parity.yaml` of its checks. Pure
text: no database, no network.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.guide.document import Block, Document
from content.review.alignment import align
from content.review.around import Row
from content.review.pieces import WORDED, Piece, pieces_of
from content.review.problem import Level, Problem, at
from content.review.said import JOINED, NOT, LanguageWords, Range, Sentence, language_words, said_in
from ketaguide.words import Words

#: Front matter that says the same in every language.
SAME = ("template", "section", "speaks_of_benefit")
#: Units that a language may leave out: “over 60”, “más de 60 años”; “think twice”, “piénselo dos veces”; “six small trials”.
UNSPOKEN = {"year", "time", "infusion", "study", "trial", "person"}
WHAT = {
    "numbers": pgettext_lazy("rule", "the numbers"),
    "times": pgettext_lazy("rule", "the times of day"),
    "names": pgettext_lazy("rule", "the sources, findings, facts and links"),
    "blocks": pgettext_lazy("rule", "the blocks, their order and their levels"),
    "parts": pgettext_lazy("rule", "the paragraphs, items and rows"),
}
ADVICE = _("Here {what} differ from the same in {other}: {here} here, {there} there. Correct the one that is wrong.")
#: Of an idea, where one of the two does not say it, and where both do.
ONLY_THERE = _("{other} says “{word}” here, and this text does not. Correct the one that is wrong.")
ONLY_HERE = _("This text says “{word}” here, and {other} does not. Correct the one that is wrong.")
NOT_AS_OFTEN = _("{other} says “{word}” here {there} times, and this text {here} times. Correct the one that is wrong.")


@dataclass(frozen=True)
class Difference:
    """Something that one page says and the other does not, at a block of the first; None for the page's own settings."""

    kind: str
    here: str
    there: str
    block: Block | None = None
    sentence: str = ""
    #: Whether it is something that both should say as often, such as “not”, and `here` and `there` are how often.
    is_idea: bool = False


def differences(here: Document, there: Document, language: str, other: str) -> list[Difference]:
    """Where a page in `language` says something else than the same page in `other`, from its top to its end."""
    mine, theirs = language_words(language), language_words(other)
    return list(_differences(here, there, mine, theirs))


def differences_of_record(here: Row, there: Row, language: str, other: str) -> list[Difference]:
    """Where the words of a record in `language` say something else than those in `other`: numbers, times, negations."""
    mine, theirs = language_words(language), language_words(other)
    pairs = [(str(value), str(there[name])) for name, value in here.items() if name != "key" and name in there]
    return [each for one, two in pairs for each in _of_pieces(Piece(one), Piece(two), mine, theirs, None)]


def problems(
    here: Document, there: Document, language: str, other: str, name: str, level: Level = Level.REFUSES
) -> list[Problem]:
    """The same as problems of the first page; `name` is what the language of the second is called."""
    return [_problem(each, here.id, other, name, level) for each in differences(here, there, language, other)]


def problems_of_record(stem: str, here: Row, there: Row, language: str, other: str, name: str) -> list[Problem]:
    """The differences of a record as problems."""
    page = f"{stem}: {here['key']}"
    return [_problem(each, page, other, name) for each in differences_of_record(here, there, language, other)]


def _problem(found: Difference, page: str, other: str, name: str, level: Level = Level.REFUSES) -> Problem:
    return at(
        found.block,
        "language-differs",
        _advice(found, name),
        found.sentence,
        level=level,
        page=page,
        about=f"{other} {found.kind} {found.here} {found.there} {found.sentence}",
    )


def _advice(found: Difference, name: str) -> Words:
    values = {"other": name, "here": found.here, "there": found.there}
    told = {key: pgettext_lazy("rule", value) for key, value in values.items()}
    if not found.is_idea:
        return format_lazy(ADVICE, what=WHAT.get(found.kind, f"“{found.kind}”"), **told)
    form = ONLY_THERE if found.here == "0" else ONLY_HERE if found.there == "0" else NOT_AS_OFTEN
    return format_lazy(form, word=pgettext_lazy("rule", found.kind), **told)


def pairs(here: Document, there: Document) -> list[tuple[Block | None, Block | None]]:
    """The blocks of both pages that stand beside each other, from top to end; None beside a block that the other page lacks."""
    matcher = SequenceMatcher(None, _kinds(here), _kinds(there), autojunk=False)
    return [
        pair for _, a, b, c, d in matcher.get_opcodes() for pair in zip_longest(here.blocks[a:b], there.blocks[c:d])
    ]


def _differences(here: Document, there: Document, mine: LanguageWords, theirs: LanguageWords) -> Iterator[Difference]:
    for name in SAME:
        if getattr(here, name) != getattr(there, name):
            yield Difference(name, str(getattr(here, name)), str(getattr(there, name)))
    for name in ("title", "description"):
        pair = Piece(getattr(here, name)), Piece(getattr(there, name))
        yield from _of_pieces(*pair, mine, theirs, None)
    kinds, other_kinds = _kinds(here), _kinds(there)
    # A block too many or too few moves the others on: those that stand in one order on both pages are compared all the same.
    for way, start, end, other_start, other_end in SequenceMatcher(None, kinds, other_kinds, False).get_opcodes():
        if way == "equal":
            for block, other_block in zip(here.blocks[start:end], there.blocks[other_start:other_end], strict=True):
                yield from _of_blocks(block, other_block, mine, theirs)
        else:
            at = here.blocks[min(start, len(here.blocks) - 1)] if here.blocks else None
            yield Difference("blocks", _named(kinds[start:end]), _named(other_kinds[other_start:other_end]), at)


def _kinds(document: Document) -> list[str]:
    """The kinds of its blocks in order, of a card with its level."""
    return [" ".join((block.name, *_unworded(block))) for block in document.blocks]


def _unworded(block: Block) -> Iterator[str]:
    for name, value in sorted(block.settings.items()):
        if name not in WORDED and value:
            yield f"{name}={value}"


def _named(kinds: Sequence[str]) -> str:
    return ", ".join(f"“{kind}”" for kind in kinds) or "nothing"


def _of_blocks(here: Block, there: Block, mine: LanguageWords, theirs: LanguageWords) -> Iterator[Difference]:
    pieces, others = pieces_of(here), pieces_of(there)
    if [piece.place for piece in pieces] != [piece.place for piece in others]:
        yield Difference("parts", _counted(pieces), _counted(others), here, here.settings.get("heading", ""))
        pieces, others = [_together(pieces)], [_together(others)]
    for piece, other in zip(pieces, others, strict=True):
        yield from _of_pieces(piece, other, mine, theirs, here)


def _counted(pieces: Iterable[Piece]) -> str:
    counted = Counter(piece.place for piece in pieces)
    return ", ".join(f"{number} × {name}" for name, number in counted.items()) or "nothing"


def _together(pieces: Sequence[Piece]) -> Piece:
    return Piece(" ".join(piece.marked for piece in pieces), tuple(name for piece in pieces for name in piece.names))


def _of_pieces(
    here: Piece, there: Piece, mine: LanguageWords, theirs: LanguageWords, block: Block | None
) -> Iterator[Difference]:
    for one, other in align(said_in(here, mine), said_in(there, theirs)):
        for kind, more, fewer in _of_sentences(one, other, forbids=_forbids(block)):
            is_idea = kind in mine.ideas or kind in {NOT, JOINED}
            yield Difference(kind, more, fewer, block, " ".join(each.words for each in one), is_idea)


def _of_sentences(here: Sequence[Sentence], there: Sequence[Sentence], forbids: bool) -> Iterator[tuple[str, str, str]]:
    """(kind, what is here, what is there) for all that sentences say and those beside them do not."""
    one, other = _summed(here), _summed(there)
    more, fewer = _unmatched(one, other), _unmatched(other, one)
    if more or fewer:
        yield "numbers", _list(more), _list(fewer)
    for kind in ("times", "names"):
        said, others = getattr(one, kind), getattr(other, kind)
        if said != others:
            yield kind, _list(said - others), _list(others - said)
    if not _same_sources(here, there):
        yield "names", _cited(here), _cited(there)
    for idea, said in one.ideas.items():
        others = other.ideas.get(idea, said)  # a language need not know all that another knows
        asked = idea != JOINED or forbids or one.ideas[NOT][1] or other.ideas[NOT][1]
        if asked and not _overlap(said, others):
            yield idea, str(said[0]), str(others[0])


def _forbids(block: Block | None) -> bool:
    """Whether all items of a block are not to be done, so that none says so itself."""
    return block is not None and block.settings.get("kind") == "dont"


def _same_sources(here: Sequence[Sentence], there: Sequence[Sentence]) -> bool:
    """Whether both name the same sources. A sentence that was cut names all of them in each part, or each of them in one."""
    if len(here) < len(there):
        return _same_sources(there, here)
    one, other = _summed(here).sources, _summed(there).sources
    each = [sentence.sources for sentence in here]
    return all(sources == other for sources in each) or (one == other and all(each))


def _cited(sentences: Sequence[Sentence]) -> str:
    return " / ".join(_list(sentence.sources) for sentence in sentences)


def _unmatched(said: Sentence, other: Sentence) -> Counter:
    """The numbers of one that the other does not have; what may be a number excuses it, and a unit that goes without saying."""
    left = said.numbers - other.numbers - other.maybe
    spare = Counter(
        value.partition(" ")[0]
        for value in (other.numbers + other.maybe - said.numbers).elements()
        if _is_unspoken(value)
    )
    bare = Counter(value for value in left.elements() if " " not in value)
    with_unit = Counter(value.partition(" ")[0] for value in left.elements() if _is_unspoken(value))
    left -= bare & spare
    excused = with_unit & Counter(value for value in other.numbers - said.numbers if " " not in value)
    return Counter(
        {value: n for value, n in left.items() if not (_is_unspoken(value) and excused[value.partition(" ")[0]])}
    )


def _is_unspoken(value: str) -> bool:
    return value.partition(" ")[2] in UNSPOKEN


def _summed(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one."""
    if len(sentences) == 1:
        return sentences[0]

    def counted(name: str) -> Counter[str]:
        return sum((getattr(each, name) for each in sentences), Counter())

    return Sentence(
        words=" ".join(each.words for each in sentences),
        ideas={idea: _sum(each.ideas[idea] for each in sentences) for idea in sentences[0].ideas},
        **{name: counted(name) for name in ("numbers", "maybe", "times", "names", "sources", "alike")},
    )


def _sum(ranges: Iterable[Range]) -> Range:
    lows, highs = zip(*ranges, strict=True)
    return sum(lows), sum(highs)


def _overlap(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _list(counted: Counter) -> str:
    return ", ".join(sorted(str(each) for each in counted.elements())) or "nothing"
