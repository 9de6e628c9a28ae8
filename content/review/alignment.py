"""The sentences of a text laid beside those of its translation: one beside one, or beside two or three where it was cut.

What lies beside what is chosen by what both have in common and by their length, as Gale and Church do (Computational Linguistics
19(1), 1993), never by what is then compared: a “no” that moved to the next sentence stays in the wrong place. Pure text.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache

from content.review.said import Sentence

#: A sentence is cut into at most so many.
MOST_CUTS = 3
#: Of a longer text, all is one group: no paragraph of the guide comes near, and Python counts how deep a search goes.
MOST_SENTENCES = 100
#: How much a length that does not fit weighs against one word in common, and letters that make no difference.
WEIGHT, LETTERS = 3.0, 10


def align(here: Sequence[Sentence], there: Sequence[Sentence]) -> list[tuple[Sequence[Sentence], Sequence[Sentence]]]:
    """Groups that lie beside each other, from the first to the last. As many sentences lie one beside one; of more, some lie
    together. What cannot be laid so is one group."""
    if len(here) == len(there):
        return [((one,), (other,)) for one, other in zip(here, there, strict=True)]
    if len(here) < len(there):
        return [(one, other) for other, one in align(there, here)]
    if len(here) > MOST_SENTENCES:
        return [(here, there)]
    expected = sum(len(each.words) for each in here) / max(sum(len(each.words) for each in there), 1)

    @cache
    def best(start: int, place: int) -> tuple[float, tuple[int, ...]]:
        """How well what is left lies, and how many sentences lie beside each of the other."""
        if place == len(there):
            return (0.0 if start == len(here) else -math.inf), ()
        found = [
            (_fit(here[start : start + cut], there[place], expected) + rest, (cut, *cuts))
            for cut in range(1, min(MOST_CUTS, len(here) - start) + 1)
            for rest, cuts in [best(start + cut, place + 1)]
        ]
        return max(found, default=(-math.inf, ()))

    score, cuts = best(0, 0)
    if score == -math.inf:
        return [(here, there)]
    groups: list[tuple[Sequence[Sentence], Sequence[Sentence]]] = []
    start = 0
    for place, cut in enumerate(cuts):
        groups.append((here[start : start + cut], (there[place],)))
        start += cut
    return groups


def _fit(several: Sequence[Sentence], one: Sentence, expected: float) -> float:
    common = sum((each.alike for each in several), Counter()) & one.alike
    letters = sum(len(each.words) for each in several)
    return common.total() - WEIGHT * abs(math.log((letters + LETTERS) / (len(one.words) * expected + LETTERS)))
