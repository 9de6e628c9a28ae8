"""Forms of those clinic facts that are more than a line of words."""

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.clinic.hours import DAYS, Span, check_day, line_of, week_of, words_of
from content.clinic.models import ClinicFact
from content.page.newer import NewerTextForm
from content.pictures.uploads import picture_name

#: Open in the morning and again in the afternoon: more does nobody ask for.
SPANS = 2
#: What a screen reader says of each time of a day, which to others the row and the column say.
TIMES = (_("{day}: opens"), _("{day}: closes"), _("{day}: opens again"), _("{day}: closes again"))


class WeekWidget(forms.MultiWidget):
    """A row for each day: opens, closes, and the same once more for a clinic that closes at noon."""

    template_name = "admin/clinic/week.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        names = [format_lazy(name, day=day) for day in WEEKDAYS.values() for name in TIMES]
        super().__init__([forms.TextInput({"aria-label": name}) for name in names], attrs)

    def decompress(self, value: Any) -> list[str]:
        try:
            week = week_of(value or "")
        except ValidationError:  # typed in a file of an older form
            week = [[] for _ in DAYS]
        times = [[f"{moment:%H:%M}" for span in spans[:SPANS] for moment in span] for spans in week]
        return [each for day in times for each in [*day, *[""] * (2 * SPANS - len(day))]]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """With the site's templates: those of Django's forms are found in packages only."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        inputs, each = context["widget"]["subwidgets"], 2 * SPANS
        context["rows"] = [
            (day, inputs[number * each : (number + 1) * each]) for number, day in enumerate(WEEKDAYS.values())
        ]
        return context


class WeekField(forms.Field):
    """The line of `content.clinic.hours` for what was typed into the rows."""

    widget = WeekWidget

    def to_python(self, value: Any) -> str:
        if isinstance(value, str) or not value:
            return value or ""
        typed = [str(each or "").strip() for each in value]
        each = 2 * SPANS
        return line_of([_day(day, typed[day * each : (day + 1) * each]) for day in range(len(DAYS))])


def _day(day: int, typed: list[str]) -> list[Span]:
    try:
        moments = [time.fromisoformat(text) if text else None for text in typed]
    except ValueError as error:
        raise ValidationError(
            format_lazy(_("{day}: write times such as 08:30 and 17:00."), day=WEEKDAYS[day])
        ) from error
    spans: list[Span] = []
    for opens, closes in zip(moments[::2], moments[1::2], strict=True):
        if opens and closes:
            spans.append((opens.replace(tzinfo=None), closes.replace(tzinfo=None)))
        elif opens or closes:
            raise ValidationError(
                format_lazy(_("{day}: write both, when it opens and when it closes."), day=WEEKDAYS[day])
            )
    check_day(day, spans)
    return sorted(spans)


class HoursForm(NewerTextForm):
    """Times are typed by the day, and the words that readers get are made from them."""

    opening = WeekField(
        label=_("Open"),
        required=False,
        help_text=_(
            "Leave the row of a day empty on which you are closed. The second pair is for the time after a break."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            self.fields["value"].help_text = _(
                "Made from the times above. Write here only when no times are fixed, such as “by appointment”, and leave all "
                "rows empty."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("opening"):
            data["value"] = words_of(data["opening"], settings.LANGUAGE_CODE, bool(data.get("example")))
        return data


class LogoForm(NewerTextForm):
    """The logo is chosen as a picture; its name in guide files becomes the value."""

    def clean(self):
        data = super().clean()
        picture = self.cleaned_data.get("picture")
        self.instance.value = picture_name(picture) if picture else ""
        return data


class LinkCardsForm(NewerTextForm):
    """What links show is chosen, not typed."""

    value = forms.ChoiceField(
        label=_("What links show"),
        choices=[
            ("", _("The title of the page; its picture never names an illness")),
            (ClinicFact.NEUTRAL, _("“A guide for patients” for every page, and nothing about the treatment")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
