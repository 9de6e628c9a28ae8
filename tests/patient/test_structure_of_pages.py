"""A reader who listens, or moves by keyboard, finds the way through every page."""

import copy
import re
from itertools import pairwise

import pytest
from cms.models import PageContent
from django.test import Client

from content.richtext.shown import HeadingIds, for_readers
from tests.reading import ADDRESS_OF, ADDRESSES, DOCUMENTS, Reading, has_class, read, words_of

DOCUMENT = {document.address: document for document in DOCUMENTS}
CHAPTERS = [
    document.address
    for document in sorted(DOCUMENTS, key=lambda document: document.position)
    if document.template == "chapter"
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_first_heading_and_no_level_left_out(guide: dict[str, Reading], address: str):
    page = guide[address]
    headings = page.headings()
    assert [level for level, _ in headings].count(1) == 1
    assert headings[0][0] == 1, f"“{headings[0][1]}” stands before the first heading"
    assert len(page.root.xpath("//main//h1")) == 1
    for (above, _), (level, words) in pairwise(headings):
        assert level <= above + 1, f"“{words}” is of level {level} under level {above}"
    assert all(words for _, words in headings)


def test_headings_with_the_same_words_have_addresses_of_their_own_and_the_same_on_every_page():
    text = '<h2>Costs</h2><p>id=""</p><h3 lang="es">Costs</h3>'
    for _ in range(2):
        ids = HeadingIds()
        shown = for_readers(text, ids, running_text=True) + for_readers(text, ids)
        assert re.findall(r'<h. (?:lang="es" )?id="([^"]*)">Costs', shown) == ["costs", "costs-2", "costs-3", "costs-4"]
        assert shown.count('<p>id=""</p>') == 2
        assert ids.contents == [("costs", "Costs", "")]


def test_a_telephone_number_stays_in_one_line_and_a_sentence_does_not():
    number, sentence = (
        '<a href="tel:18003321088">1-800-FDA-1088</a>',
        '<a href="tel:18003321088">Call FDA at any hour</a>',
    )
    assert for_readers(number, HeadingIds()).startswith('<a href="tel:18003321088" class="phone-number">')
    assert for_readers(sentence, HeadingIds()) == sentence


@pytest.mark.parametrize("address", ADDRESSES)
def test_language_and_landmarks(guide: dict[str, Reading], address: str):
    root = guide[address].root
    assert root.get("lang") == "en"
    for landmark in ("main", "body/header", "body/footer"):
        assert len(root.xpath(f"//{landmark}")) == 1, landmark
    names = root.xpath("//nav/@aria-label")
    assert len(names) == len(root.xpath("//nav")) == len(set(names)), "each navigation has a name of its own"
    assert guide[address].ids and len(guide[address].ids) == len(set(guide[address].ids)), "an id stands twice"
    for reference in root.xpath("//@aria-labelledby | //@aria-describedby | //@popovertarget"):
        assert set(reference.split()) <= set(guide[address].ids)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_first_link_skips_to_the_text(guide: dict[str, Reading], address: str):
    root = guide[address].root
    first = root.xpath("//body//*[self::a or self::button or self::summary or self::input]")[0]
    assert words_of(first).startswith("Skip to")
    (target,) = root.xpath(f"//*[@id='{first.get('href').removeprefix('#')}']")
    assert target.tag == "main"
    assert target.get("tabindex") == "-1", "without it some browsers leave the focus where it was"


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_buttons_and_pictures_have_words(guide: dict[str, Reading], address: str):
    root = guide[address].root
    for element in root.xpath("//a | //button | //summary"):
        assert words_of(element) or element.get("aria-label"), element.get("href")
    assert all("alt" in image.attrib for image in root.iter("img"))
    for drawing in root.iter("svg"):
        assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img"
    for table in root.iter("table"):
        assert table.xpath(".//th"), "a table without header cells cannot be followed by ear"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_shows_what_python_says_for_nothing(guide: dict[str, Reading], address: str):
    root = guide[address].root
    assert "None" not in guide[address].title
    for element in root.iter():
        assert "None" not in {value.strip() for value in element.attrib.values()}
        texts = {(element.text or "").strip(), (element.tail or "").strip()}
        assert not texts & {"None.", "()", "[]", "{}"}, f"in <{element.tag}>"
    written = " ".join(block.html for block in DOCUMENT[address].blocks)
    shown = " ".join(root.itertext()).replace("None-minimal", "")  # which the PHQ-9 calls its lowest totals
    assert shown.count("None") == written.count("None"), "a word that nobody wrote"
    assert "{{" not in guide[address].text
    assert "{%" not in guide[address].text


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_page_without_description_menu_title_and_date_has_none_of_them(client: Client, db, nothing: str | None):
    """Such rows can come from an older release; the rules for publishing do not allow them."""
    content = PageContent.objects.get(page__reverse_id="cost")
    PageContent.admin_manager.filter(pk=content.pk).update(
        meta_description=nothing, menu_title=nothing, page_title=nothing
    )
    type(content.pagedetails).objects.filter(extended_object=content).update(text_date=None, section="")
    page = read(client, ADDRESS_OF["cost"])
    assert not page.root.xpath("//meta[@name='description']")
    assert "None" not in page.text
    assert content.title in page.title


def test_a_do_not_list_says_so_in_words_and_not_only_by_its_looks(guide: dict[str, Reading]):
    found = 0
    for page in guide.values():
        for item in page.root.xpath(f"//*[{has_class('do-dont-list-dont')}]//li"):
            words = words_of(item).lower()
            assert words.startswith("do not "), words
            assert words.count("do not") == 1 or not words.startswith("do not do not"), words
            assert not words.startswith("do not don"), f"twice negative: {words}"
            found += 1
        for item in page.root.xpath(f"//*[{has_class('do-dont-list-do')}]//li"):
            assert not words_of(item).lower().startswith(("do not", "don’t", "never"))
    assert found > 5


def test_care_cards_name_their_urgency_in_words(guide: dict[str, Reading]):
    words = {"emergency": "Emergency:", "urgent": "Urgent:", "non-urgent": "Not urgent:"}
    found = set()
    for page in guide.values():
        for card in page.root.xpath(f"//*[{has_class('care-card')}]"):
            level = next(name for name in card.get("class").split() if name != "care-card").removeprefix("care-card-")
            (heading,) = card.xpath(f".//h2[{has_class('care-card-heading')}]")
            assert words_of(heading).startswith(words[level])
            found.add(level)
    assert {"emergency", "urgent"} <= found


# --- Chapters --------------------------------------------------------------------------------------------------------


def one(links: list[str]) -> str:
    assert len(links) <= 1
    return "".join(links)


def test_following_next_reads_every_chapter_once_and_previous_goes_back(guide: dict[str, Reading]):
    following = {address: one(guide[address].root.xpath("//main//a[@rel='next']/@href")) for address in CHAPTERS}
    before = {address: one(guide[address].root.xpath("//main//a[@rel='prev']/@href")) for address in CHAPTERS}
    (first,) = [address for address, link in before.items() if not link]
    order = [first]
    while following[order[-1]]:
        order.append(following[order[-1]])
        assert before[order[-1]] == order[-2]
        assert len(order) <= len(CHAPTERS), "the chapters go round in a circle"
    assert sorted(order) == sorted(CHAPTERS)
    for number, address in enumerate(order, 1):
        assert f"Chapter {number} of {len(CHAPTERS)}" in words_of(guide[address].root.find(".//main"))
        for link in guide[address].root.xpath("//main//a[@rel='next' or @rel='prev']"):
            assert words_of(link).startswith(("Next chapter:", "Previous chapter:"))


def test_the_sections_of_the_article_are_chapters_and_risks_follow_benefits_at_once(guide: dict[str, Reading]):
    ids = {document.id for document in DOCUMENTS if document.template == "chapter"}
    assert ids >= {
        *("what-it-is", "benefits", "risks", "science", "preparing"),
        *("talk-to-your-doctor", "monitoring", "making-the-most"),
    }
    assert guide[ADDRESS_OF["benefits"]].root.xpath("//main//a[@rel='next']/@href") == [ADDRESS_OF["risks"]]


def test_pages_that_are_no_chapters_have_no_number(guide: dict[str, Reading]):
    for address in set(ADDRESSES) - set(CHAPTERS):
        assert not guide[address].root.xpath("//a[@rel='next' or @rel='prev']")
        assert not guide[address].root.xpath(f"//*[{has_class('chapter-progress')}]")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_list_of_contents_leads_to_every_heading(guide: dict[str, Reading], address: str):
    """But for the letters of the list of words, which has a list of its own."""
    root = guide[address].root
    headings = root.xpath(f"//main//h2[not(ancestor::*[{has_class('glossary-list')}])]")
    entries = root.xpath("//nav[@aria-label='On this page']//li/a")
    if entries or (len(headings) > 4 and address != "/"):
        assert [entry.get("href") for entry in entries] == [f"#{heading.get('id')}" for heading in headings]
    for entry, heading in zip(entries, headings, strict=bool(entries)):
        assert words_of(entry) and words_of(heading).endswith(words_of(entry))


def test_the_menu_marks_the_page_that_is_open(guide: dict[str, Reading]):
    listed = guide["/"].links("//nav[@aria-label='Main']")
    assert len(listed) > len(CHAPTERS)
    for address in ADDRESSES:
        page = guide[address]
        assert page.links("//nav[@aria-label='Main']") == listed, f"{address} has another menu"
        current = page.root.xpath("//nav[@aria-label='Main']//a[@aria-current='page']/@href")
        assert current == ([address] if address in listed else [])


def test_the_trail_of_a_page_below_another_leads_home(guide: dict[str, Reading]):
    for document in DOCUMENTS:
        if document.parent_address == "/" or document.address == "/":
            continue
        trail = guide[document.address].links("//nav[@aria-label='Breadcrumb']")
        assert trail[0] == "/"
        assert trail[-1] == document.parent_address


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_heading_is_folded_so_that_every_link_to_a_place_shows_it(guide: dict[str, Reading], address: str):
    """Contents, search results and links lead to headings; not every browser opens a text for them."""
    folded = "//main//details/*[not(self::summary)]/descendant-or-self::*[self::h2 or self::h3 or self::h4 or self::h5]"
    assert not guide[address].words(folded)


# --- Length ----------------------------------------------------------------------------------------------------------

MOST_VISIBLE_WORDS = 1200
#: Pages that are longer, why, and what they may not grow beyond.
LONGER = {
    # Warnings may not be folded: the two lists of signs and what to know of mood, heart, breath, bladder and addiction.
    "/risks-and-side-effects/": 1820,
    # The table alone, seven choices on eight questions, has 700 words; a folded cell could not be compared.
    "/is-it-right-for-me/other-treatments/": 1370,
}


def visible_words(page: Reading) -> int:
    """Words of the page's own text before anything is opened: without sources, contents and the panel of who checked it."""
    main = copy.deepcopy(page.root.find(".//main"))
    apart = [
        "review-panel",
        "sources",
        "contents-list",
        "chapter-navigation",
        "print-option",
        "breadcrumb",
        "visually-hidden",
    ]
    hidden = " or ".join(has_class(name) for name in apart)
    closed = "self::svg or self::sup or self::script or self::template or @popover or @hidden or parent::details"
    for element in main.xpath(f".//*[{hidden} or {closed}][not(self::summary)]"):
        element.drop_tree()
    return len(" ".join(main.itertext()).split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_shows_more_words_than_a_tired_reader_takes(guide: dict[str, Reading], address: str):
    assert visible_words(guide[address]) <= LONGER.get(address, MOST_VISIBLE_WORDS)
