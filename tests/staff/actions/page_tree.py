"""The page tree."""

from cms.api import create_page

from content.staff.accounts import system_user
from tests.staff.actions.table import MANAGERS, NOBODY, PUBLISHERS, WRITERS, form, may, post
from tests.staff.desk import (
    admin,
    draft,
    live,
    page,
)


def new_page(**columns):
    """A page that nobody has published."""
    return create_page("New page", "pages/page.html", "en", created_by=system_user(), **columns)


@may(WRITERS)
def add_a_page(boss):
    address = admin("cms_pagecontent_add", language="en")
    return form(boss, address, title="Another page", slug="another-page")


@may(WRITERS)
def copy_a_page(boss):
    return post(admin("cms_page_copy_page", page("words").pk), {"source_site": 1, "position": 0})


@may(WRITERS)
def duplicate_a_page(boss):
    return form(boss, admin("cms_pagecontent_duplicate", live("words").object_id), title="A twin", slug="a-twin")


@may(WRITERS)
def move_a_draft_in_the_tree(boss):
    return post(admin("cms_page_move_page", new_page().pk), {"target": page("start").pk, "position": 0})


@may(PUBLISHERS)
def move_a_published_page_in_the_tree(boss):
    return post(admin("cms_page_move_page", page("words").pk), {"target": page("about").pk, "position": 0})


@may(NOBODY)
def move_a_published_page_below_a_draft(boss):
    return post(admin("cms_page_move_page", page("start").pk), {"target": new_page().pk, "position": 0})


@may(PUBLISHERS)
def make_another_page_the_home_page(boss):
    return post(admin("cms_page_set_home", page("about").pk))


@may(NOBODY)
def make_a_draft_the_home_page(boss):
    return post(admin("cms_page_set_home", new_page().pk))


@may(NOBODY)
def delete_a_published_page(boss):
    return post(admin("cms_page_delete", page("words").pk), {"post": "yes"})


@may(NOBODY)
def delete_the_only_text_of_a_page(boss):
    return post(admin("cms_pagecontent_delete", live("words").object_id), {"post": "yes"})


@may(MANAGERS)
def delete_a_page_that_was_taken_down(boss):
    draft("changes").publish(system_user())
    live("changes").unpublish(system_user())
    return post(admin("cms_page_delete", page("changes").pk), {"post": "yes"})


@may(MANAGERS)
def delete_a_page_that_was_never_published(boss):
    return post(admin("cms_page_delete", new_page().pk), {"post": "yes"})


@may(NOBODY)
def delete_the_home_page(boss):
    return post(admin("cms_page_delete", page("home").pk), {"post": "yes"})


@may(NOBODY)
def delete_the_page_with_crisis_help(boss):
    return post(admin("cms_page_delete", page("get-help-now").pk), {"post": "yes"})
