"""The page on which staff replace a word in many texts: what to look for, every place with a box to tick, and the change."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.desk.replace import MOST, Text, Wanted, find_places, replace
from content.richtext.reading import one_line
from content.staff.languages import written_by

LONGEST = 100
#: Reasons told after a change; the list below the message shows what is left.
MOST_TOLD = 8


class ReplaceForm(forms.Form):
    """What to look for, and what is to stand in its place."""

    words = forms.CharField(label=_("Find"), max_length=LONGEST)
    new = forms.CharField(label=_("Replace by"), max_length=LONGEST)
    language = forms.ChoiceField(label=_("In the texts in"))
    whole = forms.BooleanField(label=_("Whole words only"), required=False, initial=True)
    match_case = forms.BooleanField(label=_("Capitals matter"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = written_by(user)
        self.fields["language"].choices = [choice for choice in settings.LANGUAGES if choice[0] in own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("words", "new"):
            data[name] = one_line(data.get(name, ""))
        if data["words"] and data["words"] == data["new"]:
            raise forms.ValidationError(_("Both are the same."))
        return data

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        return Wanted(**self.cleaned_data)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_and_replace(request: HttpRequest) -> HttpResponse:
    """GET: the form, and the places of what is in the address. POST: change the places that were ticked."""
    if not request.user.has_perm("cms.change_page"):
        raise PermissionDenied(_("You do not have permission to change pages."))
    sent = request.POST if request.method == "POST" else request.GET
    form = ReplaceForm(sent if "words" in sent else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _replace(request, form)
    texts = find_places(form.wanted(), request.user) if form.is_valid() else []
    count = sum(len(text.places) for text in texts)
    context = {
        **admin.site.each_context(request),
        "title": _("Find and replace"),
        "form": form,
        "is_asked": form.is_bound and form.is_valid(),
        "texts": _first(texts),
        "count": count,
        "shown": min(count, MOST),
        "text_count": len(texts),
    }
    return TemplateResponse(request, "staff/replace.html", context)


def _first(texts: list[Text]) -> list[Text]:
    """As many texts as hold the most places that are listed."""
    shown, left = [], MOST
    for text in texts:
        if left <= 0:
            break
        text.places, left = text.places[:left], left - len(text.places)
        shown.append(text)
    return shown


def _replace(request: HttpRequest, form: ReplaceForm) -> HttpResponse:
    done = replace(form.wanted(), request.POST.getlist("place"), request.user)
    if done.places:
        messages.success(
            request,
            format_lazy(
                ngettext_lazy(
                    "Replaced {places}× in {texts} draft. Readers see it when this is published.",
                    "Replaced {places}× in {texts} drafts. Readers see it when this is published.",
                    done.texts,
                ),
                places=done.places,
                texts=done.texts,
            ),
        )
    else:
        messages.warning(request, "Nothing was replaced.")
    for reason in done.left[:MOST_TOLD]:
        messages.warning(request, format_lazy(_("Left as it was. {reason}"), reason=reason))
    if more := len(done.left[MOST_TOLD:]):
        messages.warning(request, format_lazy(_("And {more} more were left as they were."), more=more))
    query = {name: str(value) for name, value in form.cleaned_data.items() if value not in (False, "")}
    return redirect(reverse("find_and_replace", query=query))
