"""The text of a page."""

from tests.staff.actions.table import ACTIONS, NOBODY, WRITERS, may, post
from tests.staff.desk import (
    add_component,
    admin,
    draft,
    live,
    placeholder,
    plugins,
)


def change_text(version):
    """The request that in-place editing sends."""
    plugin = plugins(version, "TextPlugin")[0]
    return post(admin("cms_placeholder_edit_plugin", plugin.pk), {"body": "<p>Changed.</p>", "json": "null"})


def change_component(version):
    """The request that the form of a component sends."""
    plugin = plugins(version, "AnswerPlugin")[0]
    data = {"body": "<p>Changed.</p>", "json": "null"}
    return post(admin("cms_placeholder_edit_plugin", plugin.pk), data)


def add_text(version):
    where = {"placeholder_id": placeholder(version).pk, "plugin_type": "TextPlugin", "plugin_language": "en"}
    address = admin("cms_placeholder_add_plugin", **where, plugin_position=1)
    return post(address, {"body": "<p>Added.</p>", "json": "null"})


def delete_component(version):
    return post(admin("cms_placeholder_delete_plugin", plugins(version, "AnswerPlugin")[0].pk), {"post": "yes"})


def move_component(version):
    plugin = plugins(version, "AnswerPlugin")[0]
    data = {"plugin_id": plugin.pk, "target_language": "en", "target_position": 3}
    return post(admin("cms_placeholder_move_plugin"), data)


def clear_text(version):
    return post(admin("cms_placeholder_clear_placeholder", placeholder(version).pk, language="en"), {"post": "yes"})


def copy_text(version, source):
    data = {
        "source_placeholder_id": placeholder(source).pk,
        "source_plugin_id": plugins(source, "CareCardPlugin")[0].pk,
        "source_language": "en",
        "target_placeholder_id": placeholder(version).pk,
        "target_language": "en",
        "target_position": 1,
    }
    return post(admin("cms_placeholder_copy_plugins"), data)


def paste_text(version, source):
    data = {
        "plugin_id": plugins(source, "CareCardPlugin")[0].pk,
        "placeholder_id": placeholder(version).pk,
        "target_language": "en",
        "target_position": 1,
        "move_a_copy": "true",
    }
    return post(admin("cms_placeholder_move_plugin"), data)


for one_of_them in (change_text, change_component, add_text, delete_component, move_component, clear_text):
    ACTIONS[f"{one_of_them.__name__}_of_a_draft"] = (lambda boss, do=one_of_them: do(draft("start")), WRITERS)
    ACTIONS[f"{one_of_them.__name__}_of_a_published_page"] = (lambda boss, do=one_of_them: do(live("start")), NOBODY)


@may(WRITERS)
def copy_a_component_into_a_draft(boss):
    return copy_text(draft("start"), live("family"))


@may(WRITERS)
def paste_a_component_into_a_draft(boss):
    return paste_text(draft("start"), draft("family"))


@may(NOBODY)
def paste_a_component_into_a_published_page(boss):
    return paste_text(live("start"), draft("family"))


@may(WRITERS)
def replace_a_word_in_a_draft(boss):
    add_component(draft("start"), "TextPlugin", body="<p>A zanzibar.</p>")
    asked = {"words": "zanzibar", "new": "marrakesh", "language": "en"}
    answer = boss.get("/admin/replace/", asked)
    return post("/admin/replace/", asked | {"place": [answer.context["texts"][0].places[0].name]})


@may(NOBODY)
def copy_a_component_into_a_published_page(boss):
    return copy_text(live("start"), live("family"))


@may(NOBODY)
def move_a_component_from_a_draft_into_a_published_page(boss):
    plugin = plugins(draft("family"), "CareCardPlugin")[0]
    data = {"plugin_id": plugin.pk, "target_language": "en", "placeholder_id": placeholder(live("start")).pk}
    return post(admin("cms_placeholder_move_plugin"), data | {"target_position": 1})
