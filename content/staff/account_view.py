"""“Your account”: what each member of staff chooses for themselves."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from content.staff.screens import choose, language_of, languages_of_screens


class LanguageForm(forms.Form):
    """The language of somebody's screens."""

    language = forms.ChoiceField(
        label=_("Language of the screens for staff"),
        widget=forms.RadioSelect,
        help_text=_("Readers, and the texts that you write, are not touched by it."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages_of_screens()  # type: ignore[attr-defined]


@never_cache
@login_required
def your_account(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": language_of(request.user)})
    if request.method == "POST" and form.is_valid():
        choose(request.user, form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("your_account")
    context = {**admin.site.each_context(request), "title": _("Your account"), "form": form}
    return TemplateResponse(request, "staff/your_account.html", context)
