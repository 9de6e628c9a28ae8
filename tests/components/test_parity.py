"""The shipped pages and records say the same in both languages, and every difference that somebody could plant in one is found."""

import copy
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from lxml import html

from content.guide.document import Block, Document, read, read_file
from content.guide.files import GUIDE_FOLDER, read_guide
from content.review.parity import differences, differences_of_record

SEED, EACH = 20261126, 15
#: So many letters beside a fault are looked at for what hides it.
BESIDE = 400
#: Where a sentence or an item starts, and what turns one around.
SENTENCE = r"(?<=<p>)(?=\w)|(?<=<li>)(?=\w)|(?<=[a-z][.?!] )(?=[^\W\d_a-z])"
TURNS = r"(?i)\b(?:no\w*|nunca|nada|nadie|ning\w+|tampoco|sin|ni|neither|never|without|cannot|un\w+|\w+n['’]t)\b"
NAMES = sorted(path.stem for path in (GUIDE_FOLDER / "es").glob("*.md"))


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[Document, Document]]:
    return {
        name: (read_file(GUIDE_FOLDER / "es" / f"{name}.md"), read_file(GUIDE_FOLDER / "en" / f"{name}.md"))
        for name in NAMES
    }


def test_the_shipped_pages_say_the_same(pages):
    assert len(pages) > 40
    for spanish, english in pages.values():
        assert not differences(spanish, english, "es", "en"), spanish.id
        assert not differences(english, spanish, "en", "es"), english.id


# --- What is planted: each gives, of one block, every way to plant one fault in it --------------------------------------


def _in_html(
    pattern: str, change: Callable[[re.Match], str], unless: str = "(?!)"
) -> Callable[[Block], Iterator[Callable[[], None]]]:
    def plants(block: Block) -> Iterator[Callable[[], None]]:
        for match in re.finditer(pattern, block.html):
            beside = block.html[max(match.start() - BESIDE, 0) : match.end() + BESIDE]
            if _in_words(block.html, match) and not re.search(unless, beside):
                yield lambda match=match: setattr(
                    block, "html", block.html[: match.start()] + change(match) + block.html[match.end() :]
                )

    return plants


def _in_words(text: str, match: re.Match) -> bool:
    """Whether it stands in the words of the text, and not within a tag."""
    return text.rfind("<", 0, match.start()) <= text.rfind(">", 0, match.start())


def _out(tag: str, *more: str) -> Callable[[Block], Iterator[Callable[[], None]]]:
    """Take one element out of a block."""

    def plants(block: Block) -> Iterator[Callable[[], None]]:
        root = html.fragment_fromstring(block.html or "<p></p>", create_parent="div")
        for element in [each for each in root.iter(tag) if all(part in html.tostring(each).decode() for part in more)]:

            def plant(element=element) -> None:
                element.drop_tree()
                block.html = "".join(html.tostring(each, encoding="unicode") for each in root)

            yield plant

    return plants


def _source(block: Block) -> Iterator[Callable[[], None]]:
    """Take a source out, unless one beside it is the same: a sentence that was cut in two says it twice."""
    cites = list(re.finditer(r'<guide-inline role="cite" value="([^"]+)"></guide-inline>', block.html))
    keys = [match[1] for match in cites]
    for place, match in enumerate(cites):
        if match[1] not in keys[max(place - 2, 0) : place] + keys[place + 1 : place + 3]:
            yield lambda match=match: setattr(block, "html", block.html[: match.start()] + block.html[match.end() :])


def _link(block: Block) -> Iterator[Callable[[], None]]:
    for match in re.finditer(r'href="(page:[\w-]+|https://[^"]+)', block.html):
        other = "page:cost" if match[1] != "page:cost" else "page:home"
        yield lambda match=match, other=other: setattr(
            block, "html", block.html[: match.start(1)] + other + block.html[match.end(1) :]
        )


def _dialled(block: Block) -> Iterator[Callable[[], None]]:
    for match in re.finditer(r'href="(?:tel|sms):\d*(\d)"', block.html):
        yield lambda match=match: setattr(
            block, "html", block.html[: match.start(1)] + str(9 - int(match[1])) + block.html[match.end(1) :]
        )


def _setting(name: str, value: str) -> Callable[[Block], Iterator[Callable[[], None]]]:
    def plants(block: Block) -> Iterator[Callable[[], None]]:
        if block.settings.get(name) not in {None, value}:
            yield lambda: block.settings.update({name: value})

    return plants


def _moved(pattern: str, there: str) -> Callable[[Block], Iterator[Callable[[], None]]]:
    """Take a word out, and put it before the next sentence, or item, that does not have one."""

    def plants(block: Block) -> Iterator[Callable[[], None]]:
        starts = [match.start() for match in re.finditer(SENTENCE, block.html)]
        for match in [each for each in re.finditer(pattern, block.html) if _in_words(block.html, each)]:
            for start, end in pairwise([*(start for start in starts if start > match.end()), len(block.html)]):
                if re.search(TURNS, block.html[start:end]) is None:
                    yield lambda match=match, start=start: setattr(
                        block,
                        "html",
                        block.html[: match.start()] + block.html[match.end() : start] + there + block.html[start:],
                    )
                    break

    return plants


def _only_where(name: str, value: str, plants: Callable) -> Callable[[Block], Iterator[Callable[[], None]]]:
    return lambda block: plants(block) if block.settings.get(name) == value else iter(())


PLANTS = {
    "a digit": _in_html(r"\d", lambda match: str((int(match[0]) + 3) % 10)),
    "a decimal comma": _in_html(r"(?<=\d)\.(?=\d)", lambda match: ","),
    "a thousands point": _in_html(r"(?<=\d),(?=\d{3})", lambda match: "."),
    "a phone number": _in_html(
        r"(?<=-)\d{4}\b|(?<=-)\d{3}(?=-)", lambda match: f"{(int(match[0]) + 1) % 10 ** len(match[0]):0{len(match[0])}}"
    ),
    "a dialled number": _dialled,
    "a lowered card": _setting("level", "routine"),
    "another list": _setting("kind", "do"),
    "another finding": _setting("finding", "another"),
    "a source less": _source,
    "a fact less": _out("guide-inline", 'role="fact"'),
    "an item less": _out("li"),
    "a row less": _out("tr"),
    "another link": _link,
}
#: Faults in words, by language. What they leave out turns nothing around by itself, or only beside another such word.
PLANTS_IN_WORDS = {
    "es": {
        "a number as a word": _in_html(
            r"\b(?:dos|tres|cuatro|cinco|seis|siete|ocho)\b", lambda match: "nueve" if match[0] != "nueve" else "dos"
        ),
        "minutes, hours, days": _in_html(
            r"(?<=\d )(?:minutos|horas|días|semanas|meses)\b", lambda match: "días" if match[0] != "días" else "horas"
        ),
        "a no": _in_html(r"\b(?:[Nn]o|[Nn]unca) (?=\w)", lambda match: ""),
        "a ni": _in_html(r"\bni (?=\w)", lambda match: ""),
        "a ni that became a y": _in_html(r"\bni (?=\w)", lambda match: "y "),
        "a no moved to another sentence or item": _moved(r"\b(?:[Nn]o|[Ss]in) (?=\w)", "No "),
        "a no beside another word of its kind": _in_html(
            r"\b[Nn]o (?=\w+ (?:nada|nadie|ning\w+)\b)", lambda match: "", unless=r"[Nn]o\b.*\b[Nn]o\b|\bni\b|\bNadie\b"
        ),
        "a no too many": _in_html(r"(?<=<li>)(?=[a-zA-Z])(?!N[oi]\b|Nunca|Nad)", lambda match: "No "),
    },
    "en": {
        "a number as a word": _in_html(
            r"\b(?:two|three|four|five|six|seven|eight)\b", lambda match: "nine" if match[0] != "nine" else "two"
        ),
        "minutes, hours, days": _in_html(
            r"(?<=\d )(?:minutes|hours|days|weeks|months)\b", lambda match: "days" if match[0] != "days" else "hours"
        ),
        "one of another unit": _in_html(
            r"(?<=\bone )(?:day|hour|week|month|year)\b", lambda match: "day" if match[0] != "day" else "month"
        ),
        "an or in a list of what not to do": _only_where(
            "kind", "dont", _in_html(r"\bor (?=\w)", lambda match: "and ")
        ),
        "a not moved to another sentence or item": _moved(r"\b(?:not|never) (?=\w)", "Do not "),
        "a not": _in_html(r"\b(?:not|never) (?=\w)", lambda match: "", unless=r"\bn?either\b|\bnor\b|\bnone\b"),
        "a not too many": _in_html(
            r"(?<=<li>)(?=[a-zA-Z])(?!Do\b|No\w*\b|N[eo]\w+)", lambda match: "Do not ", unless="neither"
        ),
    },
}
KINDS = [(language, what) for language in ("es", "en") for what in (*PLANTS, *PLANTS_IN_WORDS[language], "a card less")]


@pytest.mark.parametrize(("language", "what"), KINDS)
def test_a_planted_difference_is_found(pages, language, what):
    """Up to fifteen of each kind in each language, spread over all pages; more than five hundred in all."""
    missed, planted = [], 0
    other = "en" if language == "es" else "es"
    mine = ["es", "en"].index(language)
    for name, plant in _drawn(pages, language, what):
        changed = copy.deepcopy(pages[name][mine])
        said = plant(changed)
        planted += 1
        if not differences(changed, pages[name][1 - mine], language, other):
            missed.append((name, said))
    assert planted >= 3
    assert not missed, f"{len(missed)} of {planted}: {missed}"


def _drawn(pages, language: str, what: str) -> list[tuple[str, Callable[[Document], str]]]:
    """Places for one kind of fault, drawn with a fixed seed: the page and what plants it there."""
    places: list[tuple[str, Callable[[Document], str]]] = []
    plants = (PLANTS | PLANTS_IN_WORDS[language]).get(what)
    for name, pair in pages.items():
        for number, block in enumerate(pair[language == "en"].blocks):
            ways = sum(1 for _ in plants(copy.deepcopy(block))) if plants else int(block.name == "care-card")
            places += [(name, _planting(plants, number, way)) for way in range(ways)]
    return random.Random(SEED).sample(places, min(EACH, len(places)))


def _planting(plants: Callable | None, number: int, way: int) -> Callable[[Document], str]:
    def plant(document: Document) -> str:
        if plants is None:
            return str(document.blocks.pop(number).settings)
        block = document.blocks[number]
        before = block.html
        list(plants(block))[way]()
        return _around(before, block.html)

    return plant


def test_one_as_a_number_is_missed_and_an_article_is_none(pages):
    """“One” is a number, which “una” or “uno” may say; where that became many, both differ, unless another “un” in the same
    sentence excuses it. “A” and “una” ask for nothing."""
    planted, missed = 0, []
    for spanish, english in pages.values():
        for number, (block, other) in enumerate(zip(spanish.blocks, english.blocks, strict=True)):
            for way in _each_one(block, other):
                changed = copy.deepcopy(spanish)
                changed.blocks[number].html = way
                planted += 1
                missed += [] if differences(changed, english, "es", "en") else [way]
    assert planted > 30
    assert len(missed) <= planted * 0.3, f"{len(missed)} of {planted}: {missed}"
    for words in ("Pregunte a una enfermera.", "Pregunte a las enfermeras."):
        assert not differences(_page(words), _page("Ask a nurse."), "es", "en")


#: What the pages count in words, and the same in Spanish.
ONE = {
    "infusion": "una infusión",
    "study": "un estudio",
    "trial": "un ensayo",
    "person": "una persona",
    "day": "un día",
}


def _each_one(spanish: Block, english: Block) -> Iterator[str]:
    """The text with one “una infusión” made “unas infusión”, for each paragraph and item whose English says “one infusion” as often."""
    pieces, others = (re.split(r"(?<=</p>)|(?<=</li>)|(?<=</td>)", block.html) for block in (spanish, english))
    for place, (piece, other) in enumerate(zip(pieces, others, strict=True)):
        for thing, same in ONE.items():
            found = list(re.finditer(rf"\b(?i:{same.split()[0]})(?= {same.split()[1]}\b)", piece))
            if len(found) == len(re.findall(rf"\b[Oo]ne (?:hospital |US )?{thing}\b", other)):
                for match in found:
                    changed = f"{piece[: match.start()]}unas{piece[match.end() :]}"
                    yield "".join([*pieces[:place], changed, *pieces[place + 1 :]])


def test_what_differs_behind_a_missing_block_is_found_too(pages):
    changed = copy.deepcopy(pages["risks"][0])
    first = next(number for number, block in enumerate(changed.blocks) if block.name == "care-card")
    del changed.blocks[first]
    block = next(block for block in changed.blocks[first:] if re.search(r"\d", block.html))
    block.html = re.sub(r"(?<=[ >])\d+(?=[ <])", "999", block.html, count=1)
    kinds = [each.kind for each in differences(changed, pages["risks"][1], "es", "en")]
    assert {"blocks", "numbers"} <= set(kinds)


@pytest.mark.parametrize(
    ("spanish", "same"),
    [
        ("Sube. {cite}`a` Baja. {cite}`a`", True),
        ("Sube y baja. {cite}`a`", True),
        ("Sube y baja. {cite}`a` {cite}`a`", False),
        ("Sube. {cite}`a` Baja. {cite}`b`", False),
        ("Sube. Baja. {cite}`a`", False),
    ],
)
def test_a_sentence_cut_in_two_may_say_its_source_twice(spanish, same):
    assert (not differences(_page(spanish), _page("It rises and falls. {cite}`a`"), "es", "en")) == same


@pytest.mark.parametrize(
    ("spanish", "same"),
    [
        ("No maneje ese día. Descanse en casa. Pregúntenos.", True),
        ("Maneje ese día. Descanse en casa. No nos pregunte.", False),
        ("Pregúntenos. Descanse en casa. No maneje ese día.", False),
    ],
)
def test_a_no_keeps_its_place_where_a_sentence_was_cut(spanish, same):
    assert (
        not differences(_page(spanish), _page("Do not drive that day, and rest at home. Ask us."), "es", "en")
    ) == same


def _page(text: str) -> Document:
    return read(f"---\nid: a\ntitle: A\naddress: /a/\ndescription: A.\n---\n\n{text}\n")


# --- Records -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def records() -> list[tuple[dict, dict]]:
    """Each record with words in Spanish, and the same in English."""
    spanish, english = (read_guide(GUIDE_FOLDER / code, code).records for code in ("es", "en"))
    same = {(stem, row["key"]): row for stem, rows in english.items() for row in rows}
    return [(row, same[stem, row["key"]]) for stem, rows in spanish.items() for row in rows]


def test_the_shipped_records_say_the_same(records):
    assert len(records) > 60
    assert [row["key"] for row, english in records if differences_of_record(row, english, "es", "en")] == []


def test_a_wrong_number_in_a_record_is_found(records):
    planted = 0
    for row, english in records:
        for name in row.keys() - {"key"}:
            if (
                name in english
                and (changed := re.sub(r"\d", lambda one: str((int(one[0]) + 3) % 10), str(row[name]))) != row[name]
            ):
                planted += 1
                assert differences_of_record(row | {name: changed}, english, "es", "en"), (row["key"], name)
    assert planted > 30


def _around(before: str, after: str) -> str:
    place = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    return f"{before[max(place - 60, 0) : place + 40]} → {after[max(place - 5, 0) : place + 40]}"
