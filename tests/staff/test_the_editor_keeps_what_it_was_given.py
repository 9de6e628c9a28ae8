"""What the editor and word processors really send: a text that is opened, touched in one place and saved is otherwise the same.

EDITED is what the editor of djangocms-text 1.0.2 sent in Chromium for STORED, after one letter (“Q”) was typed.
"""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError

from content.richtext.bounds import MOST_CHARACTERS
from content.richtext.canonical import DEEPEST, canonical
from content.richtext.edited import from_editor
from tests.staff.desk import add_component, admin, draft, filled_form, plugins

STORED = (
    "<h2>Head</h2><p>One CO<sub>2</sub> and m<sup>2</sup>, <em>em</em> <strong>st</strong></p>"
    '<p lang="es">Hola</p><table><caption>Cap</caption><thead><tr><th>What</th><th>When</th></tr></thead>'
    "<tbody><tr><td>A</td><td>B</td></tr></tbody></table><ul><li>x<ul><li>y</li></ul></li></ul>"
)
EDITED = (
    "<h2>Head</h2><p>QOne CO<sub>2</sub> and m<sup>2</sup>, <em>em</em> <strong>st</strong></p><p>Hola</p>"
    '<table style="min-width: 25px;"><colgroup><col style="min-width: 25px;"></colgroup><tbody>'
    '<tr><td colspan="1" rowspan="1"><p>Cap</p></td></tr>'
    '<tr><th colspan="1" rowspan="1"><p>What</p></th><th colspan="1" rowspan="1"><p>When</p></th></tr>'
    '<tr><td colspan="1" rowspan="1"><p>A</p></td><td colspan="1" rowspan="1"><p>B</p></td></tr></tbody></table>'
    "<ul><li><p>x</p><ul><li><p>y</p></li></ul></li></ul>"
)


def save_in_place(client, version, stored: str, sent: str) -> str:
    """Running text as it is after the editor sent something for it."""
    plugin = add_component(version, "TextPlugin", body=stored)
    client.post(admin("cms_placeholder_edit_plugin", plugin.pk), {"body": sent, "json": '{"type": "doc"}'})
    return type(plugin).objects.get(pk=plugin.pk).body


def test_one_letter_typed_in_place_changes_one_letter(client_of):
    assert canonical(STORED) == STORED
    assert save_in_place(client_of("Author"), draft("words"), STORED, EDITED) == STORED.replace("<p>One", "<p>QOne")


def test_a_comparison_table_that_is_opened_and_saved_is_the_same(client_of):
    author, version = client_of("Author"), draft("other-treatments")
    table = plugins(version, "CompareTablePlugin")[0]
    address = admin("cms_placeholder_edit_plugin", table.pk)
    sent = table.body.replace("<thead>", "<tbody>").replace("</thead><tbody>", "")  # as the editor writes it
    author.post(address, filled_form(author, address, body=sent))
    assert plugins(version, "CompareTablePlugin")[0].body == table.body


PASTED = {
    "a list of bullets": ("<p>·&nbsp;&nbsp;&nbsp; One</p><p>·  Two</p><p>After</p>", "<ul><li>One</li><li>Two</li></ul><p>After</p>"),
    "round bullets": ("<p>• One</p><p>o&nbsp;&nbsp; Two</p>", "<ul><li>One</li><li>Two</li></ul>"),
    "a list of numbers": ("<p>1. One</p><p>2) Two</p>", "<ol><li>One</li><li>Two</li></ol>"),
    "a year at the start of a paragraph": ("<p>1. One</p><p>Two</p>", "<p>1. One</p><p>Two</p>"),
    "tracked changes": ("<p>Take <del>two</del><ins>one</ins> tablet.</p>", "<p>Take one tablet.</p>"),
    "a dose that was struck out": ("<p><s>60</s> <strike>50</strike> 40 minutes</p>", "<p>40 minutes</p>"),
    "a comment's mark": ('<p>Tablet.<a href="#_msocom_1">[JD1]</a></p>', "<p>Tablet.</p>"),
    "a link through a search engine": (
        '<p><a href="https://www.google.com/url?q=https://www.nih.gov/&amp;sa=D&amp;ust=1">NIH</a></p>',
        '<p><a href="https://www.nih.gov/">NIH</a></p>',
    ),
    "a picture and a link on somebody's disk": ('<p><img src="file:///C:/x.png"><a href="file:///C:/x">Text</a></p>', "<p>Text</p>"),
    "headings of other levels": ("<h1>One</h1><h5>Five</h5><h6>Six</h6>", "<h2>One</h2><h4>Five</h4><h4>Six</h4>"),
    "what Google Docs wraps around everything": (
        '<b style="font-weight:normal;"><p>Plain <b>bold</b></p></b>',
        "<p>Plain <strong>bold</strong></p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PASTED)
def test_what_is_pasted_keeps_its_shape_and_loses_what_is_no_text_any_more(name: str):
    sent, stored = PASTED[name]
    assert canonical(sent) == stored
    assert canonical(stored) == stored


def test_staff_are_told_that_something_was_struck_out(client_of):
    version = draft("words")
    plugin = add_component(version, "TextPlugin", body="<p>Before</p>")
    sent = {"body": "<p>Take <del>two</del> one tablet.</p>"}
    answer = client_of("Author").post(admin("cms_placeholder_edit_plugin", plugin.pk), sent)
    assert any("struck out" in str(message) for message in get_messages(answer.wsgi_request))


def test_a_language_stays_with_its_words_and_goes_with_them():
    stored = '<p lang="es">Hola</p><p>Hola</p>'
    assert from_editor("<p>Hola</p><p>Hola</p>", stored) == stored
    assert from_editor("<p>Hello</p>", stored) == "<p>Hello</p>"


@pytest.mark.parametrize(
    "source",
    ["x" * (MOST_CHARACTERS + 1), "<ul>" * (DEEPEST + 1), "<table><tr><td>" * DEEPEST, "<cms-plugin id='1'>x" * 4000],
)
def test_more_than_a_block_may_hold_is_refused_in_words(client_of, source: str):
    with pytest.raises(ValidationError, match="This text has"):
        canonical(source)
    version = draft("words")
    assert save_in_place(client_of("Author"), version, "<p>Before</p>", source) == "<p>Before</p>"


@pytest.mark.parametrize(
    "piece", ["<b ", "<cms-plugin ", "<cms-plugin id='1'></cms-plugin>", "<del>", "<a href='", "&"]
)
def test_hostile_text_of_the_largest_size_leaves_little_work(piece: str):
    """What is kept is what every later look at the text has to go through."""
    try:
        kept = canonical(piece * (MOST_CHARACTERS // len(piece)))
    except ValidationError:
        return
    assert kept.count("<cms-plugin") <= 300
    assert len(kept) <= 6 * MOST_CHARACTERS


@pytest.mark.parametrize("role", ["Author", "Clinician", "Manager"])
def test_every_component_of_every_page_can_be_opened_and_saved_as_it_is(client_of, role: str):
    """Through the forms, with what they show: nothing is refused, and nothing changes."""
    client = client_of(role)
    kinds: dict[str, object] = {}
    for guide_id in ("benefits-depression", "risks", "infusion-day", "words", "sources", "cost", "benefits", "science"):
        version = draft(guide_id)
        for plugin in version.content.get_placeholders()[0].cmsplugin_set.filter(parent=None):
            kinds.setdefault(plugin.plugin_type, plugin)
    assert "NextStepPlugin" in kinds
    for kind, row in kinds.items():
        plugin = row.get_plugin_instance()[0]
        address = admin("cms_placeholder_edit_plugin", plugin.pk)
        sent = filled_form(client, address)
        if "page_2" in sent:
            sent["page_1"] = sent["page_2"]  # a script of django CMS fills the box that people see from this one
        answer = client.post(address, sent)
        errors = answer.context["adminform"].form.errors if answer.context and "adminform" in answer.context else {}
        assert not errors, (kind, errors)
        again = type(plugin).objects.get(pk=plugin.pk)
        assert again.body == plugin.body, kind
