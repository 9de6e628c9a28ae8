"""Versions of a page: drafts, publishing, taking down."""

from django.contrib.auth import get_user_model
from djangocms_versioning.models import Version

from content.publishing.fingerprint import READ
from content.staff.accounts import system_user
from tests.staff.actions.table import MANAGERS, NOBODY, PUBLISHERS, WRITERS, may, post
from tests.staff.desk import (
    add_component,
    admin,
    draft,
    fresh,
    live,
    page,
    version_action,
)


@may(WRITERS)
def make_a_draft_of_a_published_page(boss):
    return post(version_action(live("start"), "edit_redirect"))


@may(PUBLISHERS)
def publish_a_draft(boss):
    return post(version_action(draft("start"), "publish"))


@may(PUBLISHERS)
def publish_a_draft_together_with_what_it_needs(boss):
    address = f"/admin/publish-together/{draft('start').pk}/"
    return post(address, {READ: boss.get(address).context["read"]})


@may(MANAGERS)
def publish_over_a_rule_with_a_reason(boss):
    version = draft("start")
    add_component(version, "TextPlugin", body="<p>A miracle cure.</p>")
    return post(version_action(version, "publish_over"), {"reason": "It is a test of who may do this."})


@may(NOBODY)
def publish_by_following_a_link(boss):
    address = version_action(draft("start"), "publish")
    return lambda client: client.get(address)


@may(PUBLISHERS)
def take_down_a_published_page(boss):
    return post(version_action(live("words"), "unpublish"))


@may(WRITERS)
def go_back_to_an_old_version(boss):
    old, new = live("start"), draft("start")
    new.publish(system_user())
    return post(version_action(fresh(old), "revert"))


@may(WRITERS)
def archive_a_draft(boss):
    return post(version_action(draft("start"), "archive"))


@may(PUBLISHERS)
def take_a_draft_from_somebody(boss):
    version = draft("start")
    Version.objects.filter(pk=version.pk).update(locked_by=get_user_model().objects.get(username="superuser-user"))
    return post(version_action(version, "unlock"))


@may(WRITERS)
def discard_a_draft(boss):
    return post(version_action(draft("start"), "discard"), {"discard": "1"})


@may(NOBODY)
def discard_what_is_published(boss):
    return post(version_action(live("start"), "discard"), {"discard": "1"})


@may(NOBODY)
def delete_history_from_the_list_of_versions(boss):
    old, new = live("start"), draft("start")
    new.publish(system_user())
    address = admin("djangocms_versioning_pagecontentversion_changelist", page=page("start").pk, language="en")
    return post(address, {"action": "delete_selected", "_selected_action": [old.pk], "post": "yes"})


@may(NOBODY)
def publish_from_the_list_of_versions(boss):
    address = admin("djangocms_versioning_pagecontentversion_changelist", page=page("start").pk, language="en")
    return post(address, {"action": "publish", "_selected_action": [draft("start").pk], "post": "yes"})


@may(NOBODY)
def delete_one_old_version(boss):
    old, new = live("start"), draft("start")
    new.publish(system_user())
    return post(admin("djangocms_versioning_pagecontentversion_delete", old.pk), {"post": "yes"})
