"""The forms of the page on which a draft is handed on."""

from datetime import date, datetime

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.review.vocabulary import has_checks
from content.review.words import in_text
from content.richtext.reading import one_line
from content.signoff.models import ChangeNote, Comment, Reviewer, SharedDraft
from content.signoff.schedule import LONGEST_PLAN, WRONG_TIME, moment
from content.signoff.signatures import reviewers

#: Of a note or a comment.
LONGEST = 1000


class SendForm(forms.Form):
    """Send for review: to somebody, or to whoever comes first, and with a note."""

    to = forms.ModelChoiceField(
        Reviewer.objects.none(), label=_("For"), required=False, empty_label=_("Any clinician who may sign")
    )
    note = forms.CharField(
        label=_("Note, if you want to leave one"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Reviewer.objects.filter(pk__in=[each.pk for each in reviewers()])  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What readers are told of a change."""

    note = forms.CharField(
        label=_("What changed, for readers"),
        required=False,
        max_length=ChangeNote.LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "A sentence or two. It stands on the page “What changed” from the moment at which this text is published. "
            "Leave it empty for a corrected typing error."
        ),
    )

    def __init__(self, *args, language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean_note(self) -> str:
        note = one_line(self.cleaned_data["note"])
        if has_checks(self.language) and (found := next(in_text(note, self.language), None)):
            raise forms.ValidationError(
                format_lazy(_("“{words}” may not stand here. {advice}"), words=found[0], advice=found[1])
            )
        return note


class PlanForm(forms.Form):
    """When a text is published, or taken down, by itself: a day, and a time of the clinic's clock."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}))

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if abs(day - timezone.localdate()) > LONGEST_PLAN:
            raise forms.ValidationError(WRONG_TIME)
        return day

    def when(self) -> datetime:
        """The moment that was chosen, of a valid form."""
        return moment(self.cleaned_data["day"], self.cleaned_data["time"])


class AnswerForm(forms.Form):
    """What somebody says."""

    text = forms.CharField(label=_("Comment"), max_length=Comment.LONGEST, widget=forms.Textarea({"rows": 3}))


class CommentForm(AnswerForm):
    """What somebody says about a block."""

    block = forms.ChoiceField(label=_("About"))
    field_order = ("block", "text")

    def __init__(self, *args, blocks: dict[int, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].choices = list(blocks.items())  # type: ignore[attr-defined]


class ShareForm(forms.Form):
    """For how long somebody outside may read a draft."""

    days = forms.IntegerField(
        label=_("Days until the link ends"),
        initial=7,
        min_value=1,
        max_value=SharedDraft.LONGEST_DAYS,
        help_text=format_lazy(_("1 to {most}."), most=SharedDraft.LONGEST_DAYS),
    )
    whom = forms.CharField(
        label=_("For whom, if you want to remember"),
        required=False,
        max_length=80,
        help_text=_("Staff see it in the list below. Whoever opens the link does not."),
    )


class BackForm(forms.Form):
    """Send back: what has to be changed."""

    comment = forms.CharField(
        label=_("What has to be changed?"), max_length=LONGEST, widget=forms.Textarea({"rows": 3})
    )
