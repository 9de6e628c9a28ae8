"""In which languages somebody writes: whoever is a Translator and nothing else, only in those that a Manager chose."""

from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.staff.accounts import SYSTEM_USERNAME
from content.staff.models import StaffProfile
from ketaguide.words import Words

EVERY_LANGUAGE = "staff.write_every_language"


def written_by(user: Any) -> set[str]:
    """The languages, by code, in which this person writes."""
    offered = set(dict(settings.LANGUAGES))
    if _writes_all(user):
        return offered
    row = StaffProfile.objects.filter(account=user.pk).first()
    return offered & set(row.languages) if row else set()


def may_write(user: Any, language: str) -> bool:
    """Whether this person writes in a language. One query for whoever does not write in all."""
    return _writes_all(user) or language in written_by(user)


def _writes_all(user: Any) -> bool:
    return bool(user.has_perm(EVERY_LANGUAGE) or user.username == SYSTEM_USERNAME)


def why_not_write(user: Any, language: str) -> Words:
    """Why this person does not write in a language, as a sentence; empty where they do."""
    if may_write(user, language):
        return ""
    names = dict(settings.LANGUAGES)
    own = ", ".join(name for code, name in settings.LANGUAGES if code in written_by(user))
    if not own:
        return format_lazy(
            _(
                "No language has been chosen for you yet, and this text is {language}. A Manager chooses a translator's languages, "
                "under “Users”."
            ),
            language=names.get(language, language),
        )
    return format_lazy(
        _("You write {own}, and this text is {language}. A Manager chooses a translator's languages, under “Users”."),
        own=own,
        language=names.get(language, language),
    )
