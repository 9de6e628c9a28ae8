"""Records (clinic facts, references, findings, glossary terms) that ship as text with the guide and that staff then edit."""

import hashlib
import json

from django.db import models


class Record(models.Model):
    """A record with a stable key. Remembers what was loaded, so that what staff changed is never overwritten."""

    key = models.SlugField(max_length=60, unique=True, help_text="Stable name, used in guide files. Do not change it.")
    loaded = models.CharField(max_length=64, blank=True, editable=False)

    #: The columns that a guide file holds, besides the key, in the order in which they are written.
    guide_fields: tuple[str, ...] = ()
    #: The many-to-many columns to other records. A guide file holds them as lists of keys, in alphabetical order.
    guide_relations: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def guide_data(self) -> dict:
        """The record as it stands in a guide file."""
        data = {"key": self.key} | {name: getattr(self, name) for name in self.guide_fields}
        for name in self.guide_relations:
            data[name] = sorted(getattr(self, name).values_list("key", flat=True)) if self.pk else []
        return data

    def fingerprint(self) -> str:
        """SHA-256 of what the record says."""
        return record_fingerprint(self.guide_data())


def record_fingerprint(guide_data: dict) -> str:
    """SHA-256 of what a record says, given as it stands in a guide file."""
    text = json.dumps(guide_data, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class WithRecord(models.Manager):
    """Fetches inline components together with their records: one query for a page instead of one for each."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related(self.field)
