"""The page on which somebody reads what would change for readers, and goes on from there to sign, send back or publish."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.publishing.fingerprint import READ, fingerprint
from content.publishing.kept import kept
from content.signoff.comparison import Change, Comparison, Kind, compare
from content.signoff.handover import state_of
from content.signoff.views import version_of


@dataclass(frozen=True)
class Stretch:
    """Blocks that stay as they are, or one that does not, with its number among the changes."""

    blocks: tuple[Change, ...]
    number: int = 0

    @property
    def change(self) -> Change | None:
        """The block that does not stay as it is."""
        return self.blocks[0] if self.number else None


@never_cache
@require_safe
def what_changed(request: HttpRequest, version: int) -> HttpResponse:
    """What readers have against the text of a version. Raises PermissionDenied and Http404."""
    text = version_of(request, version)
    content: PageContent = text.content
    public = PageContent.objects.filter(page=content.page_id, language=content.language).first()
    # Before the words are read: what changes in between was not seen.
    read = fingerprint(content)
    can_be_shown = all(each.words for each in kept(filter(None, (public, content))).values())
    found = compare(public, content) if can_be_shown else None
    stretches = list(_stretches(found)) if found else []
    context = {
        **admin.site.each_context(request),
        "title": _("What changes: {title}").format(title=content.title),
        "version": text,
        "state": state_of(text),
        "is_new": public is None,
        "is_public": public == content,
        "found": found,
        "stretches": stretches,
        "last": max((stretch.number for stretch in stretches), default=0),
        "preview_url": get_object_preview_url(content),
        "go_on_url": reverse("sign_off", args=[text.pk], query={READ: read}),
    }
    return TemplateResponse(request, "staff/what_changed.html", context)


def _stretches(found: Comparison) -> Iterator[Stretch]:
    number = 0
    for is_same, blocks in groupby(found.blocks, key=lambda block: block.kind == Kind.SAME):
        if is_same:
            yield Stretch(tuple(blocks))
            continue
        for block in blocks:
            number += 1
            yield Stretch((block,), number)
