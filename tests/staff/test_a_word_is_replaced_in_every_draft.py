"""A word is replaced where somebody ticked it, in drafts alone; never in markup, and never in what somebody else holds."""

import pytest
from django.test import Client
from djangocms_text.models import Text
from djangocms_versioning.models import Version
from lxml import html

from content.models.duration_bar import DurationBar
from content.models.next_step import NextStep
from content.publishing.fingerprint import fingerprint
from content.richtext.occurrences import occurrences, pattern_of, replaced
from content.signoff.models import Kind
from content.signoff.writers import wrote
from content.staff.models import Event
from tests.staff.desk import add_component, draft, fresh, live, page, plugins

ADDRESS = "/admin/replace/"
INLINE = '<cms-plugin alt="zanzibar" id="1"></cms-plugin>'
ASKED = {"words": "zanzibar", "new": "marrakesh", "language": "en", "whole": "on"}


def offered(client: Client, **asked: str) -> list[str]:
    """The names of the places that can be ticked."""
    answer = client.get(ADDRESS, ASKED | asked)
    return [box.get("value") for box in html.fromstring(answer.content).xpath("//input[@name='place']")]


def send(client: Client, places: list[str], **asked: str) -> list[str]:
    """Replace at these places; what was said then."""
    answer = client.post(ADDRESS, {**ASKED, **asked, "place": places}, follow=True)
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>A zanzibar.</p>", "<p>A marrakesh.</p>"),
        ("<p>Zanzibar &amp; zanzibar</p>", "<p>Marrakesh &amp; marrakesh</p>"),
        ("<p>zanzibars, zanzibar</p>", "<p>zanzibars, marrakesh</p>"),
        (
            '<p><a href="/zanzibar/" data-cms-href="p:1">zanzibar</a></p>',
            '<p><a href="/zanzibar/" data-cms-href="p:1">marrakesh</a></p>',
        ),
        (
            '<p><cms-plugin alt="zanzibar" id="1"></cms-plugin>zanzibar</p>',
            '<p><cms-plugin alt="zanzibar" id="1"></cms-plugin>marrakesh</p>',
        ),
        ("<p><strong>zanzibar</strong>s</p>", "<p><strong>zanzibar</strong>s</p>"),
    ],
)
def test_only_words_are_replaced(source: str, expected: str) -> None:
    found = occurrences(source, pattern_of("zanzibar"))
    assert replaced(source, found, "marrakesh") == expected


def test_words_across_markup_are_shown_and_not_touched() -> None:
    [found] = occurrences("<p>zan<em>zi</em>bar</p>", pattern_of("zanzibar"))
    assert found.is_split


def test_words_of_two_paragraphs_are_not_one() -> None:
    assert occurrences("<p>blood</p><p>pressure</p>", pattern_of("blood pressure")) == []


def test_new_words_are_words_and_no_markup() -> None:
    source = "<p>zanzibar</p>"
    assert replaced(source, occurrences(source, pattern_of("zanzibar")), "<b>&") == "<p>&lt;b&gt;&amp;</p>"


def test_what_is_ticked_is_replaced_and_nothing_else(client_of) -> None:
    version = draft("start")
    add_component(version, "TextPlugin", body="<p>One zanzibar, two Zanzibar.</p>")
    client = client_of("Author")
    _, second = offered(client)
    assert "Replaced 1× in 1 draft." in send(client, [second])[0]
    assert plugins(fresh(version), "TextPlugin")[-1].body == "<p>One zanzibar, two Marrakesh.</p>"
    assert Event.objects.filter(what__startswith="replaced “zanzibar” by “marrakesh” 1× in 1 draft").count() == 1


def test_a_published_text_gets_a_draft_that_nobody_holds(client_of, staff) -> None:
    public = live("risks")
    with_inline = next(each for each in plugins(public, "TextPlugin") if "<cms-plugin" in each.body)
    Text.objects.filter(pk=with_inline.pk).update(body=with_inline.body + "<p>zanzibar</p>")
    step = plugins(public, "NextStepPlugin")[0]
    NextStep.objects.filter(pk=step.pk).update(label="To zanzibar")
    client = client_of("Author")
    send(client, offered(client))
    made = Version.objects.filter_by_content_grouping_values(public.content).get(state="draft")
    assert any(each.body.endswith("<p>marrakesh</p>") for each in plugins(made, "TextPlugin"))
    assert plugins(made, "NextStepPlugin")[0].label == "To marrakesh"
    assert plugins(public, "NextStepPlugin")[0].label == "To zanzibar"
    assert fresh(public).state == "published"
    assert made.locked_by is None
    assert wrote(made, staff("Author"), Kind.CLINICIAN)


def test_what_somebody_else_holds_is_listed_and_stays(client_of, staff) -> None:
    version = draft("start")
    add_component(version, "TextPlugin", body="<p>A zanzibar.</p>")
    client = client_of("Clinician")
    places = offered(client)
    Version.objects.filter(pk=version.pk).update(locked_by=staff("Author"))
    before = fingerprint(fresh(version).content)
    assert offered(client) == []
    assert "Stays as it is." in client.get(ADDRESS, ASKED).content.decode()
    assert send(client, places)[0] == "Nothing was replaced."
    assert fingerprint(fresh(version).content) == before


def test_what_was_changed_meanwhile_stays(client_of) -> None:
    version = draft("start")
    text = add_component(version, "TextPlugin", body="<p>A zanzibar.</p>")
    client = client_of("Author")
    places = offered(client)
    text.body = "<p>Another zanzibar.</p>"
    text.save()
    assert "changed after you opened the list" in " ".join(send(client, places))
    assert plugins(fresh(version), "TextPlugin")[-1].body == "<p>Another zanzibar.</p>"


def test_what_does_not_fit_its_block_stays(client_of) -> None:
    version = draft("start")
    add_component(version, "NextStepPlugin", label="zanzibar " * 12, page=page("home"))
    client = client_of("Author")
    told = send(client, offered(client, new="marrakesh and more"), new="marrakesh and more")
    assert told[0] == "Nothing was replaced."
    assert "120" in " ".join(told)


def test_typed_values_go_with_the_label_of_their_item(client_of) -> None:
    version = draft("start")
    value = {"label": "Zanzibar", "meaning": "lasts", "start": None, "end": 7, "unit": "day"}
    columns = {"heading": "How long", "body": "<ul><li><strong>Zanzibar</strong>: long</li></ul>", "lengths": [value]}
    add_component(version, "DurationBarPlugin", **columns)
    client = client_of("Author")
    send(client, offered(client))
    bar = DurationBar.objects.latest("pk")
    assert bar.body == "<ul><li><strong>Marrakesh</strong>: long</li></ul>"
    assert bar.lengths == [value | {"label": "Marrakesh"}]


def test_a_translator_replaces_nothing_in_the_main_language(client_of) -> None:
    version = draft("start")
    add_component(version, "TextPlugin", body="<p>A zanzibar.</p>")
    places = offered(client_of("Author"))
    client = client_of("Translator")
    assert offered(client) == []
    client.post(ADDRESS, {**ASKED, "place": places})
    assert plugins(fresh(version), "TextPlugin")[-1].body == "<p>A zanzibar.</p>"


@pytest.mark.parametrize("place", ["", "1", "x.1.body.0.1", "99999999999.1.body.0.1", "1.1.body.0.%00"])
def test_names_of_places_that_nobody_was_given_change_nothing(client_of, place: str) -> None:
    assert send(client_of("Author"), [place])[0] == "Nothing was replaced."
