import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.rows import ComponentWithRows, Row, RowForm, RowsField


class Unit(models.TextChoices):
    MINUTE = "minute", _("minutes")
    HOUR = "hour", _("hours")
    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")
    YEAR = "year", _("years")


class Meaning(models.TextChoices):
    """What a length says: how long something lasted, or only when somebody looked."""

    LASTS = "lasts", _("It lasts so long")
    ABOUT = "about", _("It lasts about so long")
    HALF = "half", _("For half of the people it was over by then")
    CHECKED = "checked", _("Somebody looked then; how long it lasts is not known")


HOURS = {Unit.MINUTE: 1 / 60, Unit.HOUR: 1.0, Unit.DAY: 24.0, Unit.WEEK: 168.0, Unit.MONTH: 730.5, Unit.YEAR: 8766.0}
#: Nothing that this guide compares lasts longer.
MOST_HOURS = 100 * HOURS[Unit.YEAR]
MOST = 1000
IN_GUIDE = re.compile(
    rf"(?:(?P<meaning>{'|'.join(Meaning.values)}) )?(?:(?P<start>\d+)-)?(?P<end>\d+) (?P<unit>{'|'.join(Unit.values)})s?"
)


def _number(words: Any, required: bool) -> forms.IntegerField:
    messages = {
        "required": _("Give a length of time."),
        "invalid": _("Give the length in digits, such as 7."),
        "min_value": _("A length of time is at least 1."),
        "max_value": format_lazy(_("A length of time is at most {most}; choose a larger unit."), most=MOST),
    }
    return forms.IntegerField(label=words, min_value=1, max_value=MOST, required=required, error_messages=messages)


class LengthForm(RowForm):
    meaning = forms.ChoiceField(
        label=_("What it says"), choices=Meaning.choices, error_messages={"required": _("Say what the length means.")}
    )
    start = _number(_("from (may be empty)"), required=False)
    end = _number(_("to"), required=True)
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=Unit.choices,
        error_messages={"required": _("Choose minutes, hours, days, weeks, months or years.")},
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end, unit = values.get("start"), values.get("end"), values.get("unit")
        if start and end and start >= end:
            raise ValidationError(
                format_lazy(
                    _("From {start} to {end} is no length of time: “from” must be smaller."), start=start, end=end
                )
            )
        if end and unit and end * HOURS[Unit(unit)] > MOST_HOURS:
            raise ValidationError(_("A length of time is at most 100 years."))
        return values

    def to_guide(self) -> str:
        values = self.cleaned_data
        meaning = "" if values["meaning"] == Meaning.LASTS else f"{values['meaning']} "
        start = f"{values['start']}-" if values["start"] else ""
        return f"{meaning}{start}{values['end']} {values['unit']}{'s' if values['end'] > 1 else ''}"

    @classmethod
    def from_guide(cls, text: str) -> Row:
        match = IN_GUIDE.fullmatch(text)
        if match is None:
            raise ValidationError(
                f"expected a length of time, such as 7 days, 2-4 hours, about 1 week, half 18 days or checked 8 weeks, not “{text}”"
            )
        return {**match.groupdict(), "meaning": match["meaning"] or Meaning.LASTS.value}


class DurationBar(ComponentWithRows):
    """How long things last: a bar for each, on one scale of time; only a mark where somebody looked and no more is known."""

    heading = models.CharField(_("heading"), max_length=120, blank=True, help_text=_("May be left empty."))
    lengths: Any = RowsField(
        _("lengths of time"), form=LengthForm, help_text=_("Shown behind the label, and as a bar.")
    )

    rows_column = "lengths"

    class Meta:
        verbose_name = _("how long it lasts")
        verbose_name_plural = _("how long it lasts")
