"""What the tests of guide files do again and again."""

import io

from cms.models import CMSPlugin, Page, PageContent
from django.core.management import call_command
from djangocms_text.models import Text
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

GOOD = """---
id: new-page
title: A page that is new
address: /new-page/
description: A page that the tests add to the guide, described at a length that suits it.
---

Some text.
"""


def run(*args: object, **options: object) -> str:
    """The output of a management command."""
    out = io.StringIO()
    call_command(*map(str, args), stdout=out, **options)
    return out.getvalue()


def page(guide_id: str) -> Page:
    return Page.objects.get(reverse_id=guide_id)


def versions(guide_id: str, state: str) -> list[Version]:
    contents = PageContent.admin_manager.filter(page__reverse_id=guide_id)
    found = Version.objects.filter(content_type__model="pagecontent", object_id__in=contents.values("pk"), state=state)
    return list(found.order_by("pk"))


def edit(guide_id: str, user: object, text: str, publish: bool = True) -> Version:
    """Write something into the first running text of a page, as staff do."""
    (published,) = versions(guide_id, PUBLISHED)
    draft = published.copy(user)
    plugins = CMSPlugin.objects.filter(placeholder__in=draft.content.get_placeholders(), plugin_type="TextPlugin")
    row = Text.objects.filter(pk__in=plugins.values("pk")).order_by("position").first()
    row.body = f"<p>{text}</p>" + row.body
    row.save()
    if publish:
        draft.publish(user)
    return draft


def drafts(guide_id: str) -> list[Version]:
    return versions(guide_id, DRAFT)


def everything() -> dict[str, list]:
    """All that a load can write, row by row."""
    from django.apps import apps

    models = [
        "cms.Page",
        "cms.PageContent",
        "cms.PageUrl",
        "cms.CMSPlugin",
        "djangocms_text.Text",
        "content.PageDetails",
    ]
    models += ["content.LoadedPage", "clinic.ClinicFact", "evidence.Reference", "glossary.GlossaryTerm", "filer.Image"]
    models += ["djangocms_versioning.Version", "redirects.Redirect"]
    found = {}
    for label in models:
        model = apps.get_model(label)
        manager = getattr(model, "admin_manager", model._base_manager)
        found[label] = list(manager.order_by("pk").values_list())
    return found
