"""A page that is taken down for good says so at its address, with a reason where staff typed one."""

from cms.models import PageContent
from django import forms
from django.contrib import messages
from django.contrib.redirects.models import Redirect
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from djangocms_versioning import versionables
from djangocms_versioning.constants import PUBLISHED, UNPUBLISHED
from djangocms_versioning.helpers import replace_admin_for_models
from djangocms_versioning.models import Version

from content.publishing.addresses import public_addresses_of
from content.publishing.locks import lock_page_of
from content.richtext.reading import one_line
from ketaguide.delivery.models import GoneReason


class TakeDownForm(forms.Form):
    """What readers are told at the address of a page that is taken down."""

    for_good = forms.BooleanField(
        label=_("It does not come back: tell readers and search engines that it was taken away"), required=False
    )
    reason = forms.CharField(
        label=_("The reason, in one line (you may leave this empty)"),
        help_text=_("Readers see this line at the address of the page. Write plain words, and nothing about a person."),
        max_length=GoneReason.LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])


class TakesDown:
    """Part of the admin of page versions: asks, before a page is taken down, whether it is for good, and why."""

    @transaction.atomic
    def unpublish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version, form = lock_page_of(object_id), TakeDownForm(request.POST if request.method == "POST" else None)
        if version is None or request.method != "POST":
            response = super().unpublish_view(request, object_id)  # type: ignore[misc]
            if hasattr(response, "context_data"):
                response.context_data["form"] = form
            return response
        if not form.is_valid():
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
            return redirect(request.path)
        page, language = version.content.page, version.content.language
        address = public_addresses_of(page).get((page.pk, language)) if version.state == PUBLISHED else None
        response = super().unpublish_view(request, object_id)  # type: ignore[misc]
        is_down = Version.objects.filter(pk=version.pk, state=UNPUBLISHED).exists()
        if address and is_down and any(form.cleaned_data.values()):
            say_gone(page.site_id, address, form.cleaned_data["reason"])
        return response


def say_gone(site_id: int, address: str, reason: str) -> None:
    """Let an address say that its page was taken away for good. Publishing the page again takes that back."""
    row, _is_new = Redirect.objects.update_or_create(site_id=site_id, old_path=address, defaults={"new_path": ""})
    GoneReason.objects.filter(redirect=row).delete()
    if reason:
        GoneReason.objects.create(redirect=row, text=reason)


def connect() -> None:
    """Put it into the admin. Called once, when the application starts."""
    replace_admin_for_models([(versionables.for_content(PageContent).version_model_proxy, TakesDown)])
