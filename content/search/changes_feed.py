"""What changed in the guide as an Atom feed, for each language: the same notes as on the page “What changed”."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from content.page.links import address
from content.profile import in_language, profile
from content.search.canonical import canonical_url
from content.signoff.notes import Change, changes
from ketaguide.delivery.kept import let_keep

#: Of a feed; the page has more.
MOST = 30


class ChangesFeed(Feed):
    """The latest changes of public pages in one language."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return kwargs["language"]

    def title(self, language: str) -> str:
        return gettext("What changed: %(guide)s") % {"guide": in_language(profile().title)}

    def link(self, language: str) -> str:
        return canonical_url(address("", language))

    def feed_url(self, language: str) -> str:
        return canonical_url(reverse("changes_feed", args=[language]))

    feed_guid = feed_url

    def items(self, language: str) -> list[Change]:
        return changes(language, MOST)

    def item_title(self, item: Change) -> str:  # type: ignore[override]
        return item.title

    def item_description(self, item: Change) -> str:  # type: ignore[override]
        return escape(item.text)  # readers of feeds take it for HTML

    def item_link(self, item: Change) -> str:
        return canonical_url(item.url)

    def item_guid(self, item: Change) -> str:
        return f"{canonical_url(item.url)}#change-{item.number}"

    def item_pubdate(self, item: Change) -> datetime:
        return item.published

    item_updateddate = item_pubdate


_feed = ChangesFeed()


@require_safe
def changes_feed(request: HttpRequest, language: str) -> HttpResponse:
    """The feed. Raises Http404 for a language that the site does not have."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        answer = _feed(request, language=language)
    # The time of the newest change; what is taken down must leave it too, so browsers ask by the ETag.
    del answer.headers["Last-Modified"]
    return let_keep(answer)
