"""No link of the guide leads nowhere, and every number in the text leads to the source it stands for."""

import re
from urllib.parse import urlsplit

import pytest
from cms.models import PageContent
from django.test import Client

from content.guide.document import Document
from content.guide.files import GUIDE_FOLDER, read_guide
from content.publishing.rules import unpublish_problems
from tests.reading import (
    ADDRESS_OF,
    ADDRESSES,
    DOCUMENTS,
    Reading,
    has_class,
    is_internal,
    read,
    read_all,
    take_down,
    words_of,
)
from tests.site import Site

FINDINGS = {row["key"]: row for row in read_guide(GUIDE_FOLDER / "en", "en").records["findings"]}


def check_links(pages: dict[str, Reading], client: Client) -> None:
    """Every internal link of every page, with its fragment, leads straight to something."""
    others: dict[str, str] = {}
    for page in pages.values():
        for link in page.links():
            parts = urlsplit(link)
            if not is_internal(link):
                continue
            path = parts.path or page.address
            assert not parts.query, f"{page.address}: {link} has a query string"
            if path not in pages:
                if path not in others:
                    answer = client.get(path)
                    assert answer.status_code == 200, f"{page.address}: {link} gives {answer.status_code}"
                    others[path] = b"".join(answer).decode(errors="replace")
                assert not parts.fragment or f'id="{parts.fragment}"' in others[path], (
                    f"{page.address}: {link} leads nowhere"
                )
            elif parts.fragment:
                assert parts.fragment in pages[path].ids, f"{page.address}: {link} leads to no place on that page"
            else:
                assert not link.endswith("#"), f"{page.address}: a link to nothing"


def test_every_internal_link_and_fragment_leads_to_a_page_and_a_place_on_it(guide: dict[str, Reading], client, db):
    check_links(guide, client)


def test_every_page_is_at_most_three_presses_from_home(guide: dict[str, Reading]):
    """By links that are on the page: with the button of the menu, one press more."""
    reached, here = {"/"}, {"/"}
    for _ in range(3):
        here = {urlsplit(link).path for address in here for link in guide[address].links() if is_internal(link)}
        here = (here & set(guide)) - reached
        reached |= here
    assert set(guide) - reached == set()


def test_links_in_the_text_keep_their_place_on_the_other_page(guide: dict[str, Reading]):
    """`page:risks#when-should-i-get-help` in a guide file keeps its fragment."""
    written = found = 0
    for document in DOCUMENTS:
        text = " ".join(block.html for block in document.blocks)
        for guide_id, fragment in re.findall(r'href="page:([a-z0-9-]+)(#[^"]+)"', text):
            written += 1
            links = guide[document.address].links("//main")
            found += {f"{ADDRESS_OF[guide_id]}{fragment}", fragment} & set(links) != set()
    assert written == found > 2


@pytest.mark.parametrize("address", ADDRESSES)
def test_sources_are_numbered_in_the_order_in_which_the_text_cites_them(guide: dict[str, Reading], address: str):
    root = guide[address].root
    links = root.xpath(f"//sup[{has_class('citation')}]//a")
    listed = root.xpath(f"//section[{has_class('sources')}]/ol/li")
    first_seen = []
    for link in links:
        number = int(re.sub(r"\D", "", words_of(link)))
        assert words_of(link) == f"Source {number}", "heard alone, a number says nothing"
        assert link.get("href") == f"#source-{number}"
        if number not in first_seen:
            first_seen.append(number)
    assert first_seen == list(range(1, len(first_seen) + 1)), "numbers rise from 1 without a gap as one reads"
    assert [item.get("id") for item in listed] == [f"source-{number}" for number in first_seen]
    assert [item.get("value") for item in listed] == [str(number) for number in first_seen]
    back = root.xpath(f"//section[{has_class('sources')}]/ol/li/a[starts-with(@href, '#')]")
    assert [link.get("href") for link in back] == [f"#cited-{number}" for number in first_seen]
    for link in back:
        link.drop_tree()
    references = [words_of(item) for item in listed]
    assert len(set(references)) == len(references), "a source is listed twice"
    for item, words in zip(listed, references, strict=True):
        assert len(words) > 30 and words[0].isalnum() and "None" not in words
        assert "  " not in words and ".." not in words and ";." not in words
        for link in item.iter("a"):
            assert link.get("href").startswith("https://")


def test_most_pages_about_the_treatment_cite_sources(guide: dict[str, Reading]):
    """Otherwise the test above would be content with none."""
    cited = [page for page in guide.values() if page.root.xpath(f"//sup[{has_class('citation')}]")]
    assert len(cited) > len(guide) / 3


def findings_on(document: Document) -> list[str]:
    """The keys of the findings that the blocks of a page draw or print."""
    settings = [block.settings for block in document.blocks]
    return [values[name] for values in settings for name in ("finding", "contrary") if name in values]


def test_every_citation_of_the_files_reaches_the_page(guide: dict[str, Reading]):
    for document in DOCUMENTS:
        keys = [
            key
            for block in document.blocks
            for keys in re.findall(r'role="cite" value="([^"]+)"', block.html)
            for key in keys.split(",")
        ]
        keys += [key for finding in findings_on(document) for key in FINDINGS[finding]["references"]]
        shown = guide[document.address].root.xpath(f"//sup[{has_class('citation')}]/a/@href")
        assert len(shown) == len(keys), document.id
        assert len(set(shown)) == len(set(keys)), document.id


def test_glossary_words_open_their_meaning_without_scripts(guide: dict[str, Reading]):
    found = 0
    for page in guide.values():
        for button in page.root.xpath(f"//*[{has_class('glossary-term')}]"):
            found += 1
            (meaning,) = page.root.xpath(f"//*[@id='{button.get('popovertarget')}']")
            assert "popover" in meaning.attrib
            assert len(words_of(meaning)) > 10
            assert button.get("type") == "button"
    assert found > 5


# --- Pages that are taken down ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("guide_id", ["cost", "family", "studies"])
def test_a_link_to_a_page_that_was_taken_down_becomes_plain_words(client: Client, db, guide, guide_id: str):
    target = ADDRESS_OF[guide_id]
    linking = {
        page.address: [
            words_of(link) for link in page.root.xpath("//main//a") if link.get("href").split("#")[0] == target
        ]
        for page in guide.values()
        if page.address != target
    }
    linking = {address: words for address, words in linking.items() if words}
    assert linking, "choose a page that others link to"
    take_down(guide_id)
    assert client.get(target).status_code == 404
    for address, labels in linking.items():
        page = read(client, address)
        assert not [link for link in page.links() if link.split("#")[0] == target or link in {"", "#"}], address
        assert "data-cms" not in page.text
        for label in labels:
            assert label in words_of(page.root.find(".//main")), f"{address} lost the words “{label}”"
    assert target not in client.get("/sitemap.xml").content.decode()


def test_a_chapter_that_was_taken_down_leaves_no_gap_between_its_neighbors(client: Client, db, guide):
    before = read(client, ADDRESS_OF["making-the-most"])
    (previous,) = before.root.xpath("//main//a[@rel='prev']/@href")
    following = before.root.xpath("//main//a[@rel='next']/@href")
    take_down("making-the-most")
    page = read(client, previous)
    assert page.root.xpath("//main//a[@rel='next']/@href") == following
    total = len([document for document in DOCUMENTS if document.template == "chapter"])
    assert f"of {total - 1}" in words_of(page.root.xpath(f"//*[{has_class('chapter-progress')}]")[0])
    assert before.address not in page.links("//nav[@aria-label='Main']")


def test_pages_that_the_frame_of_every_page_links_to_cannot_be_taken_down(guide: dict[str, Reading], client, db):
    """Footer, header, review notice and error pages name them outright, whatever staff publish."""
    missing = Reading("/no-such-page/", client.get("/no-such-page/").content.decode())
    always = set(guide["/"].links("//footer")) | set(guide["/"].links("//header[@class='site-header']/div[1]"))
    always |= set(guide["/"].links(f"//section[{has_class('review-panel')}]")) | set(missing.links())
    addresses = {link for link in always if link.startswith("/")}
    assert addresses >= {"/", "/get-help-now/", "/privacy/", "/about/"}
    notices = {address for address in ADDRESSES if address.startswith("/notices/") and address != "/notices/"}
    assert notices < addresses, "the footer lists them while they are published"
    for document in DOCUMENTS:
        if document.address in addresses - notices:
            content = PageContent.objects.get(page__reverse_id=document.id)
            assert unpublish_problems(content), f"{document.address} could be taken down"


def test_no_link_is_broken_after_a_page_moved(client: Client, db):
    from tests.reading import move

    move("risks", "what-can-go-wrong")
    addresses = [address for address in ADDRESSES if address != ADDRESS_OF["risks"]] + ["/what-can-go-wrong/"]
    check_links(read_all(client, addresses), client)


BESIDE = """() => [...document.querySelectorAll(".text > :is(p, ul, ol) .citation a[data-note]")].map((link) => {
  const note = getComputedStyle(link, "::after");
  const text = link.closest(".text").getBoundingClientRect();
  return [note.content !== "none", text.right - parseFloat(note.marginInlineEnd) + 8];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1199, 1200, 1920])
def test_what_a_source_is_stands_beside_the_sentence_where_there_is_room(site: Site, visit, width: int):
    page = visit(site, width=width, scripts=False)
    page.goto("/risks-and-side-effects/")
    notes = page.evaluate(BESIDE)
    assert len(notes) > 20
    assert {shown for shown, _ in notes} == {width >= 1200}
    if width >= 1200:
        contents = page.locator(".contents-list").bounding_box()
        assert max(end for _, end in notes) <= contents["x"], "no note reaches the contents"
    page.emulate_media(media="print")
    assert not any(shown for shown, _ in page.evaluate(BESIDE)), "on paper the list of sources says it"


@pytest.mark.browser
def test_a_screen_reader_hears_the_number_of_a_source_and_not_the_note_beside_it(site: Site, visit):
    page = visit(site, width=1280)
    page.goto("/risks-and-side-effects/")
    note = page.locator(".text > p .citation a[data-note]").first.get_attribute("data-note")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    names = [node.get("name", {}).get("value", "") for node in tree["nodes"] if not node["ignored"]]
    assert any(re.fullmatch(r"Source \d+", name) for name in names)
    assert not any(note in name or note.split(" ", 1)[1] in name for name in names)


def test_a_source_is_not_noted_again_while_it_is_named_again_and_again(guide: dict[str, Reading]):
    lately: list[str] = []
    for link in guide["/risks-and-side-effects/"].root.xpath("//main//sup[@class='citation'][not(ancestor::figure)]/a"):
        number = words_of(link).split()[-1]
        note = link.get("data-note")
        assert note is None or (note.split()[0] == number and number not in lately[-4:]), note
        lately.append(number)
