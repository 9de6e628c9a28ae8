"""How hard a page is to read: the Flesch-Kincaid grade, computed on this machine.

Grade = 0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59: Kincaid JP, Fishburne RP, Rogers RL, Chissom BS.
Derivation of new readability formulas for Navy enlisted personnel. Research Branch Report 8-75. 1975.
A second formula is shown beside it and sets no limit. SMOG grade = 1.0430 * square root of (words of three syllables or
more * 30 / sentences) + 3.1291: McLaughlin GH. SMOG grading: a new readability formula. J Reading. 1969;12(8):639-646.
docs/readability.md says what is counted.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.guide.document import Document
from content.review import inflesz
from content.review.problem import Problem, at
from content.review.sentences import Passage
from ketaguide.words import Words

LONGEST_SENTENCE = 25
HIGHEST_GRADE = 8.0
#: The same for the middle one of the chapters.
HIGHEST_MEDIAN = 7.0

WORD = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*|\d[\d.,/:]*")
INITIALS = re.compile(r"[A-Z]{2,}")
#: Capitals that are said as one word.
SAID_AS_WORDS = {"AYUDA", "HIPAA", "PEG", "GAD", "KARMA", "DO", "NO"}
VOWELS = re.compile(r"[aeiouy]+")
#: Vowels next to each other that are said apart: "me-dium", "ra-di-o", "cli-ent", "be-ing", "us-u-al", "po-em".
APART = re.compile(
    r"i(?:a(?!l\b|lly|lty|n\b|ns\b|ge)|o(?!n|us)|u)|(?<![ctsg])i(?:an|al|on\b|ous)|[^aeiouct]ie(?:t|nc|nt)|cience"
    r"|(?<=[aeiouy])ing|u(?:al|at|en(?!t\b|ch|s))|eo(?!ple|us)|(?<!q)u(?:ity|ous)|(?:^|[^aeiou])rea(?:ct|li)|oe(?=n|l)|yi"
)
SILENT_ED = re.compile(r"[^aeiouydt]ed$|[aeiou]ed$")
SILENT_ES = re.compile(r"[^aeiouyscxzg]es$|[^aeiouysc]hes$")
SILENT_E = re.compile(r"[^aeiouy]e$")
SPOKEN_LE = re.compile(r"[^aeiouylr]les?$|[^aeiouy]led$")
#: An "e" inside a word that nobody says, as in "safe-ly", "move-ment" and "some-one".
SILENT_INSIDE = re.compile(
    r"(?<=[aeiouy][^aeiouy])e(?=ly$|ment|ful|less|ness$|times?$|body$|thing$|one$|where$|line|lines$|side|sites?$|ways?$|fruit)"
)
#: Words of health that the rules get wrong.
EXCEPTIONS = {
    **dict.fromkeys(("called", "tongue", "reads"), 1),
    **dict.fromkeys(("safety", "business", "controlled", "recalled", "reading", "reader", "readers", "readings"), 2),
    **dict.fromkeys(
        ("evening", "elsewhere", "agreed", "breastfeed", "watches", "studied", "worried", "quiet", "crashes"), 2
    ),
    **dict.fromkeys(("beyond", "tired", "anxious", "equal", "cannot"), 2),
    **dict.fromkeys(
        ("suicide", "nausea", "everyday", "everything", "continued", "certified", "anyone", "area", "areas"), 3
    ),
    **dict.fromkeys(
        ("idea", "ideas", "easier", "earlier", "riskiest", "quality", "behavior", "employer", "companion"), 3
    ),
    **dict.fromkeys(("businesses", "civilian", "civilians", "angeles", "previous", "serious", "various"), 3),
    **dict.fromkeys(("suicidal", "aneurysm", "diabetes", "california", "anesthesia", "anesthetic"), 4),
}


def syllables(word: str) -> int:
    """How many syllables an English word has, by rules of spelling; letters of initials ("FDA") are counted one by one.

    Numbers count as one syllable for each figure and sign, as readers of a screen do not say them in words.
    """
    if any(character.isdigit() for character in word):
        return 1
    return sum(map(_syllables, re.split(r"[.-]", word)))


def _syllables(word: str) -> int:
    stem = re.sub(r"[’']s?$", "", word)
    if INITIALS.fullmatch(stem.rstrip("s")) and stem not in SAID_AS_WORDS:
        return sum(3 if letter == "W" else 1 for letter in stem.rstrip("s"))
    stem = re.sub(r"[’'](?=[a-z])", "", stem.lower())
    if stem in EXCEPTIONS:
        return EXCEPTIONS[stem]
    count = len(VOWELS.findall(stem)) + len(APART.findall(stem)) - len(SILENT_INSIDE.findall(stem))
    if SPOKEN_LE.search(stem):
        pass
    elif SILENT_ED.search(stem) or SILENT_ES.search(stem) or SILENT_E.search(stem):
        count -= 1
    return max(count, 1)


@dataclass(frozen=True)
class Score:
    """How hard a page is to read. `words` and `sentences` are those that were counted."""

    grade: float
    smog: float
    words: int
    sentences: int
    long_sentences: int


def words_of(text: str) -> list[str]:
    """The words and numbers of a text."""
    return WORD.findall(text)


def counted(found: Iterable[Passage]) -> list[str]:
    """The texts of a page that count: its sentences, in paragraphs, boxes and lists.

    Headings and tables are not sentences. Items of lists that are no full sentences ("your photo ID") are left out,
    too: many short scraps would make a page look easier than it is.
    """
    return [
        passage.text for passage in found if passage.kind == "sentence" and (passage.complete or not passage.in_list)
    ]


def score(texts: Iterable[str]) -> Score:
    """The grade of some sentences; 0 where there are none."""
    sentences = [found for text in texts if (found := words_of(text))]
    words = [word for found in sentences for word in found]
    if not words:
        return Score(0.0, 0.0, 0, 0, 0)
    counts = [syllables(word) for word in words]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(counts) / len(words) - 15.59
    hard = sum(count >= 3 for count in counts)
    smog = 1.0430 * math.sqrt(hard * 30 / len(sentences)) + 3.1291
    return Score(grade, smog, len(words), len(sentences), sum(len(found) > LONGEST_SENTENCE for found in sentences))


@dataclass(frozen=True)
class Measure:
    """How texts of one language are measured: what is wrong with a page whose sentences are these, how long one may be,
    and how many the answer at the top may have."""

    too_hard: Callable[[list[str]], Words]
    longest_sentence: int
    most_of_an_answer: int


def _too_hard_in_english(texts: list[str]) -> Words:
    grade = score(texts).grade
    if round(grade, 1) <= HIGHEST_GRADE:
        return ""
    return format_lazy(
        _("The page reads at grade {grade}; at most {most}. Shorten sentences and use shorter words."),
        grade=f"{grade:.1f}",
        most=f"{HIGHEST_GRADE:.0f}",
    )


def _too_hard_in_spanish(texts: list[str]) -> Words:
    found = spanish_ease(texts)
    if round(found, 1) >= inflesz.LOWEST:
        return ""
    return format_lazy(
        _("The page has an INFLESZ of {ease}; at least {least}. Shorten sentences and use shorter words."),
        ease=f"{found:.1f}",
        least=f"{inflesz.LOWEST:.0f}",
    )


def spanish_ease(texts: Iterable[str]) -> float:
    """INFLESZ of some sentences."""
    return inflesz.ease([found for text in texts if (found := words_of(text))])


#: By language; texts in others are not measured.
MEASURES = {
    "en": Measure(_too_hard_in_english, LONGEST_SENTENCE, 2),
    # Spanish needs more words and has shorter sentences: three of them say what two say in English.
    "es": Measure(_too_hard_in_spanish, inflesz.LONGEST_SENTENCE, 3),
}


def check(document: Document, found: list[Passage], language: str) -> Iterator[Problem]:
    """A page that is too hard, and its sentences that are too long."""
    measure = MEASURES.get(language)
    if measure is None:
        return
    if advice := measure.too_hard(counted(found)):
        yield at(None, "reading-grade", advice, document.title, about="page")
    for passage in found:
        length = len(words_of(passage.text)) if passage.kind == "sentence" else 0
        if length > measure.longest_sentence:
            advice = format_lazy(
                _("{count} words; at most {most}. Make two sentences of it."),
                count=length,
                most=measure.longest_sentence,
            )
            yield at(passage, "long-sentence", advice)
