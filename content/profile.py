"""What a guide is about, as its file `profile.yaml` says: its title, conditions, parts of the menu, the pages it must have, and the
words of its checks."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

from ketaguide.languages import listed

#: Words by language.
Words = dict[str, str]
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(r"/([a-z0-9]+(-[a-z0-9]+)*/)*")
#: The longest key that the columns for conditions and parts of the menu hold.
LONGEST = {"conditions": 20, "sections": 10}
#: Entries that name folders, by language.
FOLDERS = ("checks", "search", "parity")
#: Entries that a guide can do without.
OPTIONAL = ("languages", "parity")
#: The page with help in a crisis; every guide has it.
HELP = "get-help-now"
#: The page whose subpages are the legal notices; every guide has it.
NOTICES = "notices"


@dataclass(frozen=True)
class Profile:
    """A guide's profile.

    `subject` is the treatment, in the words of the title; `illnesses` are those conditions that are illnesses.
    `pages` gives the address of each page that templates link to, by its id; `checks` the folder with the words of the
    checks of the text, `search` that with the words of the search, and `parity` that with the words by which texts in two
    languages are compared, by language.
    """

    title: Words
    approval: Words
    subject: Words
    conditions: dict[str, Words]
    illnesses: list[str]
    sections: dict[str, Words]
    pages: dict[str, str]
    checks: dict[str, Path]
    search: dict[str, Path]
    parity: dict[str, Path] = field(default_factory=dict)
    languages: list[dict[str, str]] = field(default_factory=list)  # read by ketaguide/languages.py


def profile() -> Profile:
    """The profile of this guide. Raises ImproperlyConfigured, with file and line, where it cannot be."""
    return _read(settings.GUIDE_PROFILE)


def in_language(words: Words) -> str:
    """Words in the language of this request, else in that of the site."""
    return words.get(get_language() or "") or words[settings.LANGUAGE_CODE]


def conditions() -> list[tuple[str, str]]:
    """What findings can be about, as choices of a column."""
    return [(key, in_language(words)) for key, words in profile().conditions.items()]


def illnesses_in(text: str) -> list[str]:
    """The names of the illnesses that a text names."""
    names = [in_language(profile().conditions[key]) for key in profile().illnesses]
    return [name for name in names if name.casefold() in text.casefold()]


def sections() -> list[tuple[str, str]]:
    """The parts of the menu in order, as choices of a column."""
    return [(key, in_language(words)) for key, words in profile().sections.items()]


def always_needed() -> set[str]:
    """The ids of the pages that templates link to: no reader can do without them."""
    return set(profile().pages)


@lru_cache(maxsize=8)
def _read(path: Path) -> Profile:
    try:
        return read(path.read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{path}: the profile of the guide cannot be read.") from error


def read(text: str, path: Path | str = "profile.yaml") -> Profile:
    """The profile in a text, whose folders are named from that of `path`.

    Raises ImproperlyConfigured, with the line, for what cannot be.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", error)
        raise ImproperlyConfigured(f"{path}, line {mark.line + 1 if mark else 1}: not YAML: {reason}") from error
    for line, reason in _faults(values, node):
        raise ImproperlyConfigured(f"{path}, line {line}: {reason}")
    folders = {name: _folders(values[name], Path(path), name) for name in FOLDERS if name in values}
    return Profile(**values | folders)


def _folders(places: Words, path: Path, name: str) -> dict[str, Path]:
    """The folders of an entry of the profile, by language."""
    found = {language: path.parent / place for language, place in places.items()}
    for folder in found.values():
        if not folder.is_dir():
            raise ImproperlyConfigured(f"{path}: the folder {folder}, with the words of the {name}, is missing")
    return found


def _faults(values: Any, node: Any) -> Any:
    """(line, what was expected) for each thing that is wrong."""
    names = list(Profile.__dataclass_fields__)
    if not isinstance(values, dict):
        yield 1, f"expected the entries {', '.join(names)}"
        return
    for name in names:
        if name not in values and name not in OPTIONAL:
            yield 1, f"“{name}” is missing"
    for key, value in node.value:
        line, name, entry = key.start_mark.line + 1, key.value, values.get(key.value)
        if name not in names:
            yield line, f"“{name}” is unknown; expected one of {', '.join(names)}"
        elif name == "languages":
            yield from _faults_of_languages(entry, line)
        elif name in {"title", "approval", "subject"}:
            if not _are_words(entry):
                yield line, f"expected words by language, such as {settings.LANGUAGE_CODE}: Guide"
        elif name == "illnesses":
            if not isinstance(entry, list) or not set(map(str, entry)) <= set(values.get("conditions") or ()):
                yield line, "“illnesses” needs a list of those conditions that are illnesses, such as [depression]"
        elif not isinstance(entry, dict) or not entry:
            yield line, f"“{name}” needs at least one entry"
        else:
            yield from _faults_of_table(name, entry, value)


def _faults_of_languages(entry: Any, line: int) -> Any:
    try:
        listed(entry)
    except ValueError as error:
        yield line, str(error)


def _faults_of_table(name: str, entries: dict[Any, Any], node: Any) -> Any:
    for key, _value in node.value:
        line, entry = key.start_mark.line + 1, entries.get(key.value)
        if not KEY.fullmatch(key.value):
            yield line, f"“{key.value}” may hold lower-case letters, digits and hyphens only"
        elif len(key.value) > LONGEST.get(name, 40):
            yield line, f"“{key.value}” has more than {LONGEST.get(name, 40)} letters"
        elif name == "pages" and not (isinstance(entry, str) and ADDRESS.fullmatch(entry)):
            yield line, f"“{key.value}” needs an address, such as /{key.value}/"
        elif name in FOLDERS and not (isinstance(entry, str) and entry):
            yield line, f"“{key.value}” needs a folder beside this file, such as {name}/{key.value}"
        elif name not in {"pages", *FOLDERS} and not _are_words(entry):
            yield line, f"“{key.value}” needs words by language, such as {settings.LANGUAGE_CODE}: Depression"
    if name == "pages" and NOTICES not in entries:
        yield node.start_mark.line + 1, f"the page “{NOTICES}” is missing: legal notices stand below it"


def _are_words(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and bool(entry.get(settings.LANGUAGE_CODE))
        and all(isinstance(words, str) for words in entry.values())
    )
