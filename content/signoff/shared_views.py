"""The page on which staff make links to a draft, and the one that somebody without an account gets from such a link."""

from http import HTTPStatus
from typing import Any

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.page.current import show
from content.signoff.forms import ShareForm
from content.signoff.models import SharedDraft
from content.signoff.shared import MAY_SHARE, make_link, open_links, opened_by, withdraw
from content.signoff.views import version_of

#: The name in the query of a link.
KEY = "key"
#: Nobody keeps what a link shows, nor lists it, nor tells another site of it.
UNKEPT = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, version: int) -> HttpResponse:
    """The links to a draft, and a form for a new one. A new link is in the answer to the form, and nowhere else again."""
    text = _draft(request, version)
    form = ShareForm(request.POST or None)
    new = ""
    if form.is_valid():
        key = make_link(text, request.user, form.cleaned_data["days"], form.cleaned_data["whom"])
        new = f"{settings.SITE_URL}{reverse('shared_draft', query={KEY: key})}"
        form = ShareForm()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": format_lazy(_("Show this draft to somebody outside: {title}"), title=text.content.title),
        "version": text,
        "form": form,
        "new": new,
        "links": open_links(text),
        "preview_url": get_object_preview_url(text.content),
    }
    return TemplateResponse(request, "staff/show_draft.html", context)


@require_POST
def withdraw_link(request: HttpRequest, version: int, link: int) -> HttpResponse:
    text = _draft(request, version)
    withdraw(get_object_or_404(SharedDraft, pk=link, version=text), request.user)
    messages.success(request, _("Withdrawn: this link does not open anything any more."))
    return redirect("show_draft", text.pk)


def _draft(request: HttpRequest, number: int) -> Version:
    text = version_of(request, number)
    if text.state != DRAFT or not request.user.has_perm(MAY_SHARE):
        raise PermissionDenied(_("Only a draft is shown to somebody outside, by somebody who may do that."))
    return text


@require_safe
def shared_draft(request: HttpRequest) -> HttpResponse:
    """A draft as readers would get it. Whatever is wrong with a link, the answer is that of any address without a page."""
    version = opened_by(request.GET.get(KEY, ""))
    content = version.content if version else None
    if not isinstance(content, PageContent):
        return _unkept(render(request, "404.html", status=HTTPStatus.NOT_FOUND))
    with override(content.language):
        show(request, content)
        return _unkept(render(request, "signoff/shared_draft.html", {"page_template": content.get_template()}))


def _unkept(response: HttpResponse) -> HttpResponse:
    for name, value in UNKEPT.items():
        response.headers[name] = value
    return response
