"""A page that is not kept takes at most ten queries, however many components and kinds of them it has."""

import io

import pytest
from cms.models import PageUrl
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.clinic.models import ClinicFact
from content.examples import examples, figure
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Block
from content.page.links import address
from tests.components.reader import add_picture, publish

MOST = 10
IN_LINE = (
    '<p>Something {} that <guide-inline role="cite" value="dean2021"></guide-inline> was found. '
    'Call <guide-inline role="fact" value="phone"></guide-inline>. '
    'Some notice <guide-inline role="term" value="Dissociation"></guide-inline>. '
    'See <a href="page:{}">more</a>.</p>'
)
#: Components that show a whole register, each on the one page of the guide that is for it: no page has two of them.
REGISTERS = ("change_list", "glossary_list", "reviewer_list", "source_list")
#: Alone on its page, too, and each kind of it is on a page of the guide.
ALONE = "tool"
LINKED = ("risks", "benefits", "preparing", "family")


@pytest.fixture
def reader(db) -> Client:
    """A reader of a site that has answered before: what a process reads once is not counted."""
    client = Client()
    assert client.get("/privacy/").status_code == 200
    return client


def queries(reader: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def everything(register: str) -> list[Block]:
    """Every component in every state that can be published, with text between them: sources, facts, words, links; and one of
    the registers.
    """
    blocks = []
    shown = [states for stem, states in examples().items() if stem == register or stem not in (*REGISTERS, ALONE)]
    for number, states in enumerate(shown):
        blocks += [block for block in states if block.settings.get("page") != UNPUBLISHED]
        blocks.append(Block("text", html=IN_LINE.format(number, LINKED[number % len(LINKED)])))
    return blocks


@pytest.mark.databases
def test_every_page_of_the_guide(reader: Client):
    paths = [address(path) for path in PageUrl.objects.filter(path__isnull=False).values_list("path", flat=True)]
    assert len(paths) > 30
    assert {path: found for path in paths if len(found := queries(reader, path)) > MOST} == {}


@pytest.mark.parametrize(
    ("register", "times"), [(REGISTERS[0], 1), (REGISTERS[1], 1), (REGISTERS[2], 1), (REGISTERS[3], 3)]
)
def test_a_page_with_every_component(reader: Client, register: str, times: int):
    add_picture(figure.IMAGE)
    page = publish(everything(register) * times)
    found = queries(reader, page.get_absolute_url("en"))
    assert len(found) <= MOST, found


def test_the_clinic_facts_are_read_once(reader: Client):
    page = publish([*examples()["price_table"], *examples()["price_table"]])
    reading = f'FROM "{ClinicFact._meta.db_table}"'
    assert sum(reading in query for query in queries(reader, page.get_absolute_url("en"))) == 1


def test_more_pages_add_no_query(reader: Client):
    page = publish([Block("text", html=IN_LINE.format(1, "risks"))])
    before = len(queries(reader, page.get_absolute_url("en")))
    for _ in range(5):
        publish([Block("text", html="<p>One page more.</p>")])
    assert len(queries(reader, page.get_absolute_url("en"))) == before


@pytest.mark.databases
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL measures its tables by itself")
def test_finding_the_components_of_a_page_does_not_read_those_of_all_pages(reader: Client):
    call_command("load_guide", stdout=io.StringIO())
    searched = []
    for query in queries(reader, "/risks-and-side-effects/"):
        if '"cms_cmsplugin"' in query:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query}")
                searched += [step for *_, step in cursor.fetchall() if "cms_cmsplugin" in step]
    assert len(searched) == 2
    assert all("placeholder_id=?" in step for step in searched), searched
