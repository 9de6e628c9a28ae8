"""A component that fails takes no text from readers: they get the last published copy, and never a page without its text."""

import pytest

from tests.operator.test_ready_pages import PAGE
from tests.site import Site

pytestmark = pytest.mark.databases

#: What no form lets through: a release with a mistake does, or a hand in the database.
BREAK = """
from content.models.diagram import Diagram
from ketaguide.delivery.edition import new_edition
Diagram.objects.update(drawing="no-such-drawing")
new_edition()
"""


def test_readers_get_the_last_copy_of_a_page_that_fails_and_no_page_without_its_text(new_site: Site):
    new_site.start()
    whole = new_site.get(PAGE)
    new_site.manage("shell", "-c", BREAK)
    again = new_site.get(PAGE)
    assert (again.status, again.body) == (200, whole.body)
    never_kept = new_site.get("/does-it-work/depression/")
    assert never_kept.status == 500
    assert "tel:988" in never_kept.text
