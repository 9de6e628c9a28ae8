"""CMS pages and records back into guide files."""

from typing import Any

from cms.models import PageContent
from django.apps import apps
from django.conf import settings
from djangocms_versioning.constants import DRAFT, PUBLISHED
from filer.models import Image

from content.clinic.models import ClinicFact
from content.guide.files import RECORD_FILES, Guide
from content.guide.reading import read_page
from content.pictures.uploads import picture_name


def export(language: str, drafts: bool = False) -> Guide:
    """The guide as it stands on the site: what is published or, with `drafts`, the newest text of each page.

    Proposed records go with drafts, which may name them.
    """
    guide = Guide(language, [read_page(content) for content in texts(language, drafts)])
    used = {
        block.settings["image"]
        for document in guide.documents
        for block in document.blocks
        if "image" in block.settings
    }
    used |= set(ClinicFact.objects.exclude(picture=None).values_list("value", flat=True))
    if used:
        pictures = {picture_name(image): image.file for image in Image.objects.order_by("pk")}
        guide.images = {name: pictures[name] for name in sorted(used & pictures.keys())}
    if language == settings.LANGUAGE_CODE:
        guide.records = records(proposed=drafts)
    else:
        guide.records = words_of_records(language, proposed=drafts)
    return guide


def words_of_records(language: str, proposed: bool = True) -> dict[str, list[dict[str, Any]]]:
    """What records say in another language than the main one, by stem; without words that the record has outgrown."""
    found: dict[str, list[dict[str, Any]]] = {}
    for stem, label in RECORD_FILES.items():
        for record in apps.get_model(label).objects.order_by("pk"):
            told = record.translations.get(language, {})
            if told.get("of") == record.own_words() and (proposed or record.approved):
                found.setdefault(stem, []).append({"key": record.key} | told["words"])
    return found


def records(proposed: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Every record as its file holds it, by stem; without those that nobody has approved if `proposed` is false."""
    return {
        stem: [
            record.guide_data()
            for record in apps.get_model(label).objects.order_by("pk")
            if proposed or record.approved
        ]
        for stem, label in RECORD_FILES.items()
    }


def texts(language: str, drafts: bool = False) -> list[PageContent]:
    """The published text of each page or, with `drafts`, its newest."""
    contents = PageContent.admin_manager.filter(language=language, page__site_id=settings.SITE_ID).order_by(
        "page__path", "-pk"
    )
    states = {DRAFT, PUBLISHED} if drafts else {PUBLISHED}
    chosen: dict[int, PageContent] = {}
    for content in contents.filter(versions__state__in=states).distinct():
        chosen.setdefault(content.page_id, content)
    return list(chosen.values())
