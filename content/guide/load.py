"""Guide files into CMS pages and records: all or nothing, and never over the work of a person."""

import difflib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.models import Page, PageContent
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version
from filer.models import Image
from filer.validation import FileValidationError

from content.guide.document import Document, GuideFileError, write
from content.guide.files import RECORD_FILES, RECORDS, Guide
from content.guide.reading import read_page
from content.guide.writing import create_draft, create_text, write_draft
from content.models import LoadedPage
from content.page.addresses import address_faults, address_of
from content.pictures.uploads import clean_picture
from content.records.record import Record, record_fingerprint

#: So many letters of a sentence are looked for in a file, where it may go on after a citation or in the next line.
LONGEST_LOOKED_FOR = 20


class UnsignedError(GuideFileError):
    """A page of this clinic is published only when a clinician has signed it, and nobody signs what is in a file."""


@dataclass
class Report:
    """What a load did: ids of pages and keys of records. `kept` are those that a person has changed or removed."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    #: For each kept page, the difference between the site and the file, as lines of a unified diff.
    differences: dict[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def load(guide: Guide, user: Any, reset: bool = False) -> Report:
    """Load a guide as `user`. With `reset`, pages and records that people changed are overwritten, too.

    Raises GuideFileError; then nothing at all has been written.
    """
    report = Report()
    images: list[Image] = []
    try:
        _load_images(guide.images, images)  # first, because the clinic's logo is one of them
        for stem, rows in guide.records.items():
            if guide.language == settings.LANGUAGE_CODE:
                _load_records(stem, rows, reset, report)
            else:
                _load_words(stem, rows, guide.language, report)
        pages = _Pages(guide.language, user, reset, report)
        pages.load(guide.documents)
    except BaseException:
        # The database takes its rows back by itself; files it does not know.
        for image in images:
            image.file.delete(save=False)
        raise
    return report


#: Stands for the fingerprint of a page that a migration changed: whose it is shows in who wrote its published version.
CONVERTED = "converted"

# --- Pages -----------------------------------------------------------------------------------------------------------


class _Pages:
    """One load of pages. First every missing page is made, then texts are written, so that any page can link to any."""

    def __init__(self, language: str, user: Any, reset: bool, report: Report) -> None:
        self.language, self.user, self.reset, self.report = language, user, reset, report
        self.loaded = {row.guide_id: row for row in LoadedPage.objects.filter(language=language)}
        self.pages = {page.reverse_id: page for page in Page.objects.exclude(reverse_id=None)}
        in_language = PageContent.admin_manager.filter(language=language).values("page")
        #: The pages that have, or had, a text in this language.
        self.here = {page.reverse_id for page in Page.objects.filter(pk__in=in_language).exclude(reverse_id=None)}
        self.written: list[tuple[Document, PageContent]] = []

    def load(self, documents: list[Document]) -> None:
        ids = {document.address: document.id for document in documents}
        for document in documents:
            if faults := address_faults(document.address):
                raise GuideFileError(str(faults[0]), 1, document.path or document.id)
        new = {document.id: self._create(document, ids) for document in documents if self._is_missing(document)}
        for document in documents:
            if document.id in new:
                self._write(document, new[document.id])
                self.report.created.append(document.id)
            elif document.id in self.here:
                self._update(document)
        self._publish()

    def _is_missing(self, document: Document) -> bool:
        if document.id in self.here:
            return False
        if document.id in self.loaded and not self.reset:
            self.report.kept[document.id] = "was deleted on the site"
            return False
        return True

    def _create(self, document: Document, ids: dict[str, str]) -> PageContent:
        if document.id in self.pages:
            return self._create_text(document, self.pages[document.id])
        parent = None
        if document.parent_address != "/":
            above = ids[document.parent_address]
            if above not in self.pages:
                raise GuideFileError(
                    f"the page above it, “{above}”, was deleted on the site", 1, document.path or document.id
                )
            parent = self.pages[above]
        content = create_draft(document, self.language, parent, self.user)
        self.pages[document.id] = content.page
        return content

    def _create_text(self, document: Document, page: Page) -> PageContent:
        """A text in this language for a page that has one in another: at the same place in the tree."""
        content = create_text(document, self.language, page, self.user)
        if address_of(content) != document.address:
            raise GuideFileError(
                f"the page would be at {address_of(content)}, not at {document.address}: "
                "in every language a page stands below the same page",
                1,
                document.path or document.id,
            )
        return content

    def _update(self, document: Document) -> None:
        page = self.pages[document.id]
        versions = self._versions(page)
        published = next((version for version in versions if version.state == PUBLISHED), None)
        draft = next((version for version in versions if version.state == DRAFT), None)
        current = draft or published
        if current is None:
            self._keep(document, None, "was taken down on the site")
            return
        on_site = read_page(current.content)
        fingerprint = on_site.fingerprint()
        waits = draft is not None and self._left_by_a_load(draft)
        if fingerprint == document.fingerprint():
            if draft and (self.reset or waits):
                self._publish_version(draft, document)
            self._remember(document.id, page, fingerprint)
            self.report.unchanged.append(document.id)
            return
        loaded = self.loaded.get(document.id)
        known = loaded is not None and loaded.fingerprint == fingerprint
        if loaded is not None and loaded.fingerprint == CONVERTED and draft is None:
            known = current.created_by == self.user and on_site.address == document.address
        untouched = known and (draft is None or waits)
        if not untouched and not self.reset:
            self._keep(document, on_site, "has an unpublished draft" if draft else "was edited on the site")
            return
        if address_of(current.content) != document.address and not self._can_readdress(current.content, document):
            raise GuideFileError(
                f"the page is at {address_of(current.content)} and cannot move to {document.address} "
                "because that is below another page; move it in the page tree",
                1,
                document.path or document.id,
            )
        self._write(document, (draft or current.copy(self.user)).content)
        self.report.updated.append(document.id)

    def _left_by_a_load(self, draft: Version) -> bool:
        """Whether an earlier load made this draft, which it could not publish then, and nobody has opened it since."""
        return draft.created_by_id == self.user.pk and draft.locked_by_id in {None, self.user.pk}

    def _can_readdress(self, content: PageContent, document: Document) -> bool:
        return address_of(content).rstrip("/").rpartition("/")[0] + "/" == document.parent_address

    def _keep(self, document: Document, on_site: Document | None, reason: str) -> None:
        self.report.kept[document.id] = reason
        before = write(on_site).splitlines(keepends=True) if on_site else []
        self.report.differences[document.id] = list(
            difflib.unified_diff(
                before, write(document).splitlines(keepends=True), f"{document.id} (site)", f"{document.id} (file)"
            )
        )

    def _write(self, document: Document, content: PageContent) -> None:
        write_draft(document, content, self.pages)
        page = content.page
        if document.address == "/" and not Page.objects.filter(is_home=True).exists():
            page.set_as_homepage(self.user)
        self.written.append((document, content))

    def _publish(self) -> None:
        """Publish what was written, all of it together: any page may link to any, and none is public before the other."""
        together = frozenset(content.page_id for _, content in self.written)
        for document, content in self.written:
            # Read it again: publishing through an object older than `set_as_homepage` would give home a slug.
            version = Version.objects.get_for_content(PageContent.admin_manager.get(pk=content.pk))
            version.published_with = together
            self._publish_version(version, document)
            fresh = PageContent.admin_manager.get(pk=content.pk)
            self._remember(document.id, fresh.page, read_page(fresh).fingerprint())

    def _publish_version(self, version: Version, document: Document) -> None:
        try:
            version.publish(self.user)
        except ConditionFailed as error:
            found = getattr(error, "problems", ())
            if found and all(problem.waits for problem in found):
                self.report.kept[document.id] = (
                    "says something else than the original on this site, and waits as a draft"
                )
                return
            is_for_a_person = found and all(problem.needs_a_person for problem in found)
            refused = UnsignedError if is_for_a_person else GuideFileError
            raise refused(str(error), _line(error, document), document.path or document.id) from error

    def _remember(self, guide_id: str, page: Page, fingerprint: str) -> None:
        row = self.loaded.get(guide_id)
        if row is None or row.fingerprint != fingerprint or row.page_id != page.pk:
            LoadedPage.objects.update_or_create(
                guide_id=guide_id, language=self.language, defaults={"page": page, "fingerprint": fingerprint}
            )

    def _versions(self, page: Page) -> list[Version]:
        contents = PageContent.admin_manager.filter(page=page, language=self.language)
        kind = ContentType.objects.get_for_model(PageContent)
        versions = Version.objects.filter(content_type=kind, object_id__in=contents.values("pk"))
        return list(versions.filter(state__in=[DRAFT, PUBLISHED]).order_by("-pk"))


def _line(error: ConditionFailed, document: Document) -> int:
    """The line of the file where the first problem is that keeps a page from being published."""
    found = getattr(error, "problems", ())
    if not found or found[0].block is None:
        return 1
    block = document.blocks[found[0].block]
    return block.line_of(found[0].sentence[:LONGEST_LOOKED_FOR])


# --- Records ---------------------------------------------------------------------------------------------------------


def _load_records(stem: str, rows: list[dict[str, Any]], reset: bool, report: Report) -> None:
    model: Any = apps.get_model(RECORD_FILES[stem])
    path = f"{RECORDS}/{stem}.yaml"
    existing = {record.key: record for record in model.objects.all()}
    for row in rows:
        name = f"{stem}/{row['key']}"
        line = getattr(row, "line", 1)
        if unknown := set(row) - {"key", *model.guide_fields, *model.guide_relations}:
            known = ", ".join((*model.guide_fields, *model.guide_relations))
            raise GuideFileError(
                f"“{row['key']}” has an unknown entry: {', '.join(map(str, unknown))}; expected {known}", line, path
            )
        record = existing.get(row["key"]) or model(key=row["key"])
        stored = record.fingerprint() if record.pk else ""
        try:
            columns = {column: value for column, value in row.items() if column not in model.guide_relations}
            wanted = model(**{column: _column(model, column, value) for column, value in columns.items()})
            related = {relation: _related(model, relation, row.get(relation)) for relation in model.guide_relations}
        except ValidationError as error:
            raise GuideFileError(f"“{row['key']}”: {' '.join(error.messages)}", line, path) from error
        keys = {relation: sorted(other.key for other in others) for relation, others in related.items()}
        wanted_fingerprint = record_fingerprint(wanted.guide_data() | keys)
        if stored == wanted_fingerprint:
            if not record.approved:
                type(record)._base_manager.filter(pk=record.pk).update(approved=True)
            report.unchanged.append(name)
            continue
        if record.pk and stored != record.loaded and not reset:
            report.kept[name] = "was edited on the site"
            continue
        for field_name in model.guide_fields:
            setattr(record, field_name, getattr(wanted, field_name))
        (report.updated if record.pk else report.created).append(name)
        record.loaded, record.approved = wanted_fingerprint, True  # whoever loads files answers for them
        try:
            record.full_clean()
        except ValidationError as error:
            reasons = "; ".join(f"{key}: {' '.join(texts)}" for key, texts in error.message_dict.items())
            raise GuideFileError(f"“{row['key']}”: {reasons}", line, path) from error
        record.save()
        for relation, others in related.items():
            getattr(record, relation).set(others)


def _load_words(stem: str, rows: list[dict[str, Any]], language: str, report: Report) -> None:
    """What records say in another language. Where somebody changed a record on the site, the words of the file are of another
    one, so the site goes without.
    """
    model: Any = apps.get_model(RECORD_FILES[stem])
    path = f"{language}/{RECORDS}/{stem}.yaml"
    existing = {record.key: record for record in model.objects.all()}
    for row in rows:
        name, line, record = f"{stem}/{row['key']}", getattr(row, "line", 1), existing.get(row["key"])
        if record is None:
            raise GuideFileError(f"there is no record “{row['key']}” to say in another language", line, path)
        words = {column: value for column, value in row.items() if column != "key"}
        if unknown := set(words) - set(model.guide_words):
            known = ", ".join(model.guide_words)
            raise GuideFileError(
                f"“{row['key']}” has “{min(unknown)}”, which is not in words; expected some of {known}", line, path
            )
        try:
            words = {column: _column(model, column, value) for column, value in words.items()}
            for column, value in words.items():
                if value:
                    model._meta.get_field(column).clean(value, record)
        except ValidationError as error:
            raise GuideFileError(f"“{row['key']}”: {' '.join(error.messages)}", line, path) from error
        if record.fingerprint() != record.loaded:
            report.kept[name] = "was edited on the site, so that the words of the file may not fit"
            continue
        if record.translate(language, words):
            record.save(update_fields=["translations"])
            report.updated.append(name)
        else:
            report.unchanged.append(name)


def _column(model: type[Record], name: str, value: Any) -> Any:
    """What a column will hold, so that “12” and 12 compare as equal. Raises ValidationError."""
    if isinstance(value, list | dict):
        raise ValidationError(f"{name}: expected text, not a list")
    column: Any = model._meta.get_field(name)
    if value is None and isinstance(column, models.CharField | models.TextField):
        return ""
    return column.to_python(value)


def _related(model: type[Record], name: str, keys: Any) -> list[Record]:
    """The records that a list of keys names. Raises ValidationError."""
    column: Any = model._meta.get_field(name)
    if keys is None:
        keys = []
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ValidationError(f"{name}: expected a list of keys, such as [first, second]")
    if not keys and not column.blank:
        raise ValidationError(f"{name}: name at least one")
    found = {record.key: record for record in column.related_model.objects.filter(key__in=keys)}
    if missing := [key for key in keys if key not in found]:
        kind = column.related_model._meta.verbose_name
        raise ValidationError(f"{name}: there is no {kind} with the key “{missing[0]}”")
    return list(found.values())


def _load_images(paths: Mapping[str, Path | FieldFile], created: list[Image]) -> None:
    """Put pictures that the library does not have yet, by file name, into it, and note them in `created`."""
    known = set(Image.objects.values_list("original_filename", flat=True))
    for name, path in paths.items():
        if name not in known:
            with path.open("rb") as file:
                try:
                    content = clean_picture(name, file, mimetypes.guess_type(name)[0] or "")
                except FileValidationError as error:
                    raise GuideFileError(" ".join(error.messages), 1, str(path)) from error
                created.append(Image.objects.create(original_filename=name, file=ContentFile(content, name=name)))
