"""A component that fails takes no text from readers: they get the last published copy, and never a page without its text."""

import pytest

from tests.operator.test_ready_pages import PAGE
from tests.site import Site

pytestmark = pytest.mark.databases
SITE_WORKERS = 2

#: What no form lets through: a release with a mistake does, or a hand in the database.
BREAK = """
from content.models.diagram import Diagram
from ketaguide.delivery.edition import new_edition
Diagram.objects.update(drawing="no-such-drawing")
new_edition()
"""
#: The database fails while a page is made: what was asked before it is answered, the components are not.
FAIL = """
from django.db import connection
from content.models.key_facts import KeyFacts
from ketaguide.delivery.edition import new_edition
connection.cursor().execute(f"ALTER TABLE {KeyFacts._meta.db_table} RENAME TO away")
new_edition()
"""


@pytest.mark.parametrize(
    ("script", "statuses"), [(BREAK, {500}), (FAIL, {500, 503})], ids=["a component", "the database half way"]
)
def test_readers_get_the_last_copy_of_a_page_that_fails_and_no_page_without_its_text(
    new_site: Site, script: str, statuses: set[int]
):
    new_site.start()
    whole = new_site.get(PAGE)
    new_site.manage("shell", "-c", script)
    again = new_site.get(PAGE)
    assert (again.status, again.body) == (200, whole.body)
    never_kept = new_site.get("/does-it-work/suicidal-thoughts/")
    assert never_kept.status in statuses
    assert "tel:988" in never_kept.text
