"""Twice as much text, or twice as many records, cost at most about twice as much work: counted in calls and queries, which no
busy machine changes. What C does inside one call is not counted, which is why there are bounds; these are tested in
test_no_text_is_too_long_to_read.py.
"""

import sys
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.evidence.exchange import ExchangeError
from content.evidence.exchange.importing import import_references
from content.evidence.exchange.reading import MOST_RECORDS
from content.guide import markdown
from content.guide.document import Block, Document
from content.review import review
from content.richtext.bounds import MOST_CHARACTERS, MOST_INLINES
from content.richtext.canonical import canonical
from content.richtext.edited import from_editor
from content.richtext.reading import list_items, plain_text
from content.richtext.shown import HeadingIds, for_readers

#: Work for twice as much may be this many times as much.
TWICE = 2.6
#: What staff, word processors and attackers put into a text, to be repeated.
PIECES = {
    "tag that never ends": "<b ",
    "paragraph": "<p>One sentence.</p>",
    "bold": "<b>a</b>",
    "list of a word processor": '<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1">· one</p>',
    "list in a list": "<ul><li>a",
    "row of a table": "<table><tr><td>a</td><td>b</td></tr></table>",
    "heading": "<h2>Same words</h2>",
    "loose text": "text<br>",
    "closing tags": "</p>",
    "entity": "&amp;&#0;",
    "comment": "<!--",
    "deeper and deeper": "<div><em>",
    "link": '<a href="page:risks">a</a> ',
    "other language": '<p lang="es">uno</p>',
}
INLINE = '<cms-plugin id="7" alt="a" title="a">a</cms-plugin>'
MARKS = {
    "bold": "a **",
    "link": "[a](",
    "role": "{cite}`a` ",
    "list": "- a\n",
    "table": "| a ",
    "braces": "{lang=es}\n",
    "item": "1. a\n",
}


def calls_of(run: Callable[[], object]) -> int:
    """How many functions are called, of Python and of C."""
    count = 0

    def seen(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        run()
    except (ValidationError, markdown.MarkdownError, ExchangeError):
        pass  # refused in words
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[str], object], piece: str, most: int) -> list[float]:
    """By what each doubling of a text multiplies the work, up to the largest that is let in."""
    sizes = [most // 8, most // 4, most // 2, most]
    calls_of(lambda: work(piece * 3))  # what is done once for all
    counts = [calls_of(lambda size=size: work(piece * size)) for size in sizes]
    return [later / max(earlier, 200) for earlier, later in pairwise(counts)]


def shown(text: str) -> None:
    clean = canonical(text)
    for_readers(clean, HeadingIds(), running_text=True)
    plain_text(clean)
    list_items(clean)


WORK = {
    "cleaning": canonical,
    "from the editor": lambda text: from_editor(text, text),
    "showing": shown,
    "into a file": lambda text: markdown.from_html(canonical(text)),
    "the rules": lambda text: review(Document("a", "A", "/a/", "d", blocks=[Block("text", html=canonical(text))])),
}


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("work", WORK)
def test_work_on_a_text(work: str, name: str):
    piece = PIECES[name]
    assert max(growth(WORK[work], piece, MOST_CHARACTERS // 4 // len(piece))) <= TWICE


@pytest.mark.parametrize("work", WORK)
def test_work_on_inline_components(work: str):
    assert max(growth(WORK[work], INLINE, MOST_INLINES)) <= TWICE


@pytest.mark.parametrize("name", MARKS)
def test_work_on_a_guide_file(name: str):
    assert max(growth(markdown.to_html, MARKS[name], 20_000 // len(MARKS[name]))) <= TWICE


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ["ris", "nbib"])
def test_importing_references(file_format: str):
    records = {
        "ris": "TY  - JOUR\nTI  - Trial {0} of everything\nAU  - Doe, Jane\nPY  - 2020\nDO  - 10.1/{0}\nER  - \n\n",
        "nbib": "PMID- {0}\nTI  - Trial {0} of everything\nAU  - Doe J\nDP  - 2020\n\n",
    }
    counts, queries = [], []
    for start, size in ((1, MOST_RECORDS // 8), (1001, MOST_RECORDS // 4), (2001, MOST_RECORDS // 2)):
        text = "".join(records[file_format].format(start + number) for number in range(size))
        with CaptureQueriesContext(connection) as captured:
            counts.append(calls_of(lambda text=text: import_references(text, file_format)))
        queries.append(len(captured.captured_queries))
    for found in (counts, queries):
        assert [later / earlier <= TWICE for earlier, later in pairwise(found)] == [True, True], found
