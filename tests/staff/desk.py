"""What staff tests work with: pages of the shipped guide, their texts, filled-in forms, and the whole database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cms.api import add_plugin
from cms.models import CMSPlugin, Page, PageContent, Placeholder
from cms.utils.plugins import downcast_plugins
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from djangocms_versioning.models import Version
from lxml import html

from content.models import PageDetails
from content.publishing.fingerprint import READ, fingerprint
from content.staff.accounts import system_user

#: Rows that say nothing about the guide or its staff, and that merely looking at a page may write.
UNWATCHED = {
    "sessions.session",
    "menus.cachekey",
    "cms.usersettings",
    "easy_thumbnails.source",
    "easy_thumbnails.thumbnail",
}

WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR \w+ )?INTO|UPDATE|DELETE\s+FROM)\s+"(?P<table>\w+)"', re.IGNORECASE)


def page(guide_id: str) -> Page:
    """The page with this guide id."""
    return Page.objects.get(reverse_id=guide_id)


def live(guide_id: str) -> Version:
    """The published version of a page."""
    return version_of(PageContent.objects.get(page=page(guide_id), language="en"))


def draft(guide_id: str) -> Version:
    """A new draft of a published page. Changes to its text are made to `.content`."""
    return fresh(live(guide_id).copy(system_user()))


def fresh(version: Version) -> Version:
    """The same version as the database has it."""
    return Version.objects.get(pk=version.pk)


def version_of(content: PageContent) -> Version:
    """The version that a text belongs to, read anew."""
    return Version.objects.get(content_type__model="pagecontent", object_id=content.pk)


def change(version: Version, **columns: Any) -> Version:
    """The version with other values in columns of its text, whatever the forms would say to that."""
    PageContent.admin_manager.filter(pk=version.object_id).update(**columns)
    return fresh(version)


def placeholder(version: Version) -> Placeholder:
    """The place that holds the text of a page."""
    return version.content.get_placeholders().get(slot="content")


def plugins(version: Version, kind: str) -> list[CMSPlugin]:
    """The components of one kind in a text, such as "TextPlugin", in order."""
    rows = placeholder(version).cmsplugin_set.filter(plugin_type=kind).order_by("position")
    return list(downcast_plugins(rows))


def details_of(version: Version) -> PageDetails:
    """The page details of a version."""
    return PageDetails.objects.get(extended_object_id=version.object_id)


def add_component(version: Version, kind: str, **columns: Any) -> CMSPlugin:
    """A new component at the end of a text."""
    return add_plugin(placeholder(version), kind, "en", **columns)


def admin(name: str, *args: Any, **query: Any) -> str:
    """The address of an admin view."""
    return reverse(f"admin:{name}", args=args, query=query or None)


def version_action(version: Version, action: str) -> str:
    """The address behind a button of a version, such as "publish", which says what was read."""
    query = {READ: fingerprint(fresh(version).content)} if action == "publish" else {}
    return admin(f"djangocms_versioning_pagecontentversion_{action}", version.pk, **query)


def filled_form(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send from the form at an address after somebody had changed these fields."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    for form in html.fromstring(response.content).forms:
        if form.get("id", "").endswith("_form") and (form.get("method") or "").lower() == "post":
            values = dict(form.form_values())
            return {name: value for name, value in values.items() if not name.startswith("_")} | changes
    raise AssertionError(f"{address} has no form")


def database(tables: set[str] | None = None) -> dict[str, list[str]]:
    """Every row that matters, by table, of all tables or of these: what a refused action must leave as it was."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label_lower in UNWATCHED or model._meta.proxy or not model._meta.managed:
                continue
            if tables is not None and model._meta.db_table not in tables:
                continue
            # Everybody's clipboard is a placeholder, made at the first sight of a toolbar.
            condition = "WHERE slot <> 'clipboard'" if model is Placeholder else ""
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} {condition}")
            found[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    return found


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that matter and that anything is written to, as far as statements tell; whether rows differ says `database`."""
    unwatched = {apps.get_model(label)._meta.db_table for label in UNWATCHED}
    written: set[str] = set()

    def watch(execute, sql, params, many, context):
        if (match := WRITE.match(sql)) and match["table"] not in unwatched:
            written.add(match["table"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def changed_tables(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    """The tables whose rows differ."""
    return {label for label in before if before[label] != after[label]}
