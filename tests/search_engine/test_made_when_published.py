"""What the first reader after a publish would wait for is made beside the publish, which waits for nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from djangocms_versioning.models import Version
from lxml import html

from content.search import cards, made_ready
from content.search.site import index
from tests.reading import ADDRESS_OF, published
from tests.site import Site

#: Whether the index that was made last, in the cache that all processes share, has come to know a word.
WAIT_FOR_INDEX = """
import time
from django.core.cache import cache
from content.search.site.index import name_of
from ketaguide.delivery.edition import EDITION
until = time.monotonic() + 60
while time.monotonic() < until:
    if "wobbly tank" in (cache.get(name_of(cache.get(EDITION), "en")) or ""):
        print("known")
        break
    time.sleep(0.2)  # nothing tells another process
"""


def card_of(client: Client, guide_id: str) -> str:
    page = html.fromstring(client.get(ADDRESS_OF[guide_id]).content.decode())
    return page.xpath("string(//meta[@property='og:image']/@content)").removeprefix("http://127.0.0.1:8000")


def test_nobody_waits_for_the_index_or_for_a_card_of_what_was_published(client: Client, db, monkeypatch):
    soon = timezone.now() + timedelta(hours=1)
    Version.objects.filter(pk=published("risks").pk).update(modified=soon)
    drawn: list[cards.Card] = []
    draw = cards.draw
    monkeypatch.setattr(cards, "draw", lambda card: drawn.append(card) or draw(card))
    made_ready.make_ready(soon)
    assert len(drawn) == 1
    monkeypatch.setattr(index, "make_text", lambda language: pytest.fail("the reader waits"))
    assert client.post("/search/", {"q": "bladder"}).status_code == 200
    assert client.get(card_of(client, "risks")).status_code == 200
    assert len(drawn) == 1, "by the reader, none"


def test_what_fails_is_logged_and_stops_nobody(db, monkeypatch, caplog):
    monkeypatch.setattr(made_ready, "_made", ("", timezone.now()))
    monkeypatch.setattr(made_ready, "QUIET_SECONDS", 0)
    monkeypatch.setattr(made_ready, "make_ready", lambda since: 1 / 0)
    made_ready.begin().join()
    assert "whoever asks first has them made" in caplog.text


def test_a_running_site_makes_them_after_a_change(new_site: Site):
    new_site.start()
    clinician = new_site.log_in("clinician")
    line = {"language": "en", "typed": "wobbly tank", "meant": "bladder"}
    assert new_site.send(clinician, "/admin/machines/searchword/add/", line).status_code == 302
    assert "known" in new_site.manage("shell", "-v0", "-c", WAIT_FOR_INDEX).stdout
