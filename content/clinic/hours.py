"""When the clinic is open, as days with spans of time: written in one line, checked, and said in words of any language.

The line is a small part of what schema.org and OpenStreetMap write: “Mo-Fr 08:00-12:00,13:00-17:00; Sa 09:00-12:00”. Days with
the same spans stand together.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.dateformat import time_format
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

#: In the order of Python's weekdays, from Monday.
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Span = tuple[time, time]
#: The days of one group, with the spans in which the clinic is open on each of them.
Group = tuple[list[int], list[Span]]
DAY = f"(?:{'|'.join(DAYS)})"
GROUP = re.compile(rf"({DAY}(?:-{DAY})?(?:,{DAY}(?:-{DAY})?)*) (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)")


def week_of(line: str) -> list[list[Span]]:
    """The spans of each day of the week. Raises ValidationError for what is no such line, or cannot be."""
    week: list[list[Span]] = [[] for _ in DAYS]
    for part in filter(None, (each.strip() for each in line.split(";"))):
        found = GROUP.fullmatch(part)
        if found is None:
            raise ValidationError(
                format_lazy(
                    _("“{part}” is no opening hours. Write such as: Mo-Fr 08:00-17:00; Sa 09:00-12:00"), part=part
                )
            )
        spans = [_span(text) for text in found[2].split(",")]
        for day in _days(found[1]):
            week[day] += spans
    for day, own in enumerate(week):
        own.sort()
        check_day(day, own)
    return week


def check_day(day: int, spans: Iterable[Span]) -> None:
    """Raises ValidationError where a day closes before it opens, or two of its spans share some time."""
    ordered = sorted(spans)
    for opens, closes in ordered:
        if opens >= closes:
            raise ValidationError(
                format_lazy(
                    _("{day}: it closes at {closes}, and opens at {opens}."),
                    day=WEEKDAYS[day],
                    closes=f"{closes:%H:%M}",
                    opens=f"{opens:%H:%M}",
                )
            )
    for (_before, closes), (opens, _after) in pairwise(ordered):
        if opens <= closes:
            raise ValidationError(
                format_lazy(
                    _("{day}: from {opens} to {closes} it would be open twice."),
                    day=WEEKDAYS[day],
                    opens=f"{opens:%H:%M}",
                    closes=f"{closes:%H:%M}",
                )
            )


def line_of(week: list[list[Span]]) -> str:
    """The one line that says this, whoever wrote it in which order."""
    return "; ".join(
        ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in _runs(days))
        + " "
        + ",".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans)
        for days, spans in groups(week)
    )


def groups(week: list[list[Span]]) -> list[Group]:
    """Days that are open alike, by the first of them. Days that are closed are in none."""
    found: list[Group] = []
    for day, spans in enumerate(week):
        same = next((days for days, others in found if others == spans), None)
        if same is not None:
            same.append(day)
        elif spans:
            found.append(([day], spans))
    return found


def words_of(line: str, language: str, is_example: bool) -> str:
    """“Monday to Friday, 8 a.m. to 5 p.m.; Saturday, 9 a.m. to noon”, in a language."""
    with override(language):
        said = "; ".join(
            # Translators: when the clinic is open: “Monday to Friday, 8 a.m. to 5 p.m.”
            gettext("%(days)s, %(times)s") % {"days": _said_days(days), "times": _said_times(spans)}
            for days, spans in groups(week_of(line))
        )
        return gettext("%(words)s (example)") % {"words": said} if is_example else said


def _said_days(days: list[int]) -> str:
    said = []
    for run in _runs(days):
        first, last = str(WEEKDAYS[run[0]]), str(WEEKDAYS[run[-1]])
        if len(run) > 2:
            # Translators: days of the week on which the clinic is open: “Monday to Friday”
            said.append(gettext("%(first)s to %(last)s") % {"first": first, "last": last})
        else:
            said += [first, last][: len(run)]
    return str(get_text_list(said, gettext("and")))


def _said_times(spans: list[Span]) -> str:
    said = [
        # Translators: between which hours the clinic is open: “8 a.m. to 5 p.m.”
        gettext("%(opens)s to %(closes)s") % {"opens": time_format(opens, "P"), "closes": time_format(closes, "P")}
        for opens, closes in spans
    ]
    return str(get_text_list(said, gettext("and")))


def _runs(days: list[int]) -> Iterator[list[int]]:
    """Days that follow each other, together."""
    run = days[:1]
    for day in days[1:]:
        if day == run[-1] + 1:
            run.append(day)
        else:
            yield run
            run = [day]
    yield run


def _days(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _to, last = part.partition("-")
        start, end = DAYS.index(first), DAYS.index(last or first)
        if start > end:
            raise ValidationError(
                format_lazy(_("“{part}” does not go from one day to a later one of the same week."), part=part)
            )
        yield from range(start, end + 1)


def _span(text: str) -> Span:
    try:
        opens, closes = map(time.fromisoformat, text.split("-"))
    except ValueError as error:
        raise ValidationError(format_lazy(_("“{text}” holds a time that there is not."), text=text)) from error
    return opens, closes
