"""Rich text holds what the guide needs and nothing else, however it gets in: by form, in place, or from code."""

import pytest
from cms.models import CMSPlugin
from cms.toolbar.utils import get_object_preview_url
from lxml import html

from tests.staff.desk import add_component, admin, draft, placeholder, plugins

NASTY = {
    "a heading of level 1": ("<h1>Title</h1><p>Text</p>", "h1"),
    "a style": ('<p style="text-align:center; color: red">Text</p>', "style="),
    "a class": ('<p class="big">Text</p>', "class="),
    "an id": ('<h2 id="main">Text</h2>', 'id="main"'),
    "data and aria attributes": ('<p data-x="1" aria-hidden="true" role="alert">Text</p>', "aria-hidden"),
    "a script": ("<p>Text</p><script>alert(1)</script>", "alert(1)"),
    "an event handler": ('<p onclick="alert(1)">Text</p>', "onclick"),
    "a script in a link": ('<p><a href="javascript:alert(1)">Text</a></p>', "javascript:"),
    "a hidden script in a link": ('<p><a href="java&#10;script:alert(1)">Text</a></p>', "alert(1)"),
    "data in a link": ('<p><a href="data:text/html,alert(1)">Text</a></p>', "data:text"),
    "a frame": ('<p>Text</p><iframe src="https://example.org/"></iframe>', "iframe"),
    "a form": ('<form action="https://example.org/"><input name="x"></form><p>Text</p>', "example.org"),
    "a picture from elsewhere": ('<p>Text<img src="https://example.org/x.gif" onerror="alert(1)"></p>', "example.org"),
    "a drawing with a script": ("<svg><script>alert(1)</script></svg><p>Text</p>", "alert(1)"),
    "a style sheet": ("<style>body { display: none }</style><p>Text</p>", "display"),
    "a comment": ("<p>Text</p><!-- private note -->", "private note"),
}
WAYS = ("the form of a new text", "in place", "the form of a component", "code", "code, for a component")


def save(client, version, way: str, body: str) -> CMSPlugin:
    """Save rich text in one of these ways, and give the component as the database has it."""
    if way == "code":
        plugin = add_component(version, "TextPlugin", body=body)
    elif way == "code, for a component":
        plugin = add_component(version, "AnswerPlugin", body=body)
    elif way == "the form of a new text":
        where = {"placeholder_id": placeholder(version).pk, "plugin_type": "TextPlugin", "plugin_language": "en"}
        known = {each.pk for each in plugins(version, "TextPlugin")}
        address = admin("cms_placeholder_add_plugin", **where, plugin_position=1)
        client.post(address, {"body": body, "json": "null"})
        plugin = next(each for each in plugins(version, "TextPlugin") if each.pk not in known)
    elif way == "in place":
        plugin = add_component(version, "TextPlugin", body="<p>Before</p>")
        client.post(admin("cms_placeholder_edit_plugin", plugin.pk), {"body": body, "json": "null"})
    else:
        plugin = add_component(version, "CareCardPlugin", level="urgent", heading="Call if", body="<p>Before</p>")
        data = {"level": "urgent", "heading": "Call if", "body": body, "json": "null"}
        client.post(admin("cms_placeholder_edit_plugin", plugin.pk), data)
    return type(plugin).objects.get(pk=plugin.pk)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NASTY)
def test_what_could_harm_readers_is_removed_when_text_is_saved(client_of, name: str, way: str) -> None:
    source, harmful = NASTY[name]
    stored = save(client_of("Author"), draft("words"), way, source).body
    assert harmful not in stored
    assert "Text" in html.fromstring(f"<div>{stored}</div>").text_content()


@pytest.mark.parametrize("way", WAYS)
def test_what_the_guide_needs_is_kept(client_of, way: str) -> None:
    source = (
        "<h2>Two</h2><h3>Three</h3><h4>Four</h4><p><strong>Strong</strong> and <em>soft</em>, "
        '<a href="https://example.org/">a page</a>, <a href="tel:988">988</a>, <a href="sms:988">text</a></p>'
        "<ul><li>One</li></ul><ol><li>First</li></ol>"
        "<table><thead><tr><th>Head</th></tr></thead><tbody><tr><td>Cell</td></tr></tbody></table>"
    )
    assert save(client_of("Author"), draft("words"), way, source).body == source


def test_what_an_author_saved_reaches_the_page_clean(client_of) -> None:
    version, author = draft("words"), client_of("Author")
    save(author, version, "in place", '<h1 style="color:red">Pasted words</h1><script>alert("pasted")</script>')
    shown = author.get(get_object_preview_url(version.content, "en"))
    text = shown.content.decode()
    assert "Pasted words" in text
    assert 'alert("pasted")' not in text
    assert "color:red" not in text
