"""What machines read about a page, as JSON-LD with the words of schema.org: nothing that the page does not say itself.

It comes from records and signatures alone: the text's title and the day on which readers got it, the signature that the
panel under the page shows, the sources that were numbered while it was rendered, and those facts of the clinic that stand on the
page and are no examples. There are no questions and answers, ratings or approved uses in it: they would say more than the
page does, and the treatment is not approved for what the guide is about.
"""

import json
import re
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from content.clinic.facts import facts_of
from content.clinic.models import ClinicFact
from content.evidence.sources import sources_of
from content.page.fetch import records_in
from content.page.links import address as address_of_path
from content.page.rendering import rendering
from content.page.surroundings import Surroundings, surroundings
from content.profile import illnesses_in, in_language, profile
from content.search.canonical import canonical_url
from content.signoff.signatures import UNDER_THE_PAGE, Checked

Node = dict[str, Any]
#: As Django's `json_script`: no text can end the element, or open a comment in it.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
#: “Street 1, Los Angeles, CA 90000”, as the hint of the fact asks for it.
ONE_LINE = re.compile(
    r"(?P<streetAddress>.+), (?P<addressLocality>[^,]+), (?P<addressRegion>[A-Z]{2}) (?P<postalCode>\d{5}(-\d{4})?)"
)
#: As schema.org calls them, from Monday.
DAYS = [f"https://schema.org/{day}day" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")]
#: The facts that stand on every page: at its top, and at its foot.
ON_EVERY_PAGE = {"clinic-name", "phone", ClinicFact.LOGO}


def script(request: HttpRequest) -> SafeString:
    """The data of the page that this request has rendered, as an element that browsers do not run; empty for a draft.

    Use it after the text and the panel of who checked it.
    """
    nodes = graph(request)
    if not nodes:
        return mark_safe("")
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')  # noqa: S308 - escaped


def graph(request: HttpRequest) -> list[Node]:
    """The nodes that describe the page of this request, once it was rendered; none for what readers cannot open."""
    around = surroundings(request)
    content = around.content
    path = around.address(content.page_id) if content else ""
    if content is None or not path or around.published is None:
        return []
    site, address = canonical_url("/"), canonical_url(path)
    on_page = {record.key for record in records_in(around.components) if isinstance(record, ClinicFact)}
    clinic = _clinic(facts_of(request), on_page, site)
    publisher = {"publisher": {"@id": clinic["@id"]}} if clinic else {}
    trail = _breadcrumb(around, address)
    day = around.published.date().isoformat()
    page: Node = {
        "@type": "WebPage",
        "@id": f"{address}#page",
        "url": address,
        "name": content.title,
        "inLanguage": content.language,
        "isPartOf": {"@id": f"{site}#site"},
        # The one day that readers are told: of the text as it is now.
        "datePublished": day,
        "dateModified": day,
        **publisher,
        **_review(rendering(request).kept.get(UNDER_THE_PAGE)),
    }
    if _is_medical(around, request):
        page |= {"@type": "MedicalWebPage", "audience": {"@type": "Patient"}, "about": _about(content.title)}
    if trail:
        page["breadcrumb"] = {"@id": trail["@id"]}
    if cited := [_source(reference) for _, reference in sources_of(request)]:
        page["citation"] = cited
    website = {
        "@type": "WebSite",
        "@id": f"{site}#site",
        "url": site,
        "name": in_language(profile().title),
        "inLanguage": content.language,
        **publisher,
    }
    return [node for node in (page, trail, website, clinic) if node]


def _is_medical(around: Surroundings, request: HttpRequest) -> bool:
    """Whether a page belongs to the guide itself, and not to what is around it, such as legal notices."""
    in_menu = around.details.section or any(entry.section for entry in around.above)
    return bool(in_menu or around.details.speaks_of_benefit or sources_of(request))


def _about(title: str) -> list[Node]:
    """The treatment, and the illnesses in the page's title."""
    return [
        {"@type": "MedicalTherapy", "name": in_language(profile().subject)},
        *({"@type": "MedicalCondition", "name": name} for name in illnesses_in(title)),
    ]


def _review(checked: Checked | None) -> Node:
    """Who checked the words of the page, if and only if the panel names them."""
    if checked is None or checked.is_overdue:
        return {}
    signature = checked.signature
    person = {"@type": "Person", "name": signature.name, "honorificSuffix": signature.letters}
    return {"reviewedBy": person, "lastReviewed": checked.signed_on.isoformat()}


def _source(reference: Any) -> Node:
    source = {"@type": "CreativeWork", "name": reference.citation}
    return source | ({"url": reference.link} if reference.link else {})


def _breadcrumb(around: Surroundings, address: str) -> Node:
    """The way from home to the page, as it stands above its title; nothing for home."""
    content = around.content
    if content is None or content.page.is_home:
        return {}
    way = [(gettext("Home"), canonical_url(address_of_path("", content.language)))]
    way += [(entry.title, canonical_url(entry.url)) for entry in around.above]
    way.append((content.title, address))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": item}
        for number, (name, item) in enumerate(way, 1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{address}#way", "itemListElement": items}


def _clinic(facts: dict[str, ClinicFact], on_page: set[str], site: str) -> Node:
    """The clinic as this page shows it; nothing while its name is an example."""

    def told(key: str) -> ClinicFact | None:
        fact = facts.get(key)
        shown = key in ON_EVERY_PAGE or key in on_page
        return fact if fact and fact.value and not fact.example and shown else None

    name, address = told("clinic-name"), told("address")
    if name is None:
        return {}
    # A clinic without an address is a mistake to search engines: on other pages it is the organization behind the guide.
    node: Node = {"@type": "MedicalClinic" if address else "Organization", "@id": f"{site}#clinic", "url": site}
    node["name"] = name.value
    if address:
        parts = ONE_LINE.fullmatch(address.value)
        found = {key: part for key, part in parts.groupdict().items() if part} if parts else {}
        node["address"] = {"@type": "PostalAddress", **found} if parts else address.value
    if phones := [fact.dial for key in ("phone", "after-hours-phone") if (fact := told(key)) and fact.dial]:
        node["telephone"] = phones
    if legal := told("legal-name"):
        node["legalName"] = legal.value
    if email := told("email"):
        node["email"] = email.value
    if website := told("website"):
        node["sameAs"] = f"https://{website.value.removeprefix('https://').removeprefix('http://')}"
    if address and (hours := told(ClinicFact.HOURS)):
        node["openingHoursSpecification"] = _hours(hours)
    if (logo := told(ClinicFact.LOGO)) and logo.rendition:
        node["logo"] = canonical_url(logo.rendition["url"])
    return node


def _hours(fact: ClinicFact) -> list[Node]:
    """A node for each span in which the clinic is open, or its own words: what a machine misread would send people to a closed door."""
    kind = {"@type": "OpeningHoursSpecification"}
    spans = [
        kind | {"dayOfWeek": [DAYS[day] for day in days]} | {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
        for days, own in fact.open_on
        for opens, closes in own
    ]
    return spans or [kind | {"description": fact.value}]
