"""Finds and ranks in memory, for readers without scripts.

The rules are those of the device, where MiniSearch 7.2 does the same: BM25+, its weight for beginnings of words, and its
preference for what holds more of the words. Only so do both ways give the same answers.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from content.search.site.words import anchor_of, is_near, nearest, stems, unpacked_forms, words_in

#: The longest query, and the most of its words that are looked for: what more there is, nobody types to find something.
LONGEST, MOST_WORDS = 200, 16
MOST_RESULTS = 12
#: How much a word counts in the heading of a part, in that of its page, and in the text.
BOOSTS = (3.0, 1.5, 1.0)
#: MiniSearch's own: parameters of BM25+, and the weight of a word whose beginning was typed.
K, B, D = 1.2, 0.7, 0.5
BEGINNING, SHORTEST_BEGINNING = 0.375, 3
#: How much a word of the guide counts that means the same as what was typed, and one that may have been mistyped.
MEANT, NEAR = 0.7, 0.5
#: Stands in the index for an anchor that is made from its heading.
FROM_HEADING = "#"


@dataclass
class Result:
    """A part of a page that was found, and the passage in it that fits best, in pieces: words, and whether they are marked."""

    page: str
    heading: str
    address: str
    passage: list[tuple[str, bool]]


class Ranking:
    """The index of one language, ready to be searched. `data` is what the device gets."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._forms = unpacked_forms(data["forms"])
        #: (number of the page, heading, anchor, text) of each part.
        self.parts = [(number, *part) for number, page in enumerate(data["pages"]) for part in page[2]]
        self._idle = set(data["idle"].split())
        self._everyday = [(key.split(), meant) for key, meant in data["everyday"].items()]
        self._postings: tuple[dict[str, dict[int, int]], ...] = tuple(defaultdict(dict) for _ in BOOSTS)
        self._lengths: tuple[list[int], ...] = tuple([] for _ in BOOSTS)
        for number, (page, heading, _, text) in enumerate(self.parts):
            for position, words in enumerate((heading, data["pages"][page][0], text)):
                terms = self._terms(words)
                self._lengths[position].append(len(set(terms)))
                for term in terms:
                    counts = self._postings[position][term]
                    counts[number] = counts.get(number, 0) + 1
        self._averages = [sum(lengths) / max(len(lengths), 1) or 1.0 for lengths in self._lengths]
        self._vocabulary = sorted(set().union(*self._postings))
        self._known = set(self._vocabulary)
        #: What may have been meant by a word that is not known.
        self._guesses = self._known | self._forms.keys() | self._idle
        self._by_stem = dict(zip(stems(self._vocabulary, data["language"]), self._vocabulary, strict=True))

    def knows(self, phrase: str) -> bool:
        """Whether each word of a phrase stands somewhere in the index."""
        return all(self._term(word) in self._known for word in words_in(phrase))

    def address(self, number: int) -> str:
        """Where a part stands: the address of its page and, below the first heading, its place there."""
        page, heading, anchor, _ = self.parts[number]
        place = anchor_of(heading) if anchor == FROM_HEADING else anchor
        return f"{self._data['pages'][page][1]}#{place}" if place else self._data["pages"][page][1]

    def search(self, query: str, first: int | None = None) -> list[Result]:
        """What fits best, best first. `first` is the number of a page that comes before everything, found or not."""
        terms = self._looked_for(query[:LONGEST])
        scores: dict[int, float] = defaultdict(float)
        found: dict[int, set[str]] = defaultdict(set)
        matched: dict[int, set[str]] = defaultdict(set)
        for term, weight, may_begin in terms:
            for derived, share in self._derived(term, may_begin):
                for number, score in self._scores(derived):
                    scores[number] += score * share * weight
                    found[number].add(term)
                    matched[number].add(derived)
        ranked = sorted(scores, key=lambda number: (-scores[number] * len(found[number]), number))
        if first is not None:
            own = [number for number, part in enumerate(self.parts) if part[0] == first]
            ranked = [*own[:1], *(number for number in ranked if number not in own[:1])]
        return [self._result(number, matched[number]) for number in ranked[:MOST_RESULTS]]

    def _terms(self, text: str) -> list[str]:
        return [self._forms.get(word, word) for word in words_in(text)]

    def _looked_for(self, query: str) -> list[tuple[str, float, bool]]:
        """(term, weight, whether other words may follow its letters) of what was typed, and of what the guide calls it."""
        typed = words_in(query)[:MOST_WORDS]
        telling = [word for word in typed if word not in self._idle] or typed
        terms = [self._term(word) for word in telling]
        wanted = {
            term: (1.0, term not in self._known or word == typed[-1]) for word, term in zip(telling, terms, strict=True)
        }
        for term in terms:
            if term not in self._known:
                for near in nearest(term, self._guesses):
                    if near not in self._idle:
                        wanted.setdefault(self._forms.get(near, near), (NEAR, False))
        for phrase, meant in self._everyday:
            if self._says(typed, phrase):
                for term in meant:
                    wanted.setdefault(term, (MEANT, False))
        return [(term, weight, may_begin) for term, (weight, may_begin) in wanted.items()]

    def _term(self, word: str) -> str:
        if (term := self._forms.get(word, word)) in self._known:
            return term
        return self._by_stem.get(stems([word], self._data["language"])[0], term)

    def _says(self, typed: list[str], phrase: list[str]) -> bool:
        """Whether the phrase of everyday words was typed; a word that the guide does not know may be mistyped."""
        spans = (typed[start : start + len(phrase)] for start in range(len(typed) - len(phrase) + 1))
        return any(all(map(self._is_same, span, phrase)) for span in spans)

    def _is_same(self, typed: str, word: str) -> bool:
        term = self._forms.get(typed, typed)
        return term == self._forms.get(word, word) or (
            term not in self._known and typed not in self._idle and is_near(typed, word)
        )

    def _derived(self, term: str, may_begin: bool) -> Iterator[tuple[str, float]]:
        """The words of the guide that a word stands for, with how much each counts."""
        yield term, 1.0
        if may_begin and len(term) >= SHORTEST_BEGINNING:
            for word in self._vocabulary:
                if word.startswith(term) and word != term:
                    yield word, BEGINNING * len(word) / (len(word) + 0.3 * (len(word) - len(term)))

    def _scores(self, term: str) -> Iterator[tuple[int, float]]:
        total = len(self.parts)
        for boost, postings, lengths, average in zip(
            BOOSTS, self._postings, self._lengths, self._averages, strict=True
        ):
            if term in postings:
                counts = postings[term]
                rarity = math.log(1 + (total - len(counts) + 0.5) / (len(counts) + 0.5))
                for number, count in counts.items():
                    saturated = count * (K + 1) / (count + K * (1 - B + B * lengths[number] / average))
                    yield number, boost * rarity * (D + saturated)

    def _result(self, number: int, terms: set[str]) -> Result:
        page, heading, _, text = self.parts[number]
        return Result(self._data["pages"][page][0], heading, self.address(number), self._marked(text, terms))

    def _marked(self, text: str, terms: set[str]) -> list[tuple[str, bool]]:
        """The passage that holds most of the terms, cut at spaces."""
        best = max(text.split("\n"), key=lambda passage: len(terms.intersection(self._terms(passage))))
        words = best.split(" ")
        return [(word, not terms.isdisjoint(self._terms(word))) for word in words]
