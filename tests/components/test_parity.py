"""The shipped pages and records say the same in both languages, and every difference that somebody could plant in one is found."""

import copy
import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, pairwise

import pytest
from lxml import html

from content.guide.document import Block, Document, read, read_file
from content.guide.files import GUIDE_FOLDER, read_guide
from content.review.parity import differences, differences_of_record

#: So many of each kind, drawn with a fixed seed. `PLANTS=250 pytest -s` plants more, and prints what docs/quality.md says.
SEED, EACH = 20261126, int(os.environ.get("PLANTS", "8"))
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


Plants = Callable[[Block], Iterator[Callable[[], None]]]


def _in_html(pattern: str, change: Callable[[re.Match], str] | str, unless: str = "(?!)") -> Plants:
    """Change what the pattern finds in the words of a block, but for a sentence in which `unless` stands."""

    def plants(block: Block) -> Iterator[Callable[[], None]]:
        for match in re.finditer(pattern, block.html):
            if _in_words(block.html, match) and not re.search(unless, _sentence_around(block.html, match)):
                new = change if isinstance(change, str) else change(match)
                yield lambda match=match, new=new: _put(block, match, new)

    return plants


def _put(block: Block, match: re.Match, new: str) -> None:
    """What stands instead of a match; without a word at the start of a sentence the next one has a capital."""
    rest = block.html[match.end() :]
    if not new and match[0][:1].isupper():
        rest = rest[:1].upper() + rest[1:]
    block.html = block.html[: match.start()] + new + rest


def _sentence_around(text: str, match: re.Match) -> str:
    before = re.split(r"[.?!] |</?(?:p|li|td)>", text[: match.start()])[-1]
    return before + text[match.start() :][: len(re.split(r"[.?!](?: |<)|</(?:p|li|td)>", text[match.start() :])[0])]


def _swapped(**words: str) -> Plants:
    pattern = rf"(?i)(?<!\w)(?:{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)"
    return _in_html(
        pattern, lambda match: words[match[0].lower()].capitalize() if match[0][0].isupper() else words[match[0]]
    )


def _in_words(text: str, match: re.Match) -> bool:
    """Whether it stands in the words of the text, and not within a tag."""
    return text.rfind("<", 0, match.start()) <= text.rfind(">", 0, match.start())


def _out(tag: str, *more: str) -> Plants:
    """Take one element out of a block."""

    def plants(block: Block) -> Iterator[Callable[[], None]]:
        root = html.fragment_fromstring(block.html or "<p></p>", create_parent="div")
        for element in [each for each in root.iter(tag) if all(part in html.tostring(each).decode() for part in more)]:

            def plant(element=element) -> None:
                element.drop_tree()
                block.html = "".join(html.tostring(each, encoding="unicode") for each in root)

            yield plant

    return plants


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


def _setting(name: str, value: str) -> Plants:
    def plants(block: Block) -> Iterator[Callable[[], None]]:
        if block.settings.get(name) not in {None, value}:
            yield lambda: block.settings.update({name: value})

    return plants


def _moved(pattern: str, there: str) -> Plants:
    """Take a word out, and put it before each later sentence, or item, that does not have one."""

    def plants(block: Block) -> Iterator[Callable[[], None]]:
        starts = [match.start() for match in re.finditer(SENTENCE, block.html)]
        for match in [each for each in re.finditer(pattern, block.html) if _in_words(block.html, each)]:
            for start, end in pairwise([*(start for start in starts if start > match.end()), len(block.html)]):
                if re.search(TURNS, block.html[start:end]) is None:
                    yield lambda match=match, start=start: _move(block, match, start, there)

    return plants


def _move(block: Block, match: re.Match, start: int, there: str) -> None:
    block.html = block.html[:start] + there + block.html[start:]
    _put(block, match, "")


PLANTS = {
    "a digit": _in_html(r"\d", lambda match: str((int(match[0]) + 3) % 10)),
    "a digit less": _in_html(r"(?<=\d)\d(?!\d)", ""),
    "a decimal comma": _in_html(r"(?<=\d)\.(?=\d)", ","),
    "a thousands point": _in_html(r"(?<=\d),(?=\d{3})", "."),
    "a phone number": _in_html(
        r"(?<=-)\d{4}\b|(?<=-)\d{3}(?=-)", lambda match: f"{(int(match[0]) + 1) % 10 ** len(match[0]):0{len(match[0])}}"
    ),
    "988": _in_html(r"\b988\b", "998"),
    "911": _in_html(r"\b911\b", "991"),
    "a dialled number": _dialled,
    "a lowered card": _setting("level", "routine"),
    "another list": _setting("kind", "do"),
    "another finding": _setting("finding", "another"),
    "a source less": _out("guide-inline", 'role="cite"'),
    "a fact less": _out("guide-inline", 'role="fact"'),
    "an item less": _out("li"),
    "a row less": _out("tr"),
    "another link": _link,
}
#: Faults in words, by language. Left out is what says nothing else, or is no sentence: “No nadie”, “a más que”, “más y menos”.
PLANTS_IN_WORDS = {
    "es": {
        "a number as a word": _in_html(
            r"\b(?:dos|tres|cuatro|cinco|seis|siete|ocho)\b", lambda match: "nueve" if match[0] != "nueve" else "dos"
        ),
        "another unit": _swapped(
            minutos="horas",
            horas="minutos",
            hora="semana",
            días="semanas",
            semanas="días",
            meses="semanas",
            años="meses",
            día="mes",
            semana="hora",
            mes="día",
            año="día",
        ),
        "a no less": _in_html(r"\b(?:[Nn]o|[Nn]unca|[Ss]in) (?=\w)", ""),
        "a ni": _in_html(r"\bni (?=\w)", ""),
        "a ni that became a y": _in_html(r"\bni (?=\w)", "y "),
        "a no moved to another sentence or item": _moved(r"\b(?:[Nn]o|[Ss]in) (?=\w)", "No "),
        "a no too many": _in_html(SENTENCE, "No ", unless=r"(?i)\b(?:nad\w+|ning\w+|tampoco|jamás)\b"),
        "a no too many in a clause": _in_html(
            r"(?<=[a-z], )(?=[a-z])|(?<= que )(?=[a-z])|(?<= si )(?=[a-z])",
            "no ",
            unless=r"(?i)\b(?:nad\w+|ning\w+|ni)\b",
        ),
        "before and after": _swapped(antes="después", después="antes"),
        "or for and": _in_html(r"(?<= )[ye](?= \w)", "o"),
        "and for or": _in_html(r"(?<= )[ou](?= \w)", "y", unless=r"\bo (?:menos|más)\b"),
        "less for more": _in_html(r"\bmás\b", "menos", unless=r"más o menos"),
        "more for less": _in_html(r"\bmenos\b", "más", unless=r"\b(?:más o|al|lo|a) menos\b"),
        "never for always": _swapped(siempre="nunca", nunca="siempre"),
        "an only less": _in_html(r"\b[Ss]olo (?=\w)", "", unless=r"\b[Uu]n solo\b"),
        "an only too many": _in_html(r"(?<= )(?=(?:puede|debe|llame|use|tome) )", "solo "),
        "at most for at least": _in_html(r"\b(?:al menos|por lo menos)\b", "a lo más"),
        "at least for up to": _in_html(r"\bhasta(?= \d)", "al menos"),
    },
    "en": {
        "a number as a word": _in_html(
            r"\b(?:two|three|four|five|six|seven|eight)\b", lambda match: "nine" if match[0] != "nine" else "two"
        ),
        "another unit": _swapped(
            minutes="hours",
            hours="minutes",
            hour="week",
            days="weeks",
            weeks="days",
            months="weeks",
            years="months",
            day="month",
            week="hour",
            month="day",
            year="day",
        ),
        "a not less": _in_html(r"\b(?:not|never|without|[Nn]o|Never|Without) (?=\w)|n['’]t\b", ""),
        "a not moved to another sentence or item": _moved(r"\b(?:not|never) (?=\w)", "Do not "),
        "a not too many": _in_html(SENTENCE, "Do not "),
        "a not too many in a clause": _in_html(
            r"(?<=[a-z], )(?=[a-z])|(?<= that )(?=[a-z])|(?<= if )(?=[a-z])", "not "
        ),
        "before and after": _swapped(before="after", after="before"),
        "or for and": _in_html(r"(?<= )and(?= \w)", "or", unless=r"\band over\b"),
        "and for or": _in_html(r"(?<= )or(?= \w)", "and", unless=r"\bor (?:more|less|fewer|so)\b"),
        "less for more": _in_html(r"\bmore\b", "less"),
        "more for less": _swapped(less="more", fewer="more"),
        "never for always": _swapped(always="never", never="always"),
        "an only less": _in_html(r"\b[Oo]nly (?=\w)", ""),
        "an only too many": _in_html(r"(?<= )(?=(?:can|must|use|take) )", "only "),
        "at most for at least": _in_html(r"\bat least\b", "at most"),
        "at least for up to": _in_html(r"\b(?:at most|up to)\b", "at least"),
    },
}
KINDS = [(language, what) for language in ("es", "en") for what in (*PLANTS, *PLANTS_IN_WORDS[language], "a card less")]


@pytest.mark.parametrize(("language", "what"), KINDS)
def test_a_planted_difference_is_found(pages, language, what):
    """Some of each kind in each language, drawn from all places of all pages."""
    missed, planted = [], 0
    other = "en" if language == "es" else "es"
    mine = ["es", "en"].index(language)
    for name, number, plant in _drawn(pages, language, what):
        page, same = pages[name][mine], pages[name][1 - mine]
        if number is None:
            changed = replace(page, blocks=page.blocks[:])
        else:  # what one block says changes nothing in the others
            block = copy.copy(page.blocks[number])
            block.settings = dict(block.settings)
            changed, same = replace(page, blocks=[block]), replace(same, blocks=[same.blocks[number]])
        said = plant(changed)
        planted += 1
        if not differences(changed, same, language, other):
            missed.append((name, said))
    print(f"{language} {what}: {planted - len(missed)} of {planted}")
    assert planted >= 2
    assert not missed, f"{len(missed)} of {planted}: {missed}"


def _drawn(pages, language: str, what: str) -> list[tuple[str, int | None, Callable[[Document], str]]]:
    """Places for one kind of fault, drawn with a fixed seed: the page, the block, None for the whole page, and what plants it."""
    places: list[tuple[str, int | None, Callable[[Document], str]]] = []
    plants = (PLANTS | PLANTS_IN_WORDS[language]).get(what)
    for name, pair in pages.items():
        for number, block in enumerate(pair[language == "en"].blocks):
            if plants:
                ways = sum(1 for _ in plants(copy.copy(block)))
                places += [(name, number, _planting(plants, way)) for way in range(ways)]
            elif block.name == "care-card":
                places.append((name, None, lambda document, number=number: str(document.blocks.pop(number).settings)))
    return random.Random(SEED).sample(places, min(EACH, len(places)))


def _planting(plants: Plants, way: int) -> Callable[[Document], str]:
    def plant(document: Document) -> str:
        (block,) = document.blocks
        before = block.html
        next(islice(plants(block), way, None))()
        return _around(before, block.html)

    return plant


@pytest.mark.parametrize("many", ["unas", "muchas", "dos"])
def test_one_as_a_number_is_missed_and_an_article_is_none(pages, many):
    """“One” is a number, which “una” may say; where that became many, both differ. “A” and “una” ask for nothing."""
    planted, missed = 0, []
    for spanish, english in pages.values():
        for block, other in zip(spanish.blocks, english.blocks, strict=True):
            for way in _each_one(block, other, many):
                planted += 1
                changed, same = replace(spanish, blocks=[replace(block, html=way)]), replace(english, blocks=[other])
                missed += [] if differences(changed, same, "es", "en") else [_around(block.html, way)]
    print(f"es {many} for one: {planted - len(missed)} of {planted}")
    assert planted > 60
    assert not missed, f"{len(missed)} of {planted}: {missed}"
    for words in ("Pregunte a una enfermera.", "Pregunte a las enfermeras."):
        assert not differences(_page(words), _page("Ask a nurse."), "es", "en")


#: What the pages count in words, and the same in Spanish.
ONE = {
    "infusion": "una infusión",
    "study": "un estudio",
    "trial": "un ensayo",
    "person": "una persona",
    "day": "un día",
    "week": "una semana",
    "year": "un año",
    "time": "una vez",
}


def _each_one(spanish: Block, english: Block, many: str) -> Iterator[str]:
    """The text with one “una infusión” made “muchas infusión”, for each paragraph and item whose English says “one infusion” as often."""
    pieces, others = (re.split(r"(?<=</p>)|(?<=</li>)|(?<=</td>)", block.html) for block in (spanish, english))
    for place, (piece, other) in enumerate(zip(pieces, others, strict=True)):
        for thing, same in ONE.items():
            found = list(re.finditer(rf"\b(?i:{same.split()[0]})(?= {same.split()[1]}\b)", piece))
            if len(found) == len(re.findall(rf"\b[Oo]ne (?:hospital |US )?{thing}\b", other)):
                for match in found:
                    changed = f"{piece[: match.start()]}{many}{piece[match.end() :]}"
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
        ("Sube. {cite}`a` Baja.", False),
    ],
)
def test_a_sentence_cut_in_two_says_its_source_twice(spanish, same):
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
