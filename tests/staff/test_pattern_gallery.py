"""Staff find every component in the gallery as readers get it, and what they copy from there works."""

import pytest
from cms.models import CMSPlugin, Placeholder
from django.test import Client
from django.urls import reverse
from lxml import html

from content.clinic.models import ClinicFact, ClinicFactReference
from content.cms_plugins import COMPONENTS
from content.examples import examples, rules
from content.guide.document import read
from tests.components.reader import words

pytestmark = pytest.mark.django_db
GALLERY = "/admin/gallery/"
FILE = "---\nid: copy\ntitle: Copy\naddress: /copy/\ndescription: A page.\n---\n\n"


@pytest.fixture
def page(client_of) -> html.HtmlElement:
    answer = client_of("Author").get(GALLERY)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def section(page: html.HtmlElement, plugin) -> html.HtmlElement:
    return page.xpath(f"//section[h2[@id='pattern-{plugin.block_name()}']]")[0]


def test_the_gallery_is_for_staff_and_not_for_search_engines(client_of):
    assert reverse("admin:login") in Client().get(GALLERY).headers["Location"]
    answer = client_of("Translator").get(GALLERY)
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert b'<meta name="robots" content="noindex">' in answer.content


@pytest.mark.parametrize("plugin", COMPONENTS, ids=lambda plugin: plugin.stem())
def test_a_component_is_there_in_every_state_with_its_rules(page, plugin):
    shown = section(page, plugin)
    assert "Not drawn" not in words(shown)
    assert len(shown.xpath(".//div[@class='gallery-example']")) == len(examples()[plugin.stem()])
    assert [words(item) for item in shown.xpath("./ul[@class='gallery-rules']/li")] == list(rules()[plugin.stem()])
    assert len(rules()[plugin.stem()]) > 1


def test_what_the_gallery_says_to_write_is_what_it_shows(page):
    for plugin in COMPONENTS:
        for code, block in zip(section(page, plugin).xpath(".//pre"), examples()[plugin.stem()], strict=True):
            assert read(FILE + code.text_content()).blocks == [block]


def test_nothing_is_saved_by_looking(client_of):
    client = client_of("Author")
    before = CMSPlugin.objects.count(), Placeholder.objects.exclude(slot="clipboard").count()
    client.get(GALLERY)
    assert (CMSPlugin.objects.count(), Placeholder.objects.exclude(slot="clipboard").count()) == before


def test_no_two_things_in_the_gallery_have_the_same_id(page):
    ids = page.xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)


def test_a_record_that_was_deleted_does_not_take_the_gallery_away(client_of):
    ClinicFactReference.objects.all().delete()
    ClinicFact.objects.all().delete()
    answer = client_of("Manager").get(GALLERY)
    assert answer.status_code == 200
    assert "Not drawn" in answer.content.decode()


def test_the_start_page_leads_to_the_gallery(client_of):
    assert f'href="{GALLERY}"' in client_of("Author").get("/admin/").content.decode()
