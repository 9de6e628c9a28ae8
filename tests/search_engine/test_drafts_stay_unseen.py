"""What is not published is found by nobody: not in lists, not at its own address, not at any address of the CMS."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cms.api import add_plugin, create_page
from cms.models import PageContent
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url, get_object_structure_url
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from djangocms_versioning.models import Version

from content.staff.accounts import system_user
from tests.reading import ADDRESS_OF, ADDRESSES, draft_of, published, take_down

SECRET = "Zanzibar"
#: Named here because the drafts are asked for inside the tests, which is too late once a browser has started.
pytestmark = pytest.mark.django_db


@dataclass
class Draft:
    """A text that nobody has published: its version, and the id of the component that says SECRET."""

    version: Version
    plugin_id: int

    @property
    def content(self) -> PageContent:
        return self.version.content


def add_secret(version: Version) -> Draft:
    placeholder = version.content.get_placeholders().get(slot="content")
    plugin = add_plugin(placeholder, "TextPlugin", "en", body=f"<h2>{SECRET} heading</h2><p>{SECRET}</p>")
    return Draft(version, plugin.pk)


@pytest.fixture
def new_page(db) -> Draft:
    """A page that was never published."""
    page = create_page(
        f"{SECRET} page",
        "pages/chapter.html",
        "en",
        slug="zanzibar",
        meta_description=f"{SECRET}: what stands here is still being written and for nobody to see.",
        in_navigation=True,
        created_by=system_user(),
    )
    content = PageContent.admin_manager.get(page=page)
    content.rescan_placeholders()
    return add_secret(Version.objects.get_for_content(content))


@pytest.fixture
def new_draft(db) -> Draft:
    """A draft of a page that is published."""
    return add_secret(draft_of("risks", title=f"{SECRET} risks", menu_title=SECRET, meta_description=f"{SECRET} " * 9))


def everything_public() -> list[str]:
    return [*ADDRESSES, "/sitemap.xml", "/robots.txt", "/zanzibar/", "/no-such-page/"]


@pytest.mark.databases
@pytest.mark.parametrize("kind", ["new_page", "new_draft"])
def test_no_page_and_no_list_says_a_word_of_a_draft(client: Client, request, kind: str):
    request.getfixturevalue(kind)
    for address in everything_public():
        text = client.get(address).content.decode()
        assert SECRET.lower() not in text.lower(), address
    assert client.get("/zanzibar/").status_code == 404


def test_no_query_string_shows_a_draft(client: Client, new_draft: Draft):
    for query in (
        "preview=1",
        "draft",
        "preview&draft",
        "edit",
        "structure",
        f"preview={new_draft.content.pk}",
        "toolbar_on",
    ):
        answer = client.get(ADDRESS_OF["risks"], QUERY_STRING=query)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()


@pytest.mark.databases
def test_a_page_that_was_taken_down_is_named_nowhere(client: Client, db):
    title = published("family").content.title
    take_down("family")
    answer = client.get(ADDRESS_OF["family"])
    assert answer.status_code == 404
    assert title not in answer.content.decode()
    for address in everything_public():
        links = client.get(address).content.decode()
        assert f'href="{ADDRESS_OF["family"]}' not in links
        assert f"{ADDRESS_OF['family']}</loc>" not in links


@pytest.mark.parametrize("kind", ["new_page", "new_draft"])
def test_the_addresses_of_the_toolbar_send_a_stranger_to_the_login(client: Client, request, kind: str):
    draft = request.getfixturevalue(kind)
    for make in (get_object_preview_url, get_object_edit_url, get_object_structure_url):
        address = make(draft.content, language="en")
        for tried in (address, f"{address}?toolbar_on", f"{address}?preview=1&live-url=/"):
            answer = client.get(tried)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/admin/login/")
            assert SECRET not in answer.content.decode() + answer.headers["Location"]
            assert "noindex" in answer.headers["X-Robots-Tag"]


def test_staff_do_see_the_draft_there_and_crawlers_are_told_to_forget_it(client_of, new_draft: Draft):
    """Otherwise the tests above would be content with a draft that nobody can see."""
    answer = client_of("Author").get(get_object_preview_url(new_draft.content, language="en"))
    assert SECRET in answer.content.decode()
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.databases
def test_a_session_that_ended_is_no_key(client: Client, new_draft: Draft):
    client.cookies["sessionid"] = "x" * 32
    answer = client.get(get_object_preview_url(new_draft.content, language="en"))
    assert answer.status_code == 302
    answer = client.get(ADDRESS_OF["risks"], QUERY_STRING="edit&preview&draft&structure")
    assert SECRET not in answer.content.decode()


def every_address(patterns: list, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the site, with its full name for `reverse`."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_address(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def filled_in(name: str, pattern: URLPattern, ids: dict[str, list[object]]) -> Iterator[str]:
    """Addresses of a view, with the ids of drafts for its arguments."""
    wanted = pattern.pattern.regex.groupindex
    count = pattern.pattern.regex.groups
    for number in range(len(ids["any"])):
        values = {
            key: (ids[key] if key in ids else ids["any"])[number % len(ids[key] if key in ids else ids["any"])]
            for key in wanted
        }
        arguments = [] if values else [ids["any"][number]] * count
        try:
            yield reverse(name, kwargs=values) if values else reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        if not count:
            return


@pytest.mark.parametrize("kind", ["new_page", "new_draft"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_of_the_whole_site_shows_a_stranger_a_draft(request, kind: str, method: str):
    draft = request.getfixturevalue(kind)
    content = draft.content
    placeholder = content.get_placeholders().get(slot="content")
    numbers = [content.pk, content.page_id, draft.version.pk, placeholder.pk, draft.plugin_id]
    ids: dict[str, list[object]] = {
        "any": numbers,
        "content_type_id": [ContentType.objects.get_for_model(PageContent).pk],
        "app_label": ["cms"],
        "language": ["en"],
        "slug": ["zanzibar"],
    }
    tried, closed = set(), 0
    for name, pattern in every_address(get_resolver().url_patterns):
        for address in filled_in(name, pattern, ids):
            if address in tried:
                continue
            tried.add(address)
            query = f"?object_id={content.pk}&compare_to={draft.version.pk}&plugin={draft.plugin_id}&q=risks&toolbar_on"
            answer = getattr(Client(raise_request_exception=False), method)(address + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert SECRET not in body.decode("utf-8", "replace"), address
            assert answer.status_code < 500, f"{address} gives {answer.status_code}"
            closed += answer.status_code in {302, 403}
    assert len(tried) > 200, "the addresses of the CMS were not found"
    assert closed > 150
    assert Version.objects.filter(pk=draft.version.pk, state="draft").exists()
