from typing import NamedTuple

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from content.models.duration_bar import HOURS, DurationBar, Meaning, Unit
from content.page.component_plugin import ComponentPlugin
from content.page.drawings import bar, mark
from content.page.rows import Row
from content.richtext.reading import list_items, split_label


class Bar(NamedTuple):
    """A stretch of time: its label, its length in words, what is said of it (HTML), and its drawing.

    Length and drawing are empty where no length is known.
    """

    label: str
    length: str
    text: str
    drawing: str


class DurationBarPlugin(ComponentPlugin):
    model = DurationBar
    name = _("How long it lasts")
    module = _("Numbers and studies")
    guide_settings = ("heading", "lengths")
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [split_label(item) for item in list_items(context["body"])]
        rows = instance.rows()
        longest = max(filter(None, rows), key=lambda row: _hours(row, "end"), default=None)
        context["scale_end"] = _time(longest["end"], longest["unit"]) if longest else ""
        context["has_mark"] = any(row["meaning"] == Meaning.CHECKED for row in rows if row)
        context["bars"] = tuple(
            Bar(
                label,
                in_words(row) if row else "",
                text,  # sanitized when it was saved
                _drawing(row, _hours(longest, "end")) if row and longest else "",
            )
            for (label, text), row in zip(parts, rows, strict=True)
        )
        return context


def in_words(row: Row) -> str:
    """A length of time as readers see it: “2 to 4 hours”, “half by 18 days”."""
    time = _time(row["end"], row["unit"])
    if row["start"]:
        time = gettext("%(start)s to %(time)s") % {"start": row["start"], "time": time}
    words = {
        Meaning.LASTS: "%(time)s",
        Meaning.ABOUT: gettext("about %(time)s"),
        Meaning.HALF: gettext("half by %(time)s"),
        Meaning.CHECKED: gettext("checked at %(time)s"),
    }
    return words[Meaning(row["meaning"])] % {"time": time}


def _time(number: int, unit: str) -> str:
    words = {
        Unit.MINUTE: ngettext("%(number)s minute", "%(number)s minutes", number),
        Unit.HOUR: ngettext("%(number)s hour", "%(number)s hours", number),
        Unit.DAY: ngettext("%(number)s day", "%(number)s days", number),
        Unit.WEEK: ngettext("%(number)s week", "%(number)s weeks", number),
        Unit.MONTH: ngettext("%(number)s month", "%(number)s months", number),
        Unit.YEAR: ngettext("%(number)s year", "%(number)s years", number),
    }
    return words[Unit(unit)] % {"number": number}


def _hours(row: Row, end: str) -> float:
    return (row[end] or 0) * HOURS[Unit(row["unit"])]


def _drawing(row: Row, longest: float) -> str:
    start, end = _hours(row, "start") / longest, _hours(row, "end") / longest
    return mark(end) if row["meaning"] == Meaning.CHECKED else bar(start, end)
