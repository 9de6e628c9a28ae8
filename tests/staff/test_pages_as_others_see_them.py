"""Staff see each page as search engines and messengers do, and what is wrong with that."""

import json

import pytest
from cms.models import PageContent
from django.contrib.redirects.models import Redirect
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from content.search.report import lost_redirects, seen_pages
from tests.reading import ADDRESS_OF, draft_of, move, page_of, published, read, take_down

pytestmark = pytest.mark.django_db
REPORT = "/admin/as-others-see-it/"


def faults(guide_id: str) -> str:
    """What the report says is wrong with a page."""
    return " ".join(map(str, next(seen for seen in seen_pages() if seen.page == page_of(guide_id).pk).faults))


def say_in_public(guide_id: str, **changes: str) -> None:
    """Change what readers get, past the rules of publishing: as a page that is older than a rule."""
    PageContent.admin_manager.filter(pk=published(guide_id).content.pk).update(**changes)


def detail(client: Client, guide_id: str) -> html.HtmlElement:
    answer = client.get(f"{REPORT}en/{page_of(guide_id).pk}/")
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def test_nothing_is_wrong_with_the_guide_as_it_ships():
    assert [(seen.path, seen.faults) for seen in seen_pages() if seen.faults] == []
    assert {seen.path for seen in seen_pages()} == set(ADDRESS_OF.values())
    assert lost_redirects(seen_pages()) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"page_title": "T" * 61}, "The title has 61 letters"),
        ({"page_title": "What will it cost me?"}, "Another page has the same title"),
        ({"meta_description": "Short."}, "The description has 6 letters"),
        ({"meta_description": "D" * 161}, "The description has 161 letters"),
        ({"page_title": "What is 氯胺酮?"}, "letters that our font has not"),
        ({"page_title": "Words that go on " * 12}, "too long for the card"),
    ],
)
def test_what_is_wrong_with_a_page_is_said(changes: dict, said: str):
    say_in_public("about", **changes)
    assert said in faults("about")


@pytest.mark.databases
def test_a_description_that_another_page_has_too_is_said_of_both():
    other = next(seen for seen in seen_pages() if seen.page == page_of("cost").pk)
    say_in_public("about", meta_description=other.description)
    assert "Another page has the same description" in faults("about")
    assert "Another page has the same description" in faults("cost")


@pytest.mark.databases
def test_redirects_stand_with_their_page_and_those_that_lead_nowhere_apart(client_of):
    move("cost", "what-it-costs")
    Redirect.objects.create(site_id=1, old_path="/old/", new_path="/no-such-page/")
    Redirect.objects.create(site_id=1, old_path="/older/", new_path="/old/")
    Redirect.objects.create(site_id=1, old_path="/gone/", new_path="")
    Redirect.objects.create(site_id=1, old_path="/fine/", new_path="/about/#who")
    assert [lost.old for lost in lost_redirects(seen_pages())] == ["/old/", "/older/"]
    client = client_of("Author")
    assert f"(from {ADDRESS_OF['cost']})" in client.get(REPORT).content.decode()
    assert ADDRESS_OF["cost"] in detail(client, "cost").text_content()


def test_a_page_is_shown_as_it_is_sent(client_of):
    """The very data, title and card that a reader's page has."""
    page = read(Client(), ADDRESS_OF["risks"])
    shown = detail(client_of("Author"), "risks")
    (sent,) = page.root.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(shown.findtext(".//pre/code")) == json.loads(sent)["@graph"]
    assert page.title in shown.text_content()
    assert "None of " in detail(client_of("Author"), "benefits-depression").text_content()
    assert page.description in shown.text_content()
    (card,) = page.root.xpath("//meta[@property='og:image']/@content")
    assert card.endswith(shown.xpath("//div[@class='others-result']//img/@src")[0])


def test_drafts_are_not_in_it_and_what_was_taken_down_is_gone(client_of):
    draft_of("family", title="Zanzibar", meta_description="Zanzibar")
    client, number = client_of("Author"), page_of("family").pk
    assert "Zanzibar" not in client.get(REPORT).content.decode() + html.tostring(detail(client, "family")).decode()
    assert client.get(f"{REPORT}en/{2**63}/").status_code == 404
    take_down("family")
    assert client.get(f"{REPORT}en/{number}/").status_code == 404
    assert ADDRESS_OF["family"] not in client.get(REPORT).content.decode()


@pytest.mark.databases
def test_it_is_on_the_start_page_and_costs_no_more_for_more_pages(client_of):
    client = client_of("Author")
    assert f'href="{REPORT}"' in client.get("/admin/").content.decode()
    with CaptureQueriesContext(connection) as captured:
        seen_pages()
    assert len(captured) <= 4
