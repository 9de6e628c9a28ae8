"""Questionnaires word for word, as their authors published them: one file for each language, beside the guide's profile.

Nobody edits them on the site. A score means what its authors say only when not a word differs.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FOLDER = "questionnaires"


@dataclass(frozen=True)
class Band:
    """What the authors call the totals from `low` to `high`."""

    low: int
    high: int
    name: str


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire: `items` are asked with `stem` and answered with one of `answers`, whose points count up from 0.

    `window` is the time that it asks about, `help_item` the number of the item whose answer above 0 shows help first,
    `extra` a question that is not scored, with its answers. Its score is the total of the answers, or their mean. One that
    needs permission is there only where whoever runs the site says that they have it.
    """

    key: str
    title: str
    window: str
    stem: str
    answers: tuple[str, ...]
    items: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    help_item: int = 0
    extra: str = ""
    extra_answers: tuple[str, ...] = ()
    credit: str = ""
    numbers_only: bool = False
    is_mean: bool = False
    needs_permission: bool = False

    @property
    def highest(self) -> int:
        """The highest score."""
        return (1 if self.is_mean else len(self.items)) * (len(self.answers) - 1)


def names(text: str) -> list[str]:
    """The names in a list such as “phq-9, gad-7”."""
    return [name.strip() for name in text.split(",") if name.strip()]


def questionnaires(language: str) -> dict[str, Questionnaire]:
    """The questionnaires of a language by name; none where it has no file.

    Raises ImproperlyConfigured where the file cannot be.
    """
    found = _read(Path(settings.GUIDE_PROFILE).parent / FOLDER / f"{language}.yaml")
    return {
        key: each
        for key, each in found.items()
        if not each.needs_permission or key in settings.PERMITTED_QUESTIONNAIRES
    }


def read_all() -> None:
    """Read the questionnaires of every language, so that a file that cannot be stops the start and no reader.

    Raises ImproperlyConfigured.
    """
    for path in sorted((Path(settings.GUIDE_PROFILE).parent / FOLDER).glob("*.yaml")):
        _read(path)


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, Questionnaire]:
    if not path.is_file():
        return {}
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {key: _questionnaire(key, row) for key, row in rows.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{path}: the questionnaires cannot be read: {error}") from error


def _questionnaire(key: str, row: dict[str, Any]) -> Questionnaire:
    listed = {name: tuple(row[name]) for name in ("answers", "items", "extra_answers") if name in row}
    bands = tuple(Band(*band) for band in row.get("bands", []))
    found = Questionnaire(key=key, **row | listed | {"bands": bands})
    ends = [number for band in bands for number in range(band.low, band.high + 1)]
    if bands and ends != list(range(found.highest + 1)):
        raise ValueError(f"the bands of “{key}” do not cover 0 to {found.highest}, each once")
    if not 0 <= found.help_item <= len(found.items):
        raise ValueError(f"“{key}” has no item {found.help_item}")
    return found
