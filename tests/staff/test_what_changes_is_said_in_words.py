"""Whoever signs reads what readers had and what they would get: every word, the numbers first, and what only moved as moved."""

import pytest
from django.test import Client
from django.urls import reverse
from djangocms_text.models import Text
from lxml import html

from content.clinic.models import ClinicFact
from content.models import PageDetails
from content.signoff.comparison import Comparison, Kind, Words, blocks_in, compare, compare_words, word_changes
from content.signoff.models import RecordsThen
from content.signoff.signatures import sign
from content.staff.accounts import system_user
from tests.components.reader import words
from tests.reading import draft_of, published
from tests.staff.actions.sign_off import reviewer_record
from tests.staff.desk import live

pytestmark = pytest.mark.django_db


def compared(before: list[str], after: list[str]) -> Comparison:
    return compare_words(Words({}, (), tuple(before)), Words({}, (), tuple(after)))


def kinds(found: Comparison) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in found.blocks if block.kind != Kind.SAME]


def marked(before: str, after: str) -> str:
    signs = {"ins": "[+{}]", "del": "[-{}]", "": "{}"}
    return "".join(signs[piece.change].format(piece.text) for piece in word_changes(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Wait 40 minutes.", "Wait 60 minutes.", "Wait [-40][+60] minutes."),
        ("You must not drive.", "You must drive.", "You must [-not ]drive."),
        ("Take 0.5 mg.", "Take 5 mg.", "Take [-0.5][+5] mg."),
        ("a < b & c", "a < b & d", "a < b & [-c][+d]"),
        ("", "new", "[+new]"),
        ("no puede", "puede", "[-no ]puede"),
        ("שלום עולם", "שלום לך", "שלום [-עולם][+לך]"),
    ],
)
def test_each_word_that_went_or_came_is_marked(before: str, after: str, expected: str):
    assert marked(before, after) == expected


def test_blocks_are_told_apart_by_what_happened_to_them():
    a, b, c, d = (f"{word} one two three four five six." for word in ("Alpha", "Beta", "Gamma", "Delta"))
    assert kinds(compared([a, b], [a, b])) == []
    assert kinds(compared([a, b], [a, c + " seven", b])) == [("added", c + " seven")]
    assert kinds(compared([a, "Entirely other words.", b], [a, b])) == [("gone", "Entirely other words.")]
    assert kinds(compared([a, b, c, d], [b, c, d, a])) == [("moved", a)]
    assert kinds(compared([a, b], [a, b.replace("five", "50")])) == [("changed", b.replace("five", "50"))]
    twice = compared([a, a, b], [b, a])
    assert [kind for kind, _ in kinds(twice)].count("gone") == 1, "one of two went"


def test_numbers_are_called_out_with_what_they_count():
    found = compared(
        ["About 40 minutes, 8 of 100 people, 0.5 mg, at 9 a.m."], ["About 60 minutes, 8 of 100 people, 5 mg, at 9 p.m."]
    )
    assert found.numbers == (("40 minutes", "60 minutes"), ("0.5 mg", "5 mg"), ("9 a.m.", "9 p.m."))
    assert compared(["Call us."], ["Call us.", "Call 911 now."]).numbers == (("", "911 now"),)
    assert compared(["Wait 2 hours.", "x"], ["x", "Wait 2 hours."]).numbers == (), "it only moved"


def test_a_hostile_text_takes_no_time_that_grows_with_its_square():
    """Above a bound blocks are compared as a whole."""
    found = compared([f"a{n}" for n in range(5000)], [f"b{n}" for n in range(5000)])
    assert len(found.blocks) <= 2


def test_every_component_is_read_as_readers_read_it(client: Client):
    text = "<div><h2>Head</h2><p>Some <a>link</a><sup class='citation'>1</sup>.</p><svg aria-label='A drawing'><text>x</text></svg>"
    text += "<table><tr><th>a</th><td>b</td></tr></table><img alt='A room'></div>"
    assert blocks_in(text) == ["Head", "Some link.", "A drawing", "a · b", "A room"]


def first_text(version) -> Text:
    return Text.objects.filter(placeholder__object_id=version.content.pk).order_by("position").first()


def test_text_settings_sources_and_nothing_else(client_of):
    draft = draft_of("infusion-day", title="What happens on that day?", slug="that-day")
    PageDetails.objects.filter(extended_object=draft.content).update(section="after")
    text = first_text(draft)
    text.body = text.body.replace("longer infusions", "shorter infusions")
    text.save()
    found = compare(published("infusion-day").content, draft.content)
    assert {change.label for change in found.settings} == {"Title", "Address", "Part of the menu"}
    assert next(change.text for change in found.settings if change.label == "Address").endswith("/that-day/")
    (changed,) = (block for block in found.blocks if block.kind != Kind.SAME)
    assert [(piece.change, piece.text) for piece in changed.pieces if piece.change] == [
        ("del", "longer"),
        ("ins", "shorter"),
    ]
    assert found.sources == ()
    assert found.count == 4


def test_a_record_that_changed_since_readers_text_was_published_or_signed_is_told(client_of, staff):
    """Of a page that is public, too: it is what has to be signed again."""
    reviewer_record("Clinician")
    fact, public = ClinicFact.objects.get(key="chair-time"), published("infusion-day")
    before = fact.value
    ClinicFact.objects.filter(key="chair-time").update(value="about 9 hours")
    found = compare(public.content, draft_of("infusion-day").content)
    (change,) = found.records
    assert (change.label, found.count) == (f"Clinic fact “{fact.label}”: value", 1)
    assert "about 9 hours" in change.text and "9 hours" in found.numbers[0][1]
    assert before == "".join(piece.text for piece in change.pieces if piece.change != "ins")
    page = page_of(client_of("Clinician"), public)
    assert "1 thing on it changed since it was signed or published." in words(page)
    assert change.label in words(page.xpath("//section[@aria-labelledby='records-heading']")[0])
    assert "whether they changed since cannot be told" not in words(page)
    RecordsThen.objects.all().delete()  # as of a text that an older site published
    assert "whether they changed since cannot be told" in words(page_of(client_of("Clinician"), public))

    sign(public.content, staff("Clinician"))
    assert compare(public.content, draft_of("infusion-day").content).records == (), "somebody has read it"
    ClinicFact.objects.filter(key="chair-time").update(value=before)
    again = draft_of("infusion-day")
    again.publish(system_user())
    assert compare(again.content, draft_of("infusion-day").content).records == (), "it was published as it is now"


def page_of(client: Client, version) -> html.HtmlElement:
    answer = client.get(reverse("what_changed", args=[version.pk]))
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def test_the_page_says_it_by_more_than_color_and_leads_on_with_what_was_read(client_of):
    reviewer_record("Clinician")
    draft = draft_of("infusion-day")
    text = first_text(draft)
    text.body = text.body.replace("adults", "<em>7 adults</em>")
    text.save()
    page = page_of(client_of("Clinician"), draft)
    assert "1 thing differs" in words(page)
    assert words(page.xpath("//ins")[-1]).startswith("added: ")
    assert page.xpath("//*[@id='change-1']")
    assert all(page.xpath(f"//*[@id='{link[1:]}']") for link in page.xpath("//a[starts-with(@href, '#change')]/@href"))
    (way,) = set(page.xpath("//a[contains(@class, 'button')]/@href"))
    review = html.fromstring(client_of("Clinician").get(way).content.decode())
    assert review.xpath("//form[contains(@action, '/sign/')]//input[@name='read']")
    text.body += "<p>After it was read.</p>"
    text.save()
    late = html.fromstring(client_of("Clinician").get(way).content.decode())
    assert not late.xpath("//form[contains(@action, '/sign/')]"), "what was read is not what stands there now"


def test_what_is_new_or_public_or_cannot_be_shown_is_said(client_of):
    client = client_of("Manager")
    assert "This is what readers have" in words(page_of(client, live("risks")))
    draft = draft_of("risks")
    assert "the same words already" in words(page_of(client, draft))


def test_strangers_see_none_of_it(client: Client):
    answer = client.get(reverse("what_changed", args=[draft_of("risks").pk]))
    assert answer.status_code in {302, 403, 404}
    assert "What changes" not in answer.content.decode()
