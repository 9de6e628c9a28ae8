"""What the records that a page shows said when somebody last signed its text or, unsigned, when it was published.

A clinic fact, a finding, an explained word or a source is changed for all pages at once and is no part of any draft. What each of
them said then is kept beside the version, so that whoever compares texts reads these changes, too.
"""

from cms.models import PageContent
from django.apps import apps
from django.db.models import Model
from djangocms_versioning.models import Version

from content.page.fetch import components_of, records_in
from content.records.record import Record
from content.signoff.models import RecordsThen

#: Columns that readers do not read.
UNREAD = {"help", "example", "minutes", "opening", "kind", "condition", "check_again", "label"}

#: Of one record: its columns in words, by their names.
Said = dict[str, str]


def records_said(content: PageContent) -> dict[str, Said]:
    """What each record that a text shows says now in its language, by a name that stays with the record."""
    found = records_in(components_of(content))
    return {f"{record._meta.label_lower}:{record.key}": _said(record) for record in found}


def _said(record: Record) -> Said:
    return {name: _in_words(record, name) for name in record.guide_fields if name not in UNREAD}


def called(name: str, column: str) -> str:
    """What staff call a column of a record of `records_said`."""
    label, _, key = name.partition(":")
    model = apps.get_model(label)
    record = model.objects.filter(key=key).first()
    kind, column = model._meta.verbose_name, getattr(model._meta.get_field(column), "verbose_name", column)
    return f"{str(kind).capitalize()} “{record or key}”: {column}"


def _in_words(record: Model, name: str) -> str:
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name)
    return "" if value is None else str(value)


def remember_as_signed(version: Version) -> None:
    """Somebody has just read this version with its records, and put their name to it."""
    RecordsThen.objects.update_or_create(version=version, defaults={"said": records_said(version.content)})


def remember_as_published(version: Version) -> None:
    """Readers have just got this version. What somebody signed before stays what it is compared with."""
    if not RecordsThen.objects.filter(version=version).exists():
        RecordsThen.objects.create(version=version, said=records_said(version.content))


def said_then(content: PageContent) -> dict[str, Said] | None:
    """What the records said when this text was signed or published; None where nobody kept it."""
    kept = RecordsThen.objects.filter(version__content_type__model="pagecontent", version__object_id=content.pk).first()
    return kept.said if kept else None
