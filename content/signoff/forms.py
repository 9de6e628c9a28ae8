"""The forms of the page on which a draft is handed on."""

from django import forms

from content.signoff.models import Reviewer
from content.signoff.signatures import reviewers

#: Of a note or a comment.
LONGEST = 1000


class SendForm(forms.Form):
    """Send for review: to somebody, or to whoever comes first, and with a note."""

    to = forms.ModelChoiceField(
        Reviewer.objects.none(), label="For", required=False, empty_label="Any clinician who may sign"
    )
    note = forms.CharField(
        label="Note, if you want to leave one", required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Reviewer.objects.filter(pk__in=[each.pk for each in reviewers()])  # type: ignore[attr-defined]


class BackForm(forms.Form):
    """Send back: what has to be changed."""

    comment = forms.CharField(label="What has to be changed?", max_length=LONGEST, widget=forms.Textarea({"rows": 3}))
