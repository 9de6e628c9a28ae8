"""Typed values of a component's list: a row for each item, found by the item's label, so that the list may be put in any order.

The words of an item are rich text; what a drawing is made from is a row. Nothing is read out of words.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from content.page.component import Component
from content.richtext.canonical import canonical
from content.richtext.reading import list_items, split_label

Row = dict[str, Any]
LABEL = "label"
#: Signs that separate rows, and a label from its value, in guide files.
NEXT, IS = ";", "="


def labels_of(body: str) -> list[str]:
    """The labels of the items of canonical rich text that is one list."""
    return [split_label(item)[0] for item in list_items(body)]


class RowForm(forms.Form):
    """The values of one row as staff type them. A subclass says how a guide file holds them."""

    def to_guide(self) -> str:
        """The checked values as they stand in a guide file."""
        raise NotImplementedError

    @classmethod
    def from_guide(cls, text: str) -> Row:
        """The values in a guide file, as they would be typed. Raises ValidationError with what was expected."""
        raise NotImplementedError


class RowsField(models.JSONField):
    """A list of rows: {label, and a value for each field of `form`}. `form` is a subclass of RowForm."""

    def __init__(self, *args: Any, form: type[RowForm] = RowForm, **kwargs: Any) -> None:
        self.form = form
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[Any, ...]:
        """A plain JSON column for migrations, which must not depend on forms that change."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        return RowsFormField(
            form=self.form, label=capfirst(self.verbose_name), help_text=self.help_text, required=False
        )

    def checked(self, rows: Iterable[Row], labels: Sequence[str]) -> list[Row]:
        """One row for each label, in this order, with values as `form` cleans them. Raises ValidationError, by label."""
        typed = {row.get(LABEL): row for row in rows if isinstance(row, dict)}
        faults = [
            format_lazy(_("“{label}” stands in no item of the list."), label=label)
            for label in typed
            if label not in labels
        ]
        found = []
        for label in labels:
            form = self._filled(typed.get(label, {}))
            if form.is_valid():
                found.append({LABEL: label, **form.cleaned_data})
            else:
                reasons = " ".join(str(reason) for errors in form.errors.values() for reason in errors)
                faults.append(f"“{label}”: {reasons}")
        if faults:
            raise ValidationError(faults)
        return found

    def to_guide(self, rows: Iterable[Row]) -> str:
        """The rows as a setting of a guide file: `label = value; label = value`."""
        return f"{NEXT} ".join(f"{row[LABEL]} {IS} {self._filled(row, clean=True).to_guide()}" for row in rows)

    def from_guide(self, text: str) -> list[Row]:
        """The rows in a setting of a guide file. Raises ValidationError with what was expected."""
        rows = []
        for part in filter(str.strip, text.split(NEXT)):
            label, sign, value = part.rpartition(IS)
            if not sign:
                raise ValidationError(f"expected “label {IS} value”, with {NEXT} between two, not “{part.strip()}”")
            rows.append({LABEL: label.strip(), **self.form.from_guide(value.strip())})
        return rows

    def _filled(self, row: Row, clean: bool = False) -> RowForm:
        form = self.form({name: row.get(name) for name in self.form.base_fields})
        if clean:
            form.full_clean()
        return form


class RowsWidget(forms.Widget):
    """A line of inputs for each item of the list, which is typed in the text and known when the form was sent."""

    def __init__(self, form: type[RowForm]) -> None:
        self.form = form
        super().__init__()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = value or []
        if not rows:
            return format_html(
                "<p>{}</p>", _("Write the list and save. Then there is a line here for each of its items.")
            )
        return format_html_join(
            "", '<fieldset class="row-values"><legend>{}</legend>{}{}</fieldset>', self._lines(name, rows)
        )

    def _lines(self, name: str, rows: list[Row]) -> Iterable[tuple[Any, ...]]:
        for number, row in enumerate(rows):
            form = self.form(initial=row, prefix=f"{name}-{number}")
            hidden = forms.HiddenInput().render(f"{name}-{number}-{LABEL}", row.get(LABEL, ""))
            inputs = format_html_join(
                " ", '<label for="{}">{}</label> {}', ((field.id_for_label, field.label, field) for field in form)
            )
            yield row.get(LABEL, ""), hidden, inputs

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """A row for each item of the text that was sent, with what was typed for its label."""
        typed: dict[str, Row] = {}
        for number in range(len([key for key in data if key.startswith(f"{name}-") and key.endswith(f"-{LABEL}")])):
            prefix = f"{name}-{number}"
            fields = self.form.base_fields.items()
            values = {key: field.widget.value_from_datadict(data, files, f"{prefix}-{key}") for key, field in fields}
            typed[data.get(f"{prefix}-{LABEL}", "")] = values
        try:
            labels = [label for label in labels_of(canonical(data.get("body", ""))) if label]
        except ValidationError:  # which the text itself tells
            labels = []
        return [{LABEL: label, **typed.get(label, {})} for label in labels]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return "body" not in data

    def id_for_label(self, id_: str | None) -> str:  # type: ignore[override]
        return ""


class RowsFormField(forms.Field):
    """What was typed for each item, unchecked: the component checks it against its text."""

    def __init__(self, form: type[RowForm], **kwargs: Any) -> None:
        super().__init__(widget=RowsWidget(form), **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return initial != data


def rows_by_label(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows by the label of their item."""
    return {row[LABEL]: row for row in rows}


def check_rows(component: Component, column: str, labels: Sequence[str]) -> None:
    """Put a checked row for each of these labels into a column of a component. Raises ValidationError, by column."""
    for label in labels:
        if NEXT in label or IS in label:
            raise ValidationError(
                {
                    "body": format_lazy(
                        _("Leave {next} and {is_} out of the label “{label}”."), next=NEXT, is_=IS, label=label
                    )
                }
            )
    field: Any = component._meta.get_field(column)
    try:
        rows = field.checked(getattr(component, column) or [], labels)
    except ValidationError as error:
        raise ValidationError({column: error.messages}) from error
    setattr(component, column, rows)


class ComponentWithRows(Component):
    """A component whose list has typed values: a row for each item, in the column `rows_column`."""

    rows_column: ClassVar[str]

    text_is_list = "ul"
    items_have_labels = True

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        labels = labels_of(self.body)
        for label in labels:
            if labels.count(label) > 1:
                raise ValidationError(
                    {"body": format_lazy(_("Two items have the label “{label}”. Give each its own."), label=label)}
                )
        check_rows(self, self.rows_column, labels)

    def rows(self) -> list[Row | None]:
        """The row of each item, in the order of the text; None where there is none."""
        found = rows_by_label(getattr(self, self.rows_column))
        return [found.get(label) for label in labels_of(self.body)]
