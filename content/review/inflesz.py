"""How hard a Spanish page is to read: INFLESZ, computed on this machine.

INFLESZ = 206.835 - 62.3 * (syllables / words) - (words / sentences), the more the easier: Szigriszt Pazos F. Sistemas predictivos de
legibilidad del mensaje escrito. Universidad Complutense de Madrid; 1993. Its bands (55 to 65 normal, 65 to 80 quite easy): Barrio-Cantalejo
IM and others. An Sist Sanit Navar. 2008;31(2):135-152. docs/readability.md says what is counted.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

LOWEST, LOWEST_MEDIAN = 55.0, 65.0
LONGEST_SENTENCE = 20

RUN = re.compile(r"[aeiouáéíóúü]+")
OPEN, CLOSED_WITH_ACCENT = "aeoáéó", "íú"


def syllables(word: str) -> int:
    """How many syllables a Spanish word has. Each two vowels that are said apart make one more: “o-ír”, “a-ho-ra”, “dí-a”.

    Hyphenation counts fewer, because it leaves no single letter on a line: the page would look easier than it is.
    """
    word = re.sub(r"([qg])u(?=[eéií])", r"\1", word.lower())
    word = re.sub(r"y(?=[aeiouáéíóúü])", "j", word).replace("y", "i").replace("h", "")
    runs = RUN.findall(word)
    return max(len(runs) + sum(_apart(one, other) for run in runs for one, other in pairwise(run)), 1)


def _apart(one: str, other: str) -> bool:
    return (
        one == other
        or (one in OPEN and other in OPEN)
        or (one in CLOSED_WITH_ACCENT and other in OPEN)
        or (one in OPEN and other in CLOSED_WITH_ACCENT)
    )


def ease(sentences: Sequence[Sequence[str]]) -> float:
    """INFLESZ of sentences, each given as its words; 100 where there are none."""
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 100.0
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / len(sentences)
