"""What a reader gets from the shipped guide, fetched once and shared by the tests that look at all pages."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from cms.models import Page, PageContent
from django.test import Client
from djangocms_versioning.models import Version
from lxml import html

from content.guide.document import Document
from content.guide.files import GUIDE_FOLDER, read_guide
from content.staff.accounts import system_user

DOCUMENTS: list[Document] = read_guide(GUIDE_FOLDER / "en", "en").documents
ADDRESSES: list[str] = [document.address for document in DOCUMENTS]
ADDRESS_OF: dict[str, str] = {document.id: document.address for document in DOCUMENTS}
#: Pages with a tool that readers fill in: they alone run scripts.
TOOLS: list[str] = [page.address for page in DOCUMENTS if any(block.name == "tool" for block in page.blocks)]
CRISIS_LINKS = {"tel:988", "sms:988", "tel:911"}


@dataclass
class Reading:
    """A page as it was sent, with questions that tests ask about its markup."""

    address: str
    text: str

    @cached_property
    def root(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    @cached_property
    def ids(self) -> list[str]:
        return self.root.xpath("//@id")

    @property
    def title(self) -> str:
        return self.root.findtext(".//title") or ""

    @property
    def description(self) -> str:
        return "".join(self.root.xpath("//meta[@name='description']/@content"))

    @property
    def canonical(self) -> list[str]:
        return self.root.xpath("//link[@rel='canonical']/@href")

    def links(self, inside: str = "//body") -> list[str]:
        """Where the links inside an element lead, in order."""
        return self.root.xpath(f"{inside}//a/@href")

    def words(self, path: str) -> list[str]:
        """The words of each element that the XPath finds."""
        return [words_of(element) for element in self.root.xpath(path)]

    def headings(self) -> list[tuple[int, str]]:
        """(level, words) of every heading, in order."""
        found = self.root.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")
        return [(int(element.tag[1]), words_of(element)) for element in found]


def words_of(element: html.HtmlElement) -> str:
    """The words inside an element in one line."""
    return " ".join(element.text_content().split())


def has_class(name: str) -> str:
    """An XPath condition: the element has this class among its classes."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def read(client: Client, address: str, **extra: str) -> Reading:
    """Fetch a page that must be there."""
    answer = client.get(address, **extra)
    assert answer.status_code == 200, f"{address} gave {answer.status_code}"
    return Reading(address, answer.content.decode())


def read_all(client: Client, addresses: list[str] = ADDRESSES) -> dict[str, Reading]:
    """Fetch several pages that must be there."""
    return {address: read(client, address) for address in addresses}


def is_internal(link: str) -> bool:
    """Whether a link leads to this site."""
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc


# --- Publishing, as the toolbar's buttons do it ----------------------------------------------------------------------


def page_of(guide_id: str) -> Page:
    """The CMS page made from a guide file; read afresh."""
    return Page.objects.get(reverse_id=guide_id)


def published(guide_id: str) -> Version:
    """The version of a page that readers get."""
    return Version.objects.get_for_content(PageContent.objects.get(page=page_of(guide_id), language="en"))


def draft_of(guide_id: str, **changes: object) -> Version:
    """A new draft of a published page, with some of its columns changed."""
    version = published(guide_id).copy(system_user())
    if changes:
        PageContent.admin_manager.filter(pk=version.content.pk).update(**changes)
    return Version.objects.get(pk=version.pk)


def publish(version: Version) -> None:
    """Publish a version that was read afresh."""
    Version.objects.get(pk=version.pk).publish(system_user())


def move(guide_id: str, slug: str) -> None:
    """Give a page another last part of its address, and publish that."""
    publish(draft_of(guide_id, slug=slug))


def take_down(guide_id: str) -> None:
    """Unpublish a page."""
    published(guide_id).unpublish(system_user())
