"""The data for machines on each page: as schema.org defines it, and not a word that the page does not say itself."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import unquote, urljoin

import extruct
import msgspec_schemaorg.models as vocabulary
import pytest
from cms.toolbar.utils import get_object_preview_url
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.formats import date_format

from content.clinic.models import ClinicFact
from content.evidence.models import Finding
from content.signoff.models import Reviewer, Signature
from content.signoff.signatures import GRACE, sign
from ketaguide.delivery.edition import new_edition
from tests.reading import ADDRESS_OF, Reading, draft_of, publish, read, words_of
from tests.staff.desk import live

pytestmark = pytest.mark.django_db
HOSTILE = "Risks </script><script>alert(1)</script><!-- & “more”"
#: What would say more than the page does, or what search engines gave up.
NEVER = {
    "FAQPage",
    "Question",
    "HowTo",
    "Review",
    "Rating",
    "AggregateRating",
    "SearchAction",
    "ApprovedIndication",
    "Drug",
}
REAL = {
    "clinic-name": "Westside Ketamine Clinic",
    "legal-name": "Westside Medical Corporation",
    "phone": "(310) 555-0142",
    "after-hours-phone": "(310) 555-0143",
    "email": "office@westside.test",
    "website": "www.westside.test",
    "address": "10 Ocean Avenue, Suite 4, Santa Monica, CA 90401",
    "hours": "Monday to Friday, 9 a.m. to 4 p.m.",
}
Node = dict[str, Any]


def data_of(page: Reading) -> list[Node]:
    """The nodes of a page, as an independent parser finds them: in one graph, and nowhere else."""
    found = extruct.extract(page.text, base_url=page.address, syntaxes=["json-ld", "microdata"])
    assert found["microdata"] == []
    (data,) = found["json-ld"]
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def the(kind: str, nodes: list[Node]) -> Node:
    (node,) = [node for node in nodes if node["@type"] == kind]
    return node


def inside(value: Any) -> Iterator[Node]:
    """Every node in some data, however deep."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from inside(each)


# --- Nothing that the page does not say ------------------------------------------------------------------------------


WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def hours_in_words(node: Node) -> str:
    """Opening hours as a page says them. Days in the data stand one by one, on the page from the first to the last."""
    days = [day.removeprefix("https://schema.org/") for day in node["dayOfWeek"]]
    first = WEEK.index(days[0])
    assert days == WEEK[first : first + len(days)], "days that follow each other are all that the test reads"
    opens, closes = (time_format(time.fromisoformat(node[name]), "P") for name in ("opens", "closes"))
    return f"{days[0]} to {days[-1]}, {opens} to {closes}" if len(days) > 2 else f"{days[0]}, {opens} to {closes}"


def unsaid(page: Reading) -> list[str]:
    """Every string in the data of a page that a reader of that page could not find on it."""
    body = deepcopy(page.root.find("body"))  # other tests read the same page
    hrefs = [urljoin(settings.SITE_URL + page.address, link) for link in body.xpath(".//@href | .//img/@src")]
    for script in body.xpath(".//script"):
        script.drop_tree()
    words = words_of(body).casefold()
    said = {unquote(link) for link in hrefs} | {settings.SITE_URL + page.address, page.root.get("lang")}
    missing = []
    for node in inside(data_of(page)):
        if "dayOfWeek" in node:
            node = {"hours": hours_in_words(node)}
        for name, value in node.items():
            for text in value if isinstance(value, list) else [value]:
                if not isinstance(text, str) or name in {"@type", "@context"}:
                    continue
                plain = " ".join(text.split()).removeprefix("https://www.")
                dates = date_format(date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else plain
                link = unquote(text.partition("#")[0] if name == "@id" else text)
                if not (dates.casefold() in words or link in said or f"tel:{text}" in said):
                    missing.append(f"{name}: {text}")
    return missing


@pytest.fixture
def real_clinic() -> None:
    """A clinic that has typed its own facts."""
    for key, value in REAL.items():
        ClinicFact.objects.filter(key=key).update(value=value, example=False)


@pytest.fixture
def signed(staff) -> Signature:
    """The page on risks, signed."""
    Finding.objects.update(check_again=timezone.localdate() + timedelta(days=730))
    person = staff("Clinician")
    Reviewer.objects.create(
        account=person, name="Robin Example", letters="MD", license_number="A 1", license_state="California"
    )
    return sign(live("risks").content, person)


def test_every_page_is_described_by_what_stands_on_it_and_as_schema_org_defines_it(guide):
    assert {address: found for address, page in guide.items() if (found := unsaid(page))} == {}
    assert {address: found for address, page in guide.items() if (found := list(faults(data_of(page))))} == {}
    for address, page in guide.items():
        kinds = [node["@type"] for node in inside(data_of(page)) if "@type" in node]
        assert not NEVER.intersection(kinds), address
        assert ("BreadcrumbList" in kinds) is (address != "/")


def test_what_is_not_said_is_found():
    page = read(Client(), "/risks-and-side-effects/")
    page.text = page.text.replace('"isPartOf"', '"alternateName":"The best clinic","isPartOf"')
    assert unsaid(page) == ["alternateName: The best clinic"]


def test_a_page_of_the_guide_names_its_sources_its_day_and_what_it_is_about(guide):
    page = guide["/does-it-work/depression/"]
    node = the("MedicalWebPage", data_of(page))
    assert {"@type": "MedicalCondition", "name": "Depression"} in node["about"]
    listed = page.root.xpath("//section[contains(@class, 'sources')]//li")
    assert len(node["citation"]) == len(listed) > 5
    (published,) = page.root.xpath("//section[contains(@class, 'review-panel')]//time/@datetime")
    assert node["datePublished"] == node["dateModified"] == published


def test_notices_are_no_medical_pages(guide):
    for guide_id in ("privacy", "accessibility", "open-payments"):
        node = the("WebPage", data_of(guide[ADDRESS_OF[guide_id]]))
        assert not node.keys() & {"about", "audience", "citation"}


def test_the_way_to_a_page_ends_with_the_page(guide):
    items = the("BreadcrumbList", data_of(guide["/does-it-work/depression/"]))["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert [item["item"].removeprefix(settings.SITE_URL) for item in items] == [
        "/",
        "/does-it-work/",
        "/does-it-work/depression/",
    ]


# --- Whose name -------------------------------------------------------------------------------------------------------


def test_who_checked_a_page_is_told_if_and_only_if_the_panel_says_so(signed):
    path = ADDRESS_OF["risks"]
    page = read(Client(), path)
    node = the("MedicalWebPage", data_of(page))
    assert node["reviewedBy"] == {"@type": "Person", "name": "Robin Example", "honorificSuffix": "MD"}
    assert node["lastReviewed"] == timezone.localdate().isoformat()
    assert unsaid(page) == []
    assert list(faults(data_of(page))) == []
    # Another page, words that nobody signed, and a check that is long overdue.
    assert "reviewedBy" not in the("MedicalWebPage", data_of(read(Client(), "/questions/")))
    Signature.objects.update(good_until=timezone.localdate() - GRACE - timedelta(days=1))
    node = the("MedicalWebPage", data_of(read(Client(), path)))
    assert not node.keys() & {"reviewedBy", "lastReviewed"}
    Signature.objects.update(good_until=timezone.localdate() + timedelta(days=9))
    publish(draft_of("risks", title="Other words"))
    assert not the("MedicalWebPage", data_of(read(Client(), path))).keys() & {"reviewedBy", "lastReviewed"}


def test_a_clinic_is_told_of_when_its_facts_are_its_own(real_clinic):
    page = read(Client(), ADDRESS_OF["clinic"])
    clinic = the("MedicalClinic", data_of(page))
    assert clinic["name"] == REAL["clinic-name"]
    assert clinic["telephone"] == ["+13105550142", "+13105550143"]
    assert clinic["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "10 Ocean Avenue, Suite 4",
        "addressLocality": "Santa Monica",
        "addressRegion": "CA",
        "postalCode": "90401",
    }
    kind = {"@type": "OpeningHoursSpecification"}
    assert clinic["openingHoursSpecification"] == [kind | {"description": REAL["hours"]}], "the words alone"
    assert unsaid(page) == []
    assert list(faults(data_of(page))) == []
    elsewhere = read(Client(), ADDRESS_OF["risks"])
    organization = the("Organization", data_of(elsewhere))
    assert organization["@id"] == clinic["@id"]
    assert "address" not in organization
    assert unsaid(elsewhere) == []
    assert list(faults(data_of(elsewhere))) == []


def test_hours_are_told_as_days_and_times_while_the_words_say_the_same(real_clinic):
    def told() -> list[Node]:
        page = read(Client(), ADDRESS_OF["clinic"])
        assert unsaid(page) == []
        assert list(faults(data_of(page))) == []
        return the("MedicalClinic", data_of(page))["openingHoursSpecification"]

    fact = ClinicFact.objects.get(key="hours")
    fact.opening, fact.value = (
        "Sa 10:00-12:00; Mo-Fr 09:00-16:00",
        "Monday to Friday, 9 a.m. to 4 p.m.; Saturday, 10 a.m. to noon",
    )
    fact.full_clean()
    fact.save()
    kind = {"@type": "OpeningHoursSpecification"}
    days = [f"https://schema.org/{day}" for day in WEEK]
    assert told() == [
        kind | {"dayOfWeek": days[:5], "opens": "09:00", "closes": "16:00"},
        kind | {"dayOfWeek": days[5:6], "opens": "10:00", "closes": "12:00"},
    ]
    ClinicFact.objects.filter(key="hours").update(value="by appointment")
    new_edition()
    assert told() == [kind | {"description": "by appointment"}]
    ClinicFact.objects.filter(key="hours").update(example=True)
    new_edition()
    clinic = the("MedicalClinic", data_of(read(Client(), ADDRESS_OF["clinic"])))
    assert "openingHoursSpecification" not in clinic


def test_an_example_clinic_is_no_clinic(real_clinic):
    ClinicFact.objects.filter(key="address").update(example=True)
    nodes = data_of(read(Client(), ADDRESS_OF["clinic"]))
    assert "address" not in the("Organization", nodes)
    ClinicFact.objects.filter(key="clinic-name").update(example=True)
    nodes = data_of(read(Client(), ADDRESS_OF["clinic"]))
    assert [node["@type"] for node in nodes] == ["MedicalWebPage", "BreadcrumbList", "WebSite"]


def test_an_address_that_is_written_otherwise_is_told_as_it_stands(real_clinic):
    ClinicFact.objects.filter(key="address").update(value="The old mill by the river")
    assert the("MedicalClinic", data_of(read(Client(), ADDRESS_OF["clinic"])))["address"] == "The old mill by the river"


# --- What can be done with it -------------------------------------------------------------------------------------------


def test_no_title_gets_out_of_the_data():
    publish(draft_of("risks", title=HOSTILE, page_title=HOSTILE))
    page = read(Client(), ADDRESS_OF["risks"])
    assert [script.get("type") for script in page.root.iter("script")] == ["application/ld+json"]
    assert the("MedicalWebPage", data_of(page))["name"] == HOSTILE


def test_drafts_and_error_pages_have_no_data(client_of):
    draft = draft_of("risks", title="Zanzibar")
    shown = client_of("Author").get(get_object_preview_url(draft.content, language="en")).content.decode()
    assert "Zanzibar" in shown
    assert "ld+json" not in shown
    for address in ("/no-such-page/", "/offline/"):
        assert b"ld+json" not in Client().get(address).content


# --- schema.org's own vocabulary, as the package msgspec-schemaorg holds it --------------------------------------------


#: The package keeps one parent of each type; this one is a local business, and so a place, as well.
ALSO = {"MedicalClinic": (vocabulary.LocalBusiness, vocabulary.Place)}


def faults(nodes: list[Node]) -> Iterator[str]:
    """What is wrong with data: a type or a property that there is not, and a value that the property does not take."""
    kinds = {node["@id"]: node["@type"] for node in nodes}
    for node in inside(nodes):
        if node.keys() == {"@id"}:
            if node["@id"] not in kinds:
                yield f"{node['@id']} is described nowhere"
            continue
        kind = getattr(vocabulary, node.get("@type", ""), None)
        if kind is None:
            yield f"there is no type {node.get('@type')}"
            continue
        kinds_above = [*kind.__mro__, *ALSO.get(kind.__name__, ())]
        ranges = {name: text for each in kinds_above for name, text in vars(each).get("__annotations__", {}).items()}
        for name, value in node.items():
            if name.startswith("@"):
                continue
            if name not in ranges:
                yield f"{node['@type']} has no property {name}"
                continue
            taken = set(re.findall(r"\w+", str(ranges[name])))
            for each in value if isinstance(value, list) else [value]:
                if not fits(each, taken, kinds):
                    yield f"{node['@type']}: {name} takes {ranges[name]}, not {each}"


def fits(value: Any, taken: set[str], kinds: dict[str, str]) -> bool:
    """Whether a property whose range names these types takes a value."""
    if isinstance(value, dict):
        kind = getattr(vocabulary, value.get("@type") or kinds.get(value.get("@id", ""), ""), None)
        return kind is not None and not taken.isdisjoint(each.__name__ for each in kind.__mro__)
    if isinstance(value, int):
        return "int" in taken
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return "date" in taken
    if re.fullmatch(r"\d\d:\d\d", value):
        return "time" in taken
    if "DayOfWeek" in taken:
        return value.removeprefix("https://schema.org/") in WEEK
    # The address of a thing may stand for it.
    return not taken.isdisjoint({"str", "URL", "Thing"} if value.startswith("http") else {"str"})


def test_faults_are_found():
    nodes = [
        {
            "@id": "#page",
            "@type": "MedicalWebPage",
            "lastReviewed": "soon",
            "stars": "5",
            "reviewedBy": {"@id": "#who"},
        },
        {"@id": "#way", "@type": "Breadcrumbs"},
    ]
    assert len(list(faults(nodes))) == 5
