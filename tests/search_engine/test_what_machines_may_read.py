"""What crawlers may read is for the clinic to say, and a copy to try things out on is never listed."""

import re
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from content.clinic.models import ClinicFact
from content.examples import examples
from content.examples.figure import IMAGE
from content.search.crawlers import CRAWLERS, Purpose, of
from content.search.models import MachineRules
from content.staff.accounts import system_user
from ketaguide.hosts import is_public
from tests.components.reader import add_picture, publish
from tests.reading import ADDRESS_OF, draft_of

pytestmark = pytest.mark.django_db
#: Search engines, and what makes previews of links: not the clinic's to shut out.
ALWAYS = (
    "Googlebot",
    "bingbot",
    "Applebot",
    "DuckDuckBot",
    "facebookexternalhit",
    "WhatsApp",
    "Twitterbot",
    "Slackbot",
)
SECURITY = "/.well-known/security.txt"


def robots() -> RobotFileParser:
    rules = RobotFileParser()
    rules.parse(Client().get("/robots.txt").content.decode().splitlines())
    return rules


def test_as_it_ships_everybody_may_read():
    rules = robots()
    assert all(rules.can_fetch(name, "/questions/") for name in (*ALWAYS, *(crawler.name for crawler in CRAWLERS)))


@pytest.mark.parametrize("purpose", Purpose)
def test_a_manager_shuts_out_one_kind_of_crawlers_and_no_other(client_of, purpose: Purpose):
    kept = {each.value: "on" for each in Purpose if each != purpose}
    client_of("Manager").post("/admin/machines/machinerules/1/change/", kept)
    rules = robots()
    for crawler in CRAWLERS:
        assert rules.can_fetch(crawler.name, "/questions/") is (crawler.purpose != purpose), crawler.name
    assert all(rules.can_fetch(name, "/questions/") for name in ALWAYS)
    assert not rules.can_fetch("Googlebot", "/admin/")


def test_no_crawler_is_there_twice_and_each_says_where_its_name_is_from():
    names = [crawler.name.lower() for crawler in CRAWLERS]
    assert len(names) == len(set(names))
    assert not {name.lower() for name in ALWAYS}.intersection(names)
    assert all(crawler.source.startswith("https://") for crawler in CRAWLERS)
    assert all(len(of(purpose)) >= 5 for purpose in Purpose)


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("guide.example.org", True),
        ("clinic.com", True),
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("8.8.8.8", True),
        ("10.0.0.7", False),
        ("192.168.1.20", False),
        ("fd00::1", False),
        ("staging", False),
        ("staging.clinic.test", False),
        ("guide.internal", False),
        ("printer.local", False),
    ],
)
def test_which_hosts_may_be_found(host: str, public: bool):
    assert is_public(host) is public


def test_a_copy_to_try_things_out_on_is_not_listed():
    for address in ("/", "/robots.txt", "/no-such-page/", "/favicon.ico"):
        assert "X-Robots-Tag" not in Client().get(address).headers
        with override_settings(NOINDEX=True):
            assert "noindex" in Client().get(address).headers["X-Robots-Tag"]


# --- security.txt ------------------------------------------------------------------------------------------------------


def set_fact(key: str, value: str, example: bool = False) -> None:
    ClinicFact.objects.filter(key=key).update(value=value, example=example)


def test_whoever_finds_a_weakness_is_told_whom_to_tell():
    assert Client().get(SECURITY).status_code == 404, "nobody reads the mail of an example"
    set_fact("email", "office@westside.test")
    set_fact("phone", "(310) 555-0142")
    answer = Client().get(SECURITY)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    assert [value for name, value in fields if name == "Contact"] == ["mailto:office@westside.test", "tel:+13105550142"]
    (expires,) = [value for name, value in fields if name == "Expires"]
    assert timedelta(days=30) < datetime.fromisoformat(expires) - timezone.now() < timedelta(days=365)
    assert [name for name, _ in fields].count("Canonical") == 1


@pytest.mark.parametrize("value", ["ask at the desk", "a@b\nExpires: never", "a@b, c@d", ""])
def test_what_is_no_address_is_no_contact(value: str):
    set_fact("email", value)
    assert Client().get(SECURITY).status_code == 404


# --- Lists of pages -----------------------------------------------------------------------------------------------------


def test_the_list_for_language_models_is_there_when_the_clinic_wants_it():
    assert Client().get("/llms.txt").status_code == 404
    MachineRules.objects.update(llms_txt=True)
    draft_of("risks", title="Zanzibar", menu_title="Zanzibar")
    text = Client().get("/llms.txt").content.decode()
    assert text.startswith("# Guide to ketamine infusions\n\n> FDA has not approved")
    assert re.search(rf"^- \[.+\]\(http\S+{ADDRESS_OF['risks']}\): Side effects of", text, re.MULTILINE)
    assert "Zanzibar" not in text


def pictures() -> dict[str, list[str]]:
    """What the sitemap says of each page: where its pictures are."""
    root = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    name = "{http://www.google.com/schemas/sitemap-image/1.1}"
    return {url[0].text: [loc.text for loc in url.iterfind(f"{name}image/{name}loc")] for url in root}


def test_the_sitemap_names_the_pictures_of_a_page_and_not_those_of_drafts():
    add_picture(IMAGE)
    page = publish([block for block in examples()["figure"] if "alt" in block.settings][:1])
    named = {address: found for address, found in pictures().items() if found}
    ((address, found),) = named.items()
    assert address.endswith(page.get_absolute_url("en"))
    assert len(found) == 1
    assert found[0].startswith("http://")
    page.get_content_obj("en").versions.get().copy(system_user())  # a draft, with the picture in it once more
    assert pictures()[address] == found
