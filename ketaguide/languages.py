"""The languages of the guide, as its profile lists them. Read by the settings, before Django is there."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ImproperlyConfigured

HOME = re.compile(r"^address: /$", re.MULTILINE)
LOOKS_LIKE = "such as {code: es, name: Español, locale: es-US}"


@dataclass(frozen=True)
class Language:
    """A language: its code, its name in itself, how browsers write its numbers and dates, and whether it runs from right to left."""

    code: str
    name: str
    locale: str
    right_to_left: bool = False


ENGLISH = Language("en", "English", "en-US")


def languages_of(profile: Path, chosen: list[str]) -> list[Language]:
    """The languages that a site offers, the main one first: those `chosen` by code or, where none is, those with guide files
    for the home page.

    Raises ImproperlyConfigured where the profile's list cannot be read, or does not have what was chosen.
    """
    try:
        found = listed(yaml.safe_load(profile.read_text(encoding="utf-8")).get("languages"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, ValueError) as error:
        raise ImproperlyConfigured(f"{profile}: the list of languages cannot be read: {error}") from error
    main = found[0].code
    if unknown := set(chosen) - {language.code for language in found}:
        raise ImproperlyConfigured(
            f"GUIDE_LANGUAGES names “{sorted(unknown)[0]}”, which the profile of the guide does not list."
        )
    if chosen and main not in chosen:
        raise ImproperlyConfigured(f"GUIDE_LANGUAGES leaves out “{main}”, the main language of the guide. Add it.")
    return [
        language
        for language in found
        if language.code == main or language.code in chosen or (not chosen and _has_home(profile, language))
    ]


def listed(rows: Any) -> list[Language]:
    """The languages in the profile's list; English alone without one. Raises ValueError for what cannot be."""
    if rows is None:
        return [ENGLISH]
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"“languages” needs at least one, {LOOKS_LIKE}")
    return [_language(row) for row in rows]


def _language(row: Any) -> Language:
    if not isinstance(row, dict) or not {"code", "name"} <= set(row) <= {"code", "name", "locale", "direction"}:
        raise ValueError(f"expected a language, {LOOKS_LIKE}")
    if row.get("direction", "ltr") not in {"ltr", "rtl"}:
        raise ValueError("“direction” is ltr or rtl")
    return Language(row["code"], row["name"], row.get("locale") or row["code"], row.get("direction") == "rtl")


def _has_home(profile: Path, language: Language) -> bool:
    """Whether there is a file for the home page: a guide of which only a few files are written is not offered yet."""
    files = (profile.parent / language.code).glob("*.md")
    return any(HOME.search(file.read_text(encoding="utf-8")) for file in files)
