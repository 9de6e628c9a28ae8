"""Alarm signs: every card is held against the one list in alarm_signs.yaml, so that no two pages differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from lxml import html

from content.guide.document import Block, Document
from content.review.problem import Problem, at

LIST = Path(__file__).with_suffix(".yaml")
EMERGENCY, SAME_DAY = "emergency", "same-day"
LEVEL_OF_CARD = {"emergency": EMERGENCY, "urgent": SAME_DAY}
WHAT_TO_DO = {EMERGENCY: "call 911", SAME_DAY: "call the clinic the same day"}
#: A card about alarm signs, rather than about one danger, lists at least so many.
LIST_OF_SIGNS = 3
#: A yellow card that calls people who are there already, such as “Tell staff at once”.
STAFF_ARE_THERE = re.compile(r"\btell (?:the )?(?:staff|nurse|us)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sign:
    """One sign of danger: its name, whom to call, and whether every list of its level must have it."""

    name: str
    level: str
    pattern: re.Pattern[str]
    always: bool


@cache
def signs() -> tuple[Sign, ...]:
    """The list, emergencies first."""
    return tuple(
        Sign(row["sign"], level, re.compile(row["pattern"], re.IGNORECASE), row.get("always", False))
        for level, rows in yaml.safe_load(LIST.read_text(encoding="utf-8")).items()
        for row in rows
    )


def sign_in(item: str) -> Sign | None:
    """The sign that an item of a card names, the more dangerous of two."""
    return next((sign for sign in signs() if sign.pattern.search(item)), None)


def check(document: Document) -> Iterator[Problem]:
    """Signs that stand in a card of the wrong level, and lists for 911 that leave one out."""
    for block in document.blocks:
        level = LEVEL_OF_CARD.get(block.settings.get("level", "")) if block.name == "care-card" else None
        if level and not STAFF_ARE_THERE.search(block.settings.get("heading", "")):
            yield from _card(block, level)


def _card(block: Block, level: str) -> Iterator[Problem]:
    named = [(item, sign) for item in _items(block) if (sign := sign_in(item))]
    for item, sign in named:
        if sign.level != level:
            advice = f"The guide's list of alarm signs says for “{sign.name}”: {WHAT_TO_DO[sign.level]}. Move it to such a card."
            yield at(block, "alarm-sign", advice, item)
    here = {sign for item in _items(block) for sign in signs() if sign.pattern.search(item)}
    if level == EMERGENCY and len({sign for _, sign in named}) >= LIST_OF_SIGNS:
        missing = [sign.name for sign in signs() if sign.always and sign.level == level and sign not in here]
        if missing:
            advice = f"This list for 911 leaves out: {', '.join(missing)}. All such lists say the same."
            yield at(block, "alarm-signs-missing", advice, block.settings.get("heading", ""))


def _items(block: Block) -> list[str]:
    root = html.fragment_fromstring(block.html or "<p></p>", create_parent="div")
    return [" ".join(item.text_content().split()) for item in root.iter("li")]
