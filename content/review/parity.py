"""The same page in two languages, held against each other: numbers, units, times, negations, cards, records and links.

What is compared does not depend on how a sentence is put: each heading, paragraph, item and cell of one page has one of the
other at the same place, and both say the same numbers, turn around as often, and name the same records and links. What the
words of a language mean is in `parity.yaml` of its checks. Pure text: no database, no network.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise, zip_longest

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.guide.document import Block, Document
from content.review.around import Row
from content.review.pieces import WORDED, Piece, pieces_of
from content.review.problem import Level, Problem, at
from content.review.said import LanguageWords, Range, Said, Sentence, language_words, said_in

#: Front matter that says the same in every language.
SAME = ("template", "section", "speaks_of_benefit")
#: So many sentences of one language can be so many of the other; in the second, they may stand in another order.
SPLITS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
SWAPS = ((2, 2), (2, 3), (3, 2))
ONE = "1"
#: Units that a language may leave out: “over 60”, “más de 60 años”; “think twice”, “piénselo dos veces”.
UNSPOKEN = {"year", "time"}
WHAT = {
    "numbers": pgettext_lazy("rule", "the numbers"),
    "times": pgettext_lazy("rule", "the times of day"),
    "negation": pgettext_lazy("rule", "what is to be done and what is not"),
    "alternatives": pgettext_lazy("rule", "for how many things a “not” holds"),
    "place": pgettext_lazy("rule", "the sentences that say “not”"),
    "names": pgettext_lazy("rule", "the sources, findings, facts and links"),
    "blocks": pgettext_lazy("rule", "the blocks, their order and their levels"),
    "parts": pgettext_lazy("rule", "the paragraphs, items and rows"),
}
ADVICE = _("Here {what} differ from the same in {other}: {here} here, {there} there. Correct the one that is wrong.")


@dataclass(frozen=True)
class Difference:
    """Something that one page says and the other does not, at a block of the first; None for the page's own settings."""

    kind: str
    here: str
    there: str
    block: Block | None = None
    sentence: str = ""


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
        format_lazy(
            ADVICE,
            what=WHAT.get(found.kind, f"“{found.kind}”"),
            other=pgettext_lazy("rule", name),
            here=pgettext_lazy("rule", found.here),
            there=pgettext_lazy("rule", found.there),
        ),
        found.sentence,
        level=level,
        page=page,
        about=f"{other} {found.kind} {found.here} {found.there} {found.sentence}",
    )


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
        yield from _of_pieces(*pair, mine, theirs, None, of_a_sentence=False)
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
    return Piece(
        " ".join(piece.words for piece in pieces),
        tuple(name for piece in pieces for name in piece.names),
        cited=tuple(citation for piece in pieces for citation in piece.cited),
    )


def _of_pieces(
    here: Piece,
    there: Piece,
    mine: LanguageWords,
    theirs: LanguageWords,
    block: Block | None,
    of_a_sentence: bool = True,
) -> Iterator[Difference]:
    said, other = said_in(here.words, mine), said_in(there.words, theirs)
    more, fewer = _unmatched(said, other), _unmatched(other, said)
    if more or fewer:
        yield Difference("numbers", _list(more), _list(fewer), block, here.words)
    elif _one_is_elsewhere(said.sentences, other.sentences):
        yield Difference("numbers", _list(said.numbers), _list(other.numbers), block, here.words)
    if said.times != other.times:
        yield Difference("times", _list(said.times - other.times), _list(other.times - said.times), block, here.words)
    if of_a_sentence:
        yield from _turned_apart(said.sentences, other.sentences, block, here.words)
    more_sentences = len(said.sentences) - len(other.sentences)
    names, other_names = Counter(_plain(here.names, mine)), Counter(_plain(there.names, theirs))
    names += _sources(here.cited, there.cited, more_sentences)
    other_names += _sources(there.cited, here.cited, -more_sentences)
    if names != other_names:
        yield Difference("names", _list(names - other_names), _list(other_names - names), block, here.words)
    elif _lacks_sources(here, said, there, other) or _lacks_sources(there, other, here, said):
        yield Difference("names", f"{len(here.cited)} × cite", f"{len(there.cited)} × cite", block, here.words)


def _lacks_sources(one: Piece, said: Said, other: Piece, other_said: Said) -> bool:
    """Whether a sentence of one has no source, while each of the other has."""
    return 0 < len(one.cited) < len(said.sentences) and len(other.cited) >= len(other_said.sentences)


def _sources(cited: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]], more_sentences: int) -> Counter:
    """The sources of these citations, but for a citation that says again what the one before it said, in a sentence that the
    other language has joined to another."""
    found, others = _keys(cited), _keys(other)
    for before, citation in pairwise(cited):
        if more_sentences > 0 and citation == before and _keys([citation]) <= found - others:
            found -= _keys([citation])
            more_sentences -= 1
    return found


def _keys(cited: Iterable[tuple[str, ...]]) -> Counter:
    return Counter(f"cite {key}" for citation in cited for key in citation)


def _unmatched(said: Said | Sentence, other: Said | Sentence) -> Counter:
    """The numbers of one that the other does not have; what may be a number excuses it, and a unit that goes without saying."""
    left = said.numbers - other.numbers - other.maybe
    spare = Counter(
        value.partition(" ")[0] for value in (other.numbers - said.numbers).elements() if _is_unspoken(value)
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


def _turned_apart(
    here: Sequence[Sentence], there: Sequence[Sentence], block: Block | None, words: str
) -> Iterator[Difference]:
    """Where sentences are turned around more or less often than those of the other, or for more or fewer things.

    Where one language has more sentences, all are counted together, and each must have its place in the other: a “no” may
    not have moved from one to the next.
    """
    forbids = _forbids(block)
    alike = len(here) == len(there)
    pairs = list(zip(here, there, strict=True)) if alike else [(_summed(here), _summed(there))]
    for one, other in pairs:
        if not _overlap(one.turned, other.turned):
            yield Difference("negation", f"{one.turned[0]} × not", f"{other.turned[0]} × not", block, words)
            return
        if (forbids or one.turned[1] or other.turned[1]) and not _overlap(one.joined, other.joined):
            yield Difference("alternatives", f"{one.joined[0]} × not/or", f"{other.joined[0]} × not/or", block, words)
            return
    if not alike and not _have_their_place(here, there):
        yield Difference("place", _turned_in(here), _turned_in(there), block, words)


def _forbids(block: Block | None) -> bool:
    """Whether all items of a block are not to be done, so that none says so itself."""
    return block is not None and block.settings.get("kind") == "dont"


def _turned_in(sentences: Sequence[Sentence]) -> str:
    places = [str(place) for place, sentence in enumerate(sentences, 1) if sentence.turned[1]]
    return f"“not” in sentence {', '.join(places)}" if places else "nothing"


def _have_their_place(here: Sequence[Sentence], there: Sequence[Sentence]) -> bool:
    """Whether sentences in this order can be those of the other, some of which were cut, joined or, by their numbers, swapped."""
    shapes = (*SPLITS, *SWAPS)
    return not _stand_beside(here, there, shapes, _same_numbers) or _stand_beside(here, there, shapes, _fit)


def _one_is_elsewhere(here: Sequence[Sentence], there: Sequence[Sentence]) -> bool:
    """Whether a sentence says “one” and its other does not: in a whole paragraph some “una” of another thing would excuse it."""
    if len(here) == len(there):
        return not all(_same_ones([one], [other]) for one, other in zip(here, there, strict=True))
    return not _stand_beside(here, there, SPLITS, _same_ones)


def _same_ones(one: Sequence[Sentence], other: Sequence[Sentence]) -> bool:
    said, others = _summed(one), _summed(other)
    return ONE not in _unmatched(said, others) and ONE not in _unmatched(others, said)


def _stand_beside(
    here: Sequence[Sentence],
    there: Sequence[Sentence],
    shapes: Sequence[Range],
    fit: Callable[[Sequence[Sentence], Sequence[Sentence]], bool],
) -> bool:
    """Whether both can be cut, from the first to the last, into groups of such shapes that fit each other."""

    @cache
    def from_here(mine: int, theirs: int) -> bool:
        if mine == len(here) and theirs == len(there):
            return True
        ends = ((mine + one, theirs + other) for one, other in shapes)
        return any(
            end <= len(here)
            and other_end <= len(there)
            and fit(here[mine:end], there[theirs:other_end])
            and from_here(end, other_end)
            for end, other_end in ends
        )

    return from_here(0, 0)


def _fit(one: Sequence[Sentence], other: Sequence[Sentence]) -> bool:
    if len(one) > 1 and len(other) > 1 and _stand_beside(one, other, SPLITS, _same_numbers):
        return False  # nothing says that they were swapped
    return _overlap(_summed(one).turned, _summed(other).turned) and _same_numbers(one, other)


def _same_numbers(one: Sequence[Sentence], other: Sequence[Sentence]) -> bool:
    said, others = _summed(one), _summed(other)
    return not _unmatched(said, others) and not _unmatched(others, said)


def _summed(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one."""
    return Sentence(
        sum((sentence.numbers for sentence in sentences), Counter()),
        sum((sentence.maybe for sentence in sentences), Counter()),
        _sum(sentence.turned for sentence in sentences),
        _sum(sentence.joined for sentence in sentences),
    )


def _sum(ranges: Iterable[Range]) -> Range:
    lows, highs = zip(*ranges, strict=True)
    return sum(lows), sum(highs)


def _overlap(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _list(counted: Counter) -> str:
    return ", ".join(sorted(str(each) for each in counted.elements())) or "nothing"


def _plain(names: Iterable[str], words: LanguageWords) -> Iterator[str]:
    return (words.twins.get(name, name) for name in names)
