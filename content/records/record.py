"""Records (clinic facts, references, findings, glossary terms) that ship as text with the guide and that staff then edit."""

import copy
import hashlib
import json
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """A record with a stable key. Remembers what was loaded, so that what staff changed is never overwritten."""

    key = models.SlugField(
        _("key"), max_length=60, unique=True, help_text=_("Stable name, used in guide files. Do not change it.")
    )
    loaded = models.CharField(max_length=64, blank=True, editable=False)
    #: By language: `words`, the columns that are words; `of`, the words in the main language that they say.
    translations = models.JSONField(default=dict, blank=True, editable=False)

    #: The columns that a guide file holds, besides the key, in the order in which they are written.
    guide_fields: tuple[str, ...] = ()
    #: The many-to-many columns to other records. A guide file holds them as lists of keys, in alphabetical order.
    guide_relations: tuple[str, ...] = ()
    #: Those of the columns that hold words, which another language has its own of.
    guide_words: tuple[str, ...] = ()
    #: The language of the words, where they are not in that of the page; for `lang` in templates.
    words_language: str = ""
    #: Whether readers may see it. A column where whoever writes may propose records.
    approved: bool = True

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

    def own_words(self) -> dict[str, str]:
        """The words of the main language, by column."""
        return {name: str(getattr(self, name)) for name in self.guide_words}

    def translate(self, language: str, words: dict[str, str]) -> bool:
        """Take over the words of another language, as those that belong to the present ones; whether anything changed."""
        new = {"words": words, "of": self.own_words()}
        changed = self.translations.get(language) != new
        self.translations = self.translations | {language: new}
        return changed

    def in_language(self, language: str | None) -> Self:
        """The record with the words of a language, to be shown and not to be saved.

        Where it has none, or the main language has said something else since, the words are those of the main language, and
        `words_language` says so: half of a record in each language could say what neither does.
        """
        if language is None or language == settings.LANGUAGE_CODE:
            return self
        shown = copy.copy(self)
        told = self.translations.get(language, {})
        words = told.get("words", {}) if told.get("of") == self.own_words() else {}
        if any(text and not words.get(name) for name, text in self.own_words().items() if name in self.needed_words()):
            shown.words_language = settings.LANGUAGE_CODE
            return shown
        for name, text in words.items():
            setattr(shown, name, text)
        return shown

    def needed_words(self) -> tuple[str, ...]:
        """The columns without whose words in a language the record is not in that language."""
        return self.guide_words


class ProposableRecord(Record):
    """A record that whoever writes may propose. Readers see it once somebody who may publish has approved it.

    What is approved stays approved, and is changed only by those who may publish: `keep_approval` holds everybody to it.
    """

    approved = models.BooleanField(
        _("approved"),  # type: ignore[assignment]
        default=True,
        help_text=_("From then on readers may see it, and only those who may publish can change it."),
    )

    class Meta:
        abstract = True


def may_approve(user: Any) -> bool:
    """Whether somebody may decide what readers see."""
    return user.has_perm("cms.publish_page")


def keep_approval(record: ProposableRecord, user: Any) -> None:
    """What somebody without the right to publish is about to save becomes a proposal, whatever way it came.

    Raises PermissionDenied when it is approved already.
    """
    if may_approve(user):
        return
    # Until this is saved, nobody can approve what it said before.
    saved = type(record)._base_manager.select_for_update().filter(pk=record.pk).first() if record.pk else None
    if saved is not None and saved.approved:
        raise PermissionDenied(_("Readers may see this already. Ask somebody who may publish to change it."))
    record.approved = False


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
