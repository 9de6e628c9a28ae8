"""Two windows with the same form: what was saved in one is never replaced unseen by the other, also of the same person."""

import hashlib
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from content.richtext.reading import plain_text
from ketaguide.words import joined

AS_OF = "as_of"
LONGEST_SHOWN = 600


def as_of(values: dict[str, Any]) -> str:
    """A short name of what is saved, which any change of it changes."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:32]


class NewerTextForm(forms.ModelForm):
    """Refused when what it would change was changed after it was opened. It shows what is there now, keeps what was typed, and sent
    once more replaces the other on purpose. Checked in a transaction, as the admin does.
    """

    as_of = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    #: The field at which it is said; None for the top of the form.
    said_at: str | None = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Before anything is cleaned: that writes into the instance.
        self.saved = self.saved_values() if self.instance.pk else {}
        if self.saved:
            self.initial[AS_OF] = as_of(self.saved)

    def saved_values(self) -> dict[str, Any]:
        """What the database holds, by the names of the fields."""
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items() if name != AS_OF}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        seen = self.cleaned_data.pop(AS_OF, "")
        if seen and self.instance.pk:
            self.saved = self._saved_now()
            if seen != as_of(self.saved):
                sent = cast(QueryDict, self.data).copy()
                sent[self.add_prefix(AS_OF)] = as_of(self.saved)
                self.data = sent
                self.add_error(self.said_at, ValidationError(self._said()))
        return data

    def _saved_now(self) -> dict[str, Any]:
        """What the database holds by now. Nobody else saves it until this transaction ends: of two windows in one moment, the
        second sees what the first has saved.
        """
        row = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        return type(self)(instance=row).saved

    def _said(self) -> Any:
        shown = [
            format_lazy(_("{field} now says: “{words}”."), field=self.fields[name].label or name, words=_words(value))
            for name, value in self.saved.items()
            if name in self.fields and name in self.cleaned_data and not _is_same(value, self.cleaned_data[name])
        ]
        said = [
            _("This was changed after you opened it, by somebody else or in another window of yours."),
            *shown,
            _("Nothing was saved. Put both together here, and save again: that replaces the other."),
        ]
        return joined(said)


def _is_same(saved: Any, typed: Any) -> bool:
    if isinstance(saved, list):
        return set(saved) == set(typed)
    return saved == typed or (not saved and not typed) or str(saved) == str(getattr(typed, "pk", typed))


def _words(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return Truncator(plain_text(value) if isinstance(value, str) else str(value)).chars(LONGEST_SHOWN)
