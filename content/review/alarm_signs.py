"""Alarm signs: every card is held against the guide's one list, so that no two pages differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from lxml import html

from content.guide.document import Block, Document
from content.review.problem import Problem, at
from content.review.vocabulary import checks_folder, compiled, vocabulary
from ketaguide.words import joined

FILE = "alarm_signs.yaml"
EMERGENCY, SAME_DAY = "emergency", "same-day"
LEVEL_OF_CARD = {"emergency": EMERGENCY, "urgent": SAME_DAY}
WHAT_TO_DO = {
    EMERGENCY: pgettext_lazy("rule", "call 911"),
    SAME_DAY: pgettext_lazy("rule", "call the clinic the same day"),
}
#: A card about alarm signs, rather than about one danger, lists at least so many.
LIST_OF_SIGNS = 3


@dataclass(frozen=True)
class Sign:
    """One sign of danger: its name, whom to call, and whether every list of its level must have it."""

    name: str
    level: str
    pattern: re.Pattern[str]
    always: bool


def signs(language: str = settings.LANGUAGE_CODE) -> tuple[Sign, ...]:
    """The list in a language, emergencies first."""
    return _read(checks_folder(language))


@cache
def _read(folder: Path) -> tuple[Sign, ...]:
    return tuple(
        Sign(row["sign"], level, compiled(row["pattern"]), row.get("always", False))
        for level, rows in yaml.safe_load((folder / FILE).read_text(encoding="utf-8")).items()
        for row in rows
    )


def sign_in(item: str, language: str = settings.LANGUAGE_CODE) -> Sign | None:
    """The sign that an item of a card names, the more dangerous of two."""
    return next((sign for sign in signs(language) if sign.pattern.search(item)), None)


def check(document: Document, language: str) -> Iterator[Problem]:
    """Signs that stand in a card of the wrong level, and lists for 911 that leave one out."""
    for block in document.blocks:
        level = LEVEL_OF_CARD.get(block.settings.get("level", "")) if block.name == "care-card" else None
        if level and not vocabulary(language)["staff_are_there"].search(block.settings.get("heading", "")):
            yield from _card(block, level, language)


def _card(block: Block, level: str, language: str) -> Iterator[Problem]:
    named = [(item, sign) for item in _items(block) if (sign := sign_in(item, language))]
    for item, sign in named:
        if sign.level != level:
            advice = format_lazy(
                _("The guide's list of alarm signs says for “{sign}”: {what}. Move it to such a card."),
                sign=pgettext_lazy("rule", sign.name),
                what=WHAT_TO_DO[sign.level],
            )
            yield at(block, "alarm-sign", advice, item)
    here = {sign for item in _items(block) for sign in signs(language) if sign.pattern.search(item)}
    if level == EMERGENCY and len({sign for _, sign in named}) >= LIST_OF_SIGNS:
        missing = [
            pgettext_lazy("rule", sign.name)
            for sign in signs(language)
            if sign.always and sign.level == level and sign not in here
        ]
        if missing:
            advice = format_lazy(
                _("This list for 911 leaves out: {signs}. All such lists say the same."), signs=joined(missing, ", ")
            )
            yield at(block, "alarm-signs-missing", advice, block.settings.get("heading", ""))


def _items(block: Block) -> list[str]:
    root = html.fragment_fromstring(block.html or "<p></p>", create_parent="div")
    return [" ".join(item.text_content().split()) for item in root.iter("li")]
