"""A link that somebody sends shows a calm card: what the page is called, never an illness, and nothing that is not published."""

import io
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from PIL import Image

from content.clinic.models import ClinicFact
from content.profile import illnesses_in
from content.search import cards
from tests.components.reader import add_picture
from tests.reading import ADDRESS_OF, Reading, draft_of, publish, read, take_down

pytestmark = pytest.mark.django_db
NEUTRAL = "A guide for patients"


def shown(page: Reading) -> dict[str, str]:
    """What the page tells messengers, by name."""
    tags = page.root.xpath("//head/meta[@property or @name]")
    return {tag.get("property") or tag.get("name"): tag.get("content") for tag in tags}


def card(page: Reading) -> Image.Image:
    """The picture that the page names, fetched."""
    answer = Client().get(urlsplit(shown(page)["og:image"]).path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert len(answer.content) <= 100_000
    return Image.open(io.BytesIO(answer.content))


def set_fact(key: str, value: str) -> None:
    ClinicFact.objects.filter(key=key).update(value=value)


def test_every_page_has_a_card_of_its_own_with_words_and_no_illness(guide):
    addresses = set()
    for address, page in guide.items():
        tags = shown(page)
        assert tags["og:title"] == page.title.rpartition(" - ")[0]
        assert tags["og:description"] == page.description
        assert tags["og:url"] == page.canonical[0] == settings.SITE_URL + address
        assert tags["og:type"] == ("website" if address == "/" else "article")
        assert (tags["og:locale"], tags["twitter:card"]) == ("en_US", "summary_large_image")
        assert tags["og:site_name"] == "Guide to ketamine infusions"
        assert illnesses_in(tags["og:image:alt"]) == []
        assert "Example Clinic." in tags["og:image:alt"]
        (published,) = page.root.xpath("//section[contains(@class, 'review-panel')]//time/@datetime")
        assert address == "/" or tags["article:modified_time"].startswith(published)
        assert page.text.index("og:image") < 32_000
        addresses.add(tags["og:image"])
    assert len(addresses) == len(guide)


def test_a_card_is_a_light_picture_of_the_right_size_that_is_kept_for_good():
    page = read(Client(), ADDRESS_OF["risks"])
    picture = card(page)
    assert picture.size == (int(shown(page)["og:image:width"]), int(shown(page)["og:image:height"])) == (1200, 630)
    answer = Client().get(urlsplit(shown(page)["og:image"]).path)
    assert "immutable" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert read(Client(), ADDRESS_OF["risks"]).text == page.text


def test_a_card_is_drawn_once(monkeypatch):
    page = read(Client(), ADDRESS_OF["risks"])
    first = card(page).tobytes()
    monkeypatch.setattr(cards, "draw", None)  # drawing again would fail
    assert card(page).tobytes() == first


def test_an_illness_in_the_title_is_not_drawn():
    tags = shown(read(Client(), "/does-it-work/depression/"))
    assert tags["og:image:alt"].startswith(NEUTRAL)
    assert tags["og:title"] == "Do ketamine infusions help depression?"


def test_a_clinic_can_let_no_link_say_anything():
    before = shown(read(Client(), ADDRESS_OF["risks"]))
    set_fact("link-cards", "neutral")
    tags = [shown(read(Client(), ADDRESS_OF[name])) for name in ("risks", "benefits-ptsd", "spravato")]
    for each in tags:
        said = " ".join(value for name, value in each.items() if name.startswith("og:") and "//" not in value)
        assert NEUTRAL in said
        assert not re.search("ketamine|spravato|ptsd|risk", said, re.IGNORECASE)
    assert Client().get(urlsplit(before["og:image"]).path).status_code == 404
    assert card(read(Client(), ADDRESS_OF["risks"])).size == (1200, 630)


def test_a_card_has_the_color_and_the_logo_of_the_clinic():
    plain = card(read(Client(), "/about/")).convert("RGB")
    set_fact("brand-color", "#5b3b8c")
    colored = card(read(Client(), "/about/")).convert("RGB")
    assert plain.getpixel((20, 620)) != colored.getpixel((20, 620))
    blue = colored.getpixel((20, 620))
    assert blue[2] > blue[1], "the band has the clinic's color"
    picture = add_picture("sign.png")
    fact = ClinicFact.objects.get(key="logo")
    fact.value, fact.picture = "sign.png", picture
    fact.clean()
    fact.save()
    with_logo = card(read(Client(), "/about/"))
    assert with_logo.convert("RGB").tobytes() != colored.tobytes()
    # A file that is gone is no error: the name stands there instead.
    cards.cache.clear()
    fact.rendition = fact.rendition | {"url": "/media/gone.png"}
    fact.save()
    assert card(read(Client(), "/about/")).convert("RGB").tobytes() == colored.tobytes()


@pytest.mark.parametrize("title", ["word " * 50, "W" * 190, "Was heißt “Größe”? 日本 مرحبا", "<b>&amp;</b>", "a"])
def test_every_title_gives_a_card(title: str):
    publish(draft_of("about", title=title.strip()))
    assert card(read(Client(), "/about/")).size == (1200, 630)


def test_what_the_font_cannot_draw_is_not_drawn():
    publish(draft_of("about", title="What is 氯胺酮?"))
    assert shown(read(Client(), "/about/"))["og:image:alt"].startswith(NEUTRAL)


def test_drafts_and_pages_that_were_taken_down_have_no_card():
    page = read(Client(), ADDRESS_OF["family"])
    address = urlsplit(shown(page)["og:image"]).path
    draft = draft_of("family", title="Zanzibar")
    assert shown(read(Client(), ADDRESS_OF["family"]))["og:image"] == settings.SITE_URL + address
    number = re.search(r"/(\d+)-", address)[1]  # type: ignore[index]
    made_up = [f"/cards/en/{made}-{'0' * 16}.png" for made in (number, 0, 999999, 2**63, "9" * 40)]
    made_up.append(address.replace("/en/", "/xx/"))
    assert {made: Client().get(made).status_code for made in made_up} == dict.fromkeys(made_up, 404)
    publish(draft)
    assert Client().get(address).status_code == 404
    new = urlsplit(shown(read(Client(), ADDRESS_OF["family"]))["og:image"]).path
    take_down("family")
    assert Client().get(new).status_code == 404
    for other in ("/offline/", "/no-such-page/"):
        assert b"og:" not in Client().get(other).content


def test_right_to_left_starts_on_the_right():
    drawn = {}
    for right_to_left in (False, True):
        card = cards.Card("Words", "", "", "", "#0b5563", "#073e49", "", right_to_left)
        image = Image.open(io.BytesIO(cards.draw(card))).convert("L").crop((0, 200, 1200, 300))
        drawn[right_to_left] = image.point(lambda value: 255 * (value < 90)).getbbox()
    assert drawn[False][0] < 100
    assert drawn[True][2] > 1100


def test_lines_hold_whole_words_and_stay_inside():
    with translation.override("en"):
        size, lines = cards._title("What are my rights to fair treatment and language help, and where can I complain?")
    assert " ".join(lines) == "What are my rights to fair treatment and language help, and where can I complain?"
    assert all(cards._font(size, cards.BOLD).getlength(line) <= cards.WIDTH - 2 * cards.MARGIN for line in lines)
