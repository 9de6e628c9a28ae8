"""Somebody in danger finds 988 and 911 on whatever this site answers, above everything else."""

import copy

import pytest
from django.test import Client
from lxml import etree, html

from tests.reading import ADDRESSES, CRISIS_LINKS, Reading, has_class
from tests.site import Site


def check_crisis_help(root: html.HtmlElement, where: str = "") -> None:
    """The three links stand before the first heading of the main landmark, and again in the footer, unhidden."""
    (main,) = root.iter("main")
    heading = next(main.iter("h1", "h2"))
    order = list(root.iter())
    before = [element for element in order[: order.index(heading)] if element.tag == "a"]
    assert {link.get("href") for link in before} >= CRISIS_LINKS, f"{where}: not before the first heading"
    assert set(root.xpath("//footer//a/@href")) >= CRISIS_LINKS, f"{where}: not in the footer"
    for link in root.xpath("//a[starts-with(@href, 'tel:') or starts-with(@href, 'sms:')]"):
        assert link.text_content().strip(), f"{where}: {link.get('href')} has no words"
        for element in [link, *link.iterancestors()]:
            folded = element.tag in {"details", "dialog", "template", "noscript", "button"}
            removed = "hidden" in element.attrib or "popover" in element.attrib or "inert" in element.attrib
            if link in before or element.xpath("ancestor-or-self::footer"):
                assert not folded, f"{where}: {link.get('href')} is folded away in <{element.tag}>"
                assert not removed and element.get("aria-hidden") != "true", f"{where}: {link.get('href')} is hidden"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_of_the_guide_offers_crisis_help_before_its_heading_and_in_the_footer(
    guide: dict[str, Reading], address: str
):
    check_crisis_help(guide[address].root, address)


#: What stands beside the text of a page, or outside of it.
APART = ("sources", "contents-list", "chapter-navigation")


def parts_of(page: Reading) -> list[str]:
    """What a page says below each heading of level 2, with what stands above the first as one part; without its title."""
    main = copy.deepcopy(page.root.find(".//main"))
    apart = " or ".join(has_class(name) for name in APART)
    for element in main.xpath(f".//*[{apart} or self::h1 or self::script or self::template or @popover]"):
        element.drop_tree()
    parts = [""]
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if event == "start" and element.tag == "h2":
            parts.append("")
        parts[-1] += (element.text if event == "start" else element.tail) or ""
    return parts


def test_each_part_that_speaks_of_suicide_names_both_numbers(guide: dict[str, Reading]):
    """Held in English: the comparison of languages keeps the numbers where they are."""
    spoken = [
        (address, " ".join(part.split()))
        for address, page in guide.items()
        for part in parts_of(page)
        if "suicid" in part.lower()
    ]
    assert len(spoken) > len(ADDRESSES) / 2
    assert not [(address, part[:80]) for address, part in spoken if "988" not in part or "911" not in part]


@pytest.mark.parametrize("address", ["/no-such-page/", "/media/nothing.png", "/what/nobody/wrote/", "/a%00b/"])
def test_a_page_that_does_not_exist_offers_crisis_help(client: Client, db, address: str):
    answer = client.get(address)
    assert answer.status_code == 404
    check_crisis_help(html.document_fromstring(answer.content))


def test_a_page_that_staff_may_not_open_offers_crisis_help(client_of):
    answer = client_of("Author").get("/admin/auth/user/")
    assert answer.status_code == 403
    check_crisis_help(html.document_fromstring(answer.content))


def test_a_form_whose_token_has_expired_offers_crisis_help(db):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    check_crisis_help(html.document_fromstring(answer.content))


def test_a_request_under_a_wrong_host_name_is_refused_with_crisis_help(site: Site):
    for address in ("/", "/no-such-page/", "/admin/", "/get-help-now"):
        answer = site.get(address, headers={"Host": "elsewhere.example"})
        assert answer.status == 400
        assert "elsewhere.example" not in answer.text
        check_crisis_help(html.document_fromstring(answer.body))


def test_crisis_help_is_there_while_the_database_is_gone(new_site: Site):
    """Also the page of the last resort must not need what has just failed."""
    if "DATABASE_URL" in new_site.environment:
        url, _, _ = new_site.environment["DATABASE_URL"].rpartition("/")
        new_site.environment["DATABASE_URL"] = f"{url}/ketaguide_no_such_database"
    else:
        for name in ("db.sqlite3-wal", "db.sqlite3-shm"):
            (new_site.data_dir / name).unlink(missing_ok=True)
        (new_site.data_dir / "db.sqlite3").write_bytes(b"this is not a database " * 500)
    new_site.start()
    for address in ("/", "/get-help-now/", "/no-such-page/", "/admin/login/"):
        answer = new_site.get(address)
        assert answer.status == (503 if "DATABASE_URL" in new_site.environment else 500), address
        check_crisis_help(html.document_fromstring(answer.body), address)
        assert "Traceback" not in answer.text
        assert str(new_site.data_dir) not in answer.text
        assert "no-store" in answer.headers.get("Cache-Control", "no-store"), "an error must not be kept"


def test_crisis_help_is_there_while_the_style_sheet_was_never_collected(new_site: Site):
    """An upgrade that was cut short leaves no list of static files: the error page must not fail on it."""
    for manifest in (new_site.data_dir / "static").glob("staticfiles.json"):
        manifest.unlink()
    new_site.start()
    for address in ("/no-such-page/", "/"):
        check_crisis_help(html.document_fromstring(new_site.get(address).body), address)


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "410.html", "413.html", "500.html"])
def test_error_pages_are_kept_out_of_search_results_and_lead_back_to_the_guide(template: str):
    from django.template.loader import render_to_string

    root = html.document_fromstring(render_to_string(template))
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "/" in root.xpath("//main//a/@href")
    assert len(root.findall(".//h1")) == 1
    assert root.get("lang") == "en"


def test_staff_cannot_remove_crisis_help_by_emptying_a_page(client: Client, db):
    from cms.models import CMSPlugin, PageContent

    content = PageContent.objects.get(page__reverse_id="home")
    CMSPlugin.objects.filter(placeholder__in=content.get_placeholders()).delete()
    check_crisis_help(html.document_fromstring(client.get("/").content))
