"""Puts blocks on a published page of the real CMS and gives what a reader gets."""

import io
from itertools import count

from cms.models import Page
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from djangocms_versioning.models import Version
from filer.models import Image
from lxml import html
from PIL import Image as Picture

from content.guide.document import Block, Document
from content.guide.reading import read_blocks
from content.guide.writing import create_draft, write_draft
from content.publishing.overruling import publish_over
from content.staff.accounts import system_user

_number = count(1)


def publish(blocks: list[Block]) -> Page:
    """A new published page with these blocks, after a paragraph of running text."""
    number = next(_number)
    document = Document(
        id=f"example-{number}",
        title=f"Example page {number}",
        address=f"/example-{number}/",
        description=f"Page number {number} of the tests, which shows one component as readers get it.",
        blocks=[Block("text", {}, "<p>Text before.</p>"), *blocks],
    )
    user = system_user()
    content = create_draft(document, "en", None, user)
    write_draft(document, content, {page.reverse_id: page for page in Page.objects.exclude(reverse_id=None)})
    assert read_blocks(content) == document.blocks, "the page does not keep what was written to it"
    reason = "Examples show one component each, and are no pages that the rules could be right about."
    publish_over(Version.objects.get_for_content(content), _boss(), reason)
    return content.page


def _boss():
    """Somebody who may publish over the rules of the text."""
    return get_user_model().objects.get_or_create(username="examples", defaults={"is_superuser": True})[0]


def read(blocks: list[Block], css_class: str) -> list[html.HtmlElement]:
    """The elements of this class on a page with these blocks, as an anonymous reader gets them."""
    return elements(publish(blocks), css_class)


def elements(page: Page, css_class: str) -> list[html.HtmlElement]:
    """The elements of this class on a published page."""
    answer = Client().get(page.get_absolute_url("en"))
    assert answer.status_code == 200
    main = html.fromstring(answer.content.decode()).find(".//main")
    return main.xpath(f".//*[contains(concat(' ', @class, ' '), ' {css_class} ')]")


def words(element: html.HtmlElement) -> str:
    """What stands in an element, in one line."""
    return " ".join(element.text_content().split())


def spoken(element: html.HtmlElement) -> str:
    """What a screen reader says: without what is hidden from it."""
    hidden = element.xpath(".//*[@aria-hidden='true']")
    for part in hidden:
        part.drop_tree()
    return words(element)


def seen(element: html.HtmlElement) -> str:
    """What the eye gets: without what is only for screen readers."""
    for part in element.xpath(".//*[contains(@class, 'visually-hidden')]"):
        part.drop_tree()
    return words(element)


def add_picture(name: str, width: int = 900, height: int = 600) -> Image:
    """A picture of this size in the media library."""
    data = io.BytesIO()
    Picture.new("RGB", (width, height), "steelblue").save(data, "PNG")
    return Image.objects.create(original_filename=name, file=ContentFile(data.getvalue(), name=name))
