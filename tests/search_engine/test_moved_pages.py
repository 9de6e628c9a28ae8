"""A page that moves takes its readers, and what search engines know of it, along: one permanent redirect, never a chain."""

from urllib.parse import urlsplit

import pytest
from cms.api import create_page
from cms.models import Page, PageContent
from django.contrib.redirects.models import Redirect
from django.contrib.staticfiles import finders
from django.test import Client
from djangocms_versioning.models import Version

from content.page.addresses import address_faults
from content.staff.accounts import system_user
from tests.reading import ADDRESS_OF, draft_of, move, page_of, publish, published, read, take_down
from tests.site import Site
from tests.staff.desk import version_action

SITE_WORKERS = 2


def check_moved(client: Client, old: str, new: str) -> None:
    """The old address leads to the new one in a single permanent step, and the new one is a page."""
    answer = client.get(old)
    assert answer.status_code == 301, f"{old} gives {answer.status_code}"
    assert answer.headers["Location"] == new
    assert client.get(new).status_code == 200


@pytest.mark.databases
def test_the_old_address_leads_permanently_to_the_new_one(client: Client, db):
    move("cost", "what-it-costs")
    check_moved(client, ADDRESS_OF["cost"], "/what-it-costs/")
    page = read(client, "/what-it-costs/")
    assert urlsplit(page.canonical[0]).path == "/what-it-costs/"
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/what-it-costs/</loc>" in sitemap
    assert f"{ADDRESS_OF['cost']}</loc>" not in sitemap


def test_a_draft_moves_nothing_until_it_is_published(client: Client, db):
    version = draft_of("cost", slug="what-it-costs")
    assert client.get(ADDRESS_OF["cost"]).status_code == 200
    assert client.get("/what-it-costs/").status_code == 404
    assert not Redirect.objects.exists()
    publish(version)
    check_moved(client, ADDRESS_OF["cost"], "/what-it-costs/")


def test_publishing_without_a_move_leaves_no_redirect(db):
    publish(draft_of("cost"))
    assert not Redirect.objects.exists()


@pytest.mark.databases
def test_a_second_move_makes_no_chain(client: Client, db):
    for slug in ("two", "three", "four"):
        move("cost", slug)
    for old in (ADDRESS_OF["cost"], "/two/", "/three/"):
        check_moved(client, old, "/four/")
    assert client.get("/four/").status_code == 200


def test_moving_back_makes_no_loop(client: Client, db):
    move("cost", "two")
    move("cost", ADDRESS_OF["cost"].strip("/"))
    assert client.get(ADDRESS_OF["cost"]).status_code == 200
    check_moved(client, "/two/", ADDRESS_OF["cost"])
    assert not Redirect.objects.filter(old_path=ADDRESS_OF["cost"]).exists()
    move("cost", "two")
    assert client.get("/two/").status_code == 200
    check_moved(client, ADDRESS_OF["cost"], "/two/")


@pytest.mark.databases
def test_pages_below_move_with_it_and_so_do_their_redirects(client: Client, db):
    below = ["benefits-depression", "benefits-anxiety", "benefits-ptsd"]
    for slug in ("first", "second"):
        move("benefits", slug)
    for guide_id in ("benefits", *below):
        old = ADDRESS_OF[guide_id]
        new = old.replace("/does-it-work/", "/second/")
        check_moved(client, old, new)
        check_moved(client, old.replace("/does-it-work/", "/first/"), new)
    move("benefits-ptsd", "trauma")
    check_moved(client, ADDRESS_OF["benefits-ptsd"], "/second/trauma/")
    check_moved(client, "/first/ptsd/", "/second/trauma/")
    check_moved(client, "/second/ptsd/", "/second/trauma/")
    for redirect in Redirect.objects.all():
        assert not Redirect.objects.filter(old_path=redirect.new_path).exists(), "a chain"


def test_neither_query_string_nor_missing_slash_nor_head_matter(client: Client, db):
    move("cost", "two")
    old = ADDRESS_OF["cost"]
    for query in ("utm_source=x&toolbar_on", "a=%ff"):
        answer = client.get(old, QUERY_STRING=query)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/two/")
        assert not answer.cookies
    check_moved(client, old.rstrip("/"), "/two/")
    answer = client.head(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/two/")


def test_staff_who_follow_an_old_link_arrive_too(client_of):
    move("cost", "two")
    author = client_of("Author")
    for query in ("", "edit", "utm_source=x"):
        answer = author.get(ADDRESS_OF["cost"], QUERY_STRING=query)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (301, "/two/"), query


@pytest.mark.databases
def test_a_new_page_may_take_an_address_that_was_left(client: Client, db):
    move("cost", "two")
    page = create_page(
        "What it costs in other places",
        "pages/page.html",
        "en",
        slug=ADDRESS_OF["cost"].strip("/"),
        meta_description="What ketamine infusions cost at other clinics, and how their prices were found out.",
        created_by=system_user(),
    )
    content = PageContent.admin_manager.get(page=page)
    content.rescan_placeholders()
    from cms.api import add_plugin

    add_plugin(content.get_placeholders().get(slot="content"), "TextPlugin", "en", body="<p>Other words.</p>")
    publish(Version.objects.get_for_content(content))
    assert "in other places" in read(client, ADDRESS_OF["cost"]).text
    assert client.get("/two/").status_code == 200


@pytest.mark.databases
def test_a_page_moved_in_the_tree_leaves_redirects_too(client: Client, client_of):
    moved, target = page_of("cost"), page_of("about")
    answer = client_of("Manager").post(
        f"/admin/cms/page/{moved.pk}/move-page/", {"id": moved.pk, "target": target.pk, "position": 0}
    )
    assert answer.status_code == 200
    assert page_of("cost").parent_id == target.pk
    new = f"/about{ADDRESS_OF['cost']}"
    check_moved(client, ADDRESS_OF["cost"], new)


def test_a_moved_page_that_is_then_taken_down_is_not_found_at_either_address(client: Client, db):
    move("cost", "two")
    take_down("cost")
    assert client.get("/two/").status_code == 404
    answer = client.get(ADDRESS_OF["cost"])
    assert answer.status_code in {301, 404}
    if answer.status_code == 301:
        assert answer.headers["Location"] == "/two/"


@pytest.mark.databases
@pytest.mark.parametrize("slug", ["two"])
def test_every_worker_of_a_running_site_knows_the_move_at_once(new_site: Site, slug: str):
    new_site.start()
    assert new_site.get(ADDRESS_OF["cost"]).status == 200
    new_site.manage("shell", "-v0", "-c", f"from tests.reading import move; move('cost', '{slug}')")
    for _ in range(12):
        old = new_site.get(ADDRESS_OF["cost"] + "?utm_source=x")
        assert (old.status, old.headers["Location"]) == (301, f"/{slug}/")
        assert new_site.get(f"/{slug}/").status == 200
        assert f'href="/{slug}/"' in new_site.get("/").text


@pytest.mark.parametrize("address", ["/no-such-page", "/No-Such/Page", "/wp-login.php", "/a/b/c"])
def test_an_address_that_nothing_has_is_not_found_at_once(client: Client, db, address: str):
    """Not sent to the same address with a slash, for good, and not found there."""
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "typed",
    ["/Risks-And-Side-Effects/", "//risks-and-side-effects/", "/RISKS-and-side-effects", "/DOES-it-work//Depression"],
)
def test_an_address_typed_a_little_wrong_leads_to_the_page_at_once(site: Site, typed: str):
    answer = site.get(typed + "?from=a-friend")
    right = "/" + "/".join(part for part in typed.lower().split("/") if part) + "/"
    assert (answer.status, answer.headers["Location"]) == (301, right)
    assert site.get(right).status == 200


def test_nobody_is_led_to_a_page_that_was_taken_down(client: Client, db):
    take_down("open-payments")
    address = ADDRESS_OF["open-payments"]
    for typed in (address, address.rstrip("/"), address.upper()):
        assert client.get(typed).status_code == 404


def test_icons_are_where_browsers_look_for_them(client: Client, db):
    for address in ("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"):
        where = client.get(address).headers["Location"]
        assert finders.find(where.removeprefix("/static/"))


def test_a_page_that_was_taken_away_for_good_says_so_with_crisis_help(client: Client, db):
    Redirect.objects.create(site_id=1, old_path="/gone/", new_path="")
    answer = client.get("/gone/")
    assert answer.status_code == 410
    assert b"tel:988" in answer.content and b"taken away" in answer.content


def test_staff_say_why_a_page_was_taken_down_and_readers_are_told(client: Client, db, client_of):
    def unpublish(**typed: str):
        return client_of("Manager").post(version_action(published("changes"), "unpublish"), typed, follow=True)

    address, words = ADDRESS_OF["changes"], "Its numbers\r\n were <b>wrong</b>. "
    asked = client_of("Manager").get(version_action(published("changes"), "unpublish")).content.decode()
    assert "Readers see this line" in asked
    assert "at most 200 characters" in unpublish(reason="x" * 201).content.decode()
    assert client.get(address).status_code == 200
    unpublish(reason=words)
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 410
    assert "The reason: Its numbers were &lt;b&gt;wrong&lt;/b&gt;." in text
    assert "tel:988" in text and 'href="/questions/"' in text and 'action="/search/"' in text
    again = Version.objects.filter(content_type__model="pagecontent", state="unpublished").latest("pk")
    again.copy(system_user()).publish(system_user())
    assert client.get(address).status_code == 200
    unpublish()
    assert client.get(address).status_code == 404, "not for good: it may come back"


@pytest.mark.parametrize("method", ["options", "trace"])
def test_no_page_is_rendered_for_who_asks_what_it_can_do(client: Client, db, method: str):
    answer = getattr(client, method)("/risks-and-side-effects/")
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "GET, HEAD", b"")


@pytest.mark.databases
def test_another_home_page_leaves_nobody_behind(client: Client, db):
    old_home, new_home = Page.objects.get(is_home=True), page_of("about")
    old = ADDRESS_OF["about"]
    new_home.set_as_homepage()
    assert client.get("/").status_code == 200
    check_moved(client, old, "/")
    left = Page.objects.get(pk=old_home.pk).get_absolute_url("en")
    assert client.get(left).status_code == 200 and left != "/"
    page_of("home").set_as_homepage()
    assert client.get(old).status_code == 200
    check_moved(client, left, "/")


@pytest.mark.parametrize("slug", ["offline", "admin", "cms_login", "media", "static", "Capital", "a b", "..", "x.y"])
def test_an_address_that_leads_elsewhere_is_refused(slug: str):
    assert address_faults(slug)
    assert not address_faults("a-page/of-the-guide")
