"""What the first reader after a publish would wait for, made at once instead: the index of the search, and the cards of links.

A process that serves readers makes them beside its work, after the transaction. Nobody waits for that, and nothing depends on it:
what could not be made is made when somebody asks for it.
"""

import logging
from datetime import UTC, datetime
from threading import Lock, Thread
from time import sleep
from urllib.parse import urlsplit

from cms.models import PageContent
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from djangocms_versioning.constants import PUBLISHED

from content.search.cards import picture
from content.search.sharing import card_of_page
from content.search.site.documents import MOST_PAGES
from content.search.site.index import index_of_site
from ketaguide.delivery.edition import current_edition, edition_began

logger = logging.getLogger(__name__)
#: Where somebody publishes one page after the other, nothing is made until they pause: it takes a processor for seconds.
QUIET_SECONDS = 3
_turn = Lock()
#: For which edition this process made them last, and when.
_made: tuple[str, datetime] = "", datetime.min.replace(tzinfo=UTC)


def make_ready(since: datetime) -> None:
    """Make the page of the search and its index in every language, and the cards of what was published since then."""
    handler = WSGIHandler()
    handler.load_middleware()
    reader = RequestFactory(headers={"host": urlsplit(settings.SITE_URL).netloc})
    for language, _ in settings.LANGUAGES:
        with override(language):
            for path in (reverse("search"), index_of_site().address):
                handler.get_response(reader.get(path, secure=settings.HTTPS))
            for content in PageContent.objects.filter(
                language=language, versions__state=PUBLISHED, versions__modified__gte=since
            )[:MOST_PAGES]:
                if card := card_of_page(HttpRequest(), content):
                    picture(card)


def begin(**kwargs) -> Thread:
    """Make them in a thread of their own; several publishes in a row are made once."""
    thread = Thread(target=_make, name="made-ready", daemon=True)
    thread.start()
    return thread


def _make() -> None:
    global _made
    try:
        edition, begun = current_edition() or "", timezone.now()
        sleep(QUIET_SECONDS)
        if edition != (current_edition() or ""):
            return  # the publish after this one has a thread of its own
        with _turn:
            if edition != _made[0]:
                make_ready(_made[1])
                _made = edition, begun
    except Exception:
        logger.exception("search and cards could not be made beforehand; whoever asks first has them made")
    finally:
        connections.close_all()


def connect() -> None:
    """Begin with every edition from now on. For processes that serve readers."""
    edition_began.connect(begin, dispatch_uid="make_ready")
