import re
from typing import Any

from cms.models import Page
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.clinic.models import ClinicFact
from content.page.component import Component
from content.page.rows import Row, RowForm, RowsField, check_rows, labels_of, rows_by_label
from content.questionnaires import names, questionnaires
from content.richtext.reading import blocks, list_items, split_label


class When(models.TextChoices):
    """Where something stands in the day of an infusion."""

    LEAVE = "leave", _("When I leave home")
    BEFORE = "before", _("So long before the appointment")
    START = "start", _("At the appointment")
    AFTER = "after", _("So long after the appointment, about")
    EVENING = "evening", _("That evening, without a time")
    NEXT_DAY = "next-day", _("On the next day, without a time")


#: Those that are counted from clinic facts.
COUNTED = {When.BEFORE, When.AFTER}
IN_GUIDE = re.compile(r"(?:(?P<facts>[a-z-]+(?: \+ [a-z-]+)*) )?(?P<when>[a-z-]+)")


class TimeForm(RowForm):
    when = forms.ChoiceField(label=_("When"), choices=When.choices, error_messages={"required": _("Say when this is.")})
    facts = forms.CharField(
        label=_("Clinic facts to count with, such as: fasting-food"), max_length=120, required=False
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        when, facts = values.get("when"), fact_keys(values.get("facts", ""))
        if unknown := [key for key in facts if key not in ClinicFact.LENGTHS]:
            expected = ", ".join(sorted(ClinicFact.LENGTHS))
            raise ValidationError(
                format_lazy(
                    _("“{unknown}” is no clinic fact that can be counted with; there are: {expected}."),
                    unknown=unknown[0],
                    expected=expected,
                )
            )
        if when and bool(facts) != (when in COUNTED):
            raise ValidationError(_("Name clinic facts for what is so long before or after, and for nothing else."))
        return values

    def to_guide(self) -> str:
        return " ".join(filter(None, (self.cleaned_data["facts"], self.cleaned_data["when"])))

    @classmethod
    def from_guide(cls, text: str) -> Row:
        match = IN_GUIDE.fullmatch(text)
        if match is None or match["when"] not in When.values:
            raise ValidationError(
                f"expected start, leave, evening, next-day, fasting-food before or chair-time + driving-rule after, not “{text}”"
            )
        return {"when": match["when"], "facts": match["facts"] or ""}


#: How a guide file says that the table of choices says nothing of an item.
NO_ROW = "none"


class TableRowForm(RowForm):
    row = forms.CharField(label=_("Row of the table of choices (may be empty)"), max_length=160, required=False)

    def to_guide(self) -> str:
        return self.cleaned_data["row"] or NO_ROW

    @classmethod
    def from_guide(cls, text: str) -> Row:
        return {"row": "" if text == NO_ROW else text}


def fact_keys(facts: str) -> list[str]:
    """The keys in a sum such as “chair-time + driving-rule”."""
    return [key for key in map(str.strip, facts.split("+")) if key]


class Tool(Component):
    """Something that readers fill in, on their own device alone. The page that holds it may reach nothing."""

    class Kind(models.TextChoices):
        QUESTIONS = "questions", _("My questions: pick, add, order, tick, and note the answer")
        CHECKLIST = "checklist", _("My checklist: tick what is done, by time")
        DIARY = "diary", _("My diary: questionnaires with their dates")
        DAY = "day", _("My infusion day: the clinic's times around an appointment")
        MATTERS = "matters", _("What matters to me: what weighs how much, beside the table of choices")
        SHEET = "sheet", _("My visit sheet: what the other tools keep, on paper")

    kind = models.CharField(_("tool"), max_length=10, choices=Kind)
    heading = models.CharField(_("heading"), max_length=120)
    questionnaires = models.CharField(
        _("questionnaires"),
        max_length=120,
        blank=True,
        help_text=_(
            "Of a diary: which questionnaires it holds, in order, such as: phq-9, gad-7, pain. Their words are fixed."
        ),
    )

    times: Any = RowsField(
        _("times"),
        form=TimeForm,
        help_text=_("Of an infusion day: when each item is. Clinic facts are counted with, as their form says."),
    )
    # Not django CMS's PageField, which would delete the tool together with that page.
    choices_page = models.ForeignKey(
        Page,
        verbose_name=_("page with the table of choices"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of what matters to me: where that table is."),
    )
    table_rows: Any = RowsField(
        _("rows of the table of choices"),
        form=TableRowForm,
        help_text=_("Of what matters to me: the row that is shown beside each item, by its first cell."),
    )

    text_required = False
    columns_of_keys = ("questionnaires",)

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")

    @property
    def groups(self) -> bool:
        """Whether its text is headings, each with a list of items."""
        return self.kind in {self.Kind.QUESTIONS, self.Kind.CHECKLIST}

    @property
    def rows_column(self) -> str:
        """The column with a row for each item of its text; empty where it has none."""
        columns: dict[str, str] = {self.Kind.DAY: "times", self.Kind.MATTERS: "table_rows"}
        return columns.get(self.kind, "")

    def rows(self) -> dict[str, Row]:
        """The row of each item of its text, by the item's label."""
        return rows_by_label(getattr(self, self.rows_column)) if self.rows_column else {}

    def clean(self) -> None:
        super().clean()
        if self.groups:
            self._check_groups()
        self._check_rows()
        if self.choices_page and self.kind != self.Kind.MATTERS:
            raise ValidationError({"choices_page": _("Only “What matters to me” shows a table. Leave this empty.")})
        self._check_questionnaires()

    def _check_rows(self) -> None:
        """The text of some tools must be one list, with a row for each item; the others have no rows."""
        for column in ("times", "table_rows"):
            if column != self.rows_column:
                setattr(self, column, [])
        if not self.rows_column:
            return
        items = list_items(self.body)
        labels = labels_of(self.body)
        if not items or not all(split_label(item)[0] for item in items) or len(set(labels)) != len(labels):
            raise ValidationError(
                {"body": _("The text must be one list. Start each item with its label in bold, each another one.")}
            )
        check_rows(self, self.rows_column, labels)

    def _check_questionnaires(self) -> None:
        wanted = names(self.questionnaires)
        if self.kind != self.Kind.DIARY:
            if wanted:
                raise ValidationError({"questionnaires": _("Only a diary has questionnaires. Leave this empty.")})
            return
        if not wanted:
            raise ValidationError({"questionnaires": _("Name at least one questionnaire, such as: phq-9")})
        known = questionnaires(self.language or get_language() or "")
        if missing := [name for name in wanted if name not in known]:
            expected = ", ".join(known) or "none"
            raise ValidationError(
                {
                    "questionnaires": format_lazy(
                        _("There is no questionnaire “{missing}” in this language; there are: {expected}"),
                        missing=missing[0],
                        expected=expected,
                    )
                }
            )

    def _check_groups(self) -> None:
        """The text must be headings of level 3, each followed by one bullet list, without links in it."""
        elements = blocks(self.body) if self.body else []
        tags = [element.tag for element in elements]
        if not tags or tags != ["h3", "ul"] * (len(tags) // 2):
            raise ValidationError({"body": _("Write headings of level 3, and below each of them one bullet list.")})
        for element in elements:
            if (link := next(element.iter("a"), None)) is not None:
                words = link.text_content()[:40]
                raise ValidationError(
                    {
                        "body": format_lazy(
                            _("An item is pressed as a whole, so it holds no link. Take it out: “{words}”"), words=words
                        )
                    }
                )
