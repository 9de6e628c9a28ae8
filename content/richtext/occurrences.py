"""Finds words in rich text as it is read, and puts others in their place: never in markup, links or inline components.

What is read is a row of letters, each with the place where it stands in the source. A block ends a row of words, and so does an
inline component; bold letters do not.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise

from content.richtext.allowed import BLOCK_TAGS

PIECES = re.compile(
    r"(?P<plugin><cms-plugin\b.*?</cms-plugin\s*>)|<\s*/?\s*(?P<tag>[\w-]+)[^>]*>|(?P<text>[^<]+)", re.DOTALL
)
LETTERS = re.compile(r"&(?:#\w+|\w+);|.", re.DOTALL)
#: What nobody types: it stands for the end of a block, and for an inline component.
END_OF_BLOCK, INLINE = "\n", "\ufffc"
#: Letters before and after, to know the place by.
AROUND = 60


@dataclass(frozen=True)
class Letter:
    """A letter as it is read, and where it stands in the source."""

    sign: str
    start: int
    end: int


@dataclass(frozen=True)
class Occurrence:
    """Words that were found, with those around them, and where they stand in the source. `is_split`: partly in other markup,
    so that nobody but a person can say how the new words are to look.
    """

    before: str
    said: str
    after: str
    start: int
    end: int
    is_split: bool


def pattern_of(words: str, whole: bool = True, match_case: bool = False) -> re.Pattern[str]:
    """What finds these words, whatever white space is between them; `whole`: not as a part of longer ones."""
    found = r"[^\S\n]+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){found}(?!\w)" if whole else found, 0 if match_case else re.IGNORECASE)


def occurrences(source: str, pattern: re.Pattern[str], is_rich: bool = True) -> list[Occurrence]:
    """Where the pattern is found, in order; in rich text or in a plain line."""
    letters = list(_letters(source)) if is_rich else [Letter(sign, at, at + 1) for at, sign in enumerate(source)]
    text = "".join(letter.sign for letter in letters)
    return [_occurrence(letters, text, match.start(), match.end()) for match in pattern.finditer(text)]


def replaced(source: str, places: Collection[Occurrence], new: str, is_rich: bool = True) -> str:
    """The source with new words at these places, which `occurrences` gave for it and which are not split."""
    for place in sorted(places, key=lambda each: each.start, reverse=True):
        words = in_place_of(place.said, new)
        source = source[: place.start] + (escape(words, quote=False) if is_rich else words) + source[place.end :]
    return source


def in_place_of(said: str, new: str) -> str:
    """The new words, with a capital where the old ones have one at the beginning."""
    begins = said[:1].isupper() and not said.isupper() and new[:1].islower()
    return new[:1].upper() + new[1:] if begins else new


def _letters(source: str) -> Iterator[Letter]:
    for piece in PIECES.finditer(source):
        if piece["text"]:
            for letter in LETTERS.finditer(piece["text"]):
                start, end = piece.start() + letter.start(), piece.start() + letter.end()
                yield from (Letter(sign, start, end) for sign in unescape(letter[0]))
        elif piece["plugin"]:
            yield Letter(INLINE, piece.start(), piece.end())
        elif piece["tag"] == "br" or piece["tag"] in BLOCK_TAGS:
            yield Letter(END_OF_BLOCK, piece.start(), piece.end())


def _occurrence(letters: list[Letter], text: str, start: int, end: int) -> Occurrence:
    found = letters[start:end]
    return Occurrence(
        before=_readable(_from_a_word(text[max(0, start - AROUND) : start]).rpartition(END_OF_BLOCK)[2]),
        said=text[start:end],
        after=_readable(text[end : end + AROUND].partition(END_OF_BLOCK)[0]),
        start=found[0].start,
        end=found[-1].end,
        is_split=any(one.end != other.start for one, other in pairwise(found)),
    )


def _from_a_word(text: str) -> str:
    """What stands before, without the end of a word that was cut."""
    return text.partition(" ")[2] if len(text) == AROUND else text


def _readable(text: str) -> str:
    return text.replace(INLINE, "[…]")
