"""A clinic that a notice does not apply to takes its page down, and readers find no trace of it. Publishing brings it back."""

import pytest
from django.test import Client

from tests.reading import ADDRESS_OF, ADDRESSES, DOCUMENTS, Reading, draft_of, publish, read, read_all, take_down

NOTICES = [document.id for document in DOCUMENTS if document.parent_address == "/notices/"]


def footer(page: Reading) -> list[str]:
    return page.links("//footer//nav[@aria-label='About this site']")


def test_every_page_names_each_published_notice_at_its_foot(guide: dict[str, Reading]):
    assert len(NOTICES) == 5
    for page in guide.values():
        assert {ADDRESS_OF[notice] for notice in NOTICES} < set(footer(page)), page.address


@pytest.mark.parametrize("notice", ["good-faith-estimate", "privacy-practices", "licensing"])  # linked in the text
def test_a_notice_that_is_taken_down_leaves_every_page_and_the_sitemap(client: Client, db, notice: str):
    address = ADDRESS_OF[notice]
    take_down(notice)
    assert client.get(address).status_code == 404
    assert address not in client.get("/sitemap.xml").content.decode()
    pages = read_all(client, [other for other in ADDRESSES if other != address])
    for page in pages.values():
        assert address not in page.links(), page.address
    below = pages["/notices/"].links("//*[@class='page-list']")
    assert set(below) == {ADDRESS_OF[other] for other in NOTICES if other != notice}


def test_no_page_sends_readers_on_to_a_notice():
    """The button of a next step would lose its link with the page."""
    steps = [block for document in DOCUMENTS for block in document.blocks if block.name == "next-step"]
    assert steps and not [step for step in steps if step.settings["page"] in NOTICES]


def test_publishing_a_notice_again_brings_it_back(client: Client, db):
    version = draft_of("licensing")
    take_down("licensing")
    assert ADDRESS_OF["licensing"] not in footer(read(client, "/"))
    publish(version)
    page = read(client, "/")
    assert ADDRESS_OF["licensing"] in footer(page)
    assert client.get(ADDRESS_OF["licensing"]).status_code == 200


def test_with_every_notice_taken_down_the_page_of_notices_says_so(client: Client, db):
    for notice in NOTICES:
        take_down(notice)
    page = read(client, "/notices/")
    assert "There are none now." in page.words("//*[@class='page-list']")
    assert "/notices/" in footer(page)
