"""The list of the pages below a page names those that readers can open, and no other."""

import pytest
from cms.models import Page

from content.examples.page_list import EXAMPLES
from tests.components.reader import elements, read, words
from tests.reading import ADDRESS_OF, take_down

pytestmark = pytest.mark.django_db


def listed() -> dict[str, str]:
    """Where the list on the page “Notices” leads, and the words beside each link."""
    (element,) = elements(Page.objects.get(reverse_id="notices"), "page-list")
    return {item.find("a").get("href"): words(item.find("span")) for item in element.iter("li")}


def test_every_public_page_below_is_listed_with_its_description():
    below = {address for address in ADDRESS_OF.values() if address.startswith("/notices/")} - {"/notices/"}
    found = listed()
    assert set(found) == below and len(below) == 5
    assert all(len(description) >= 50 for description in found.values())


def test_a_page_that_is_taken_down_leaves_the_list():
    take_down("licensing")
    assert ADDRESS_OF["licensing"] not in listed()
    assert len(listed()) == 4


def test_a_page_without_pages_below_says_so_and_its_text_stands_after_the_list():
    first, second = read(EXAMPLES, "page-list")
    assert words(first) == "There are none now."
    assert words(second) == "There are none now. Ask us for any of these on paper."
