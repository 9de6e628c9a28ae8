"""A page that is rendered while others publish it, or render it: the two moments in which something old could be kept."""

from threading import Event, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from ketaguide.delivery.edition import begin_edition, current_edition
from ketaguide.delivery.models import PublicChange
from ketaguide.delivery.ready_pages import WAIT_SECONDS, ReadyPagesMiddleware, _key, _write, make_ready

pytestmark = pytest.mark.databases
PAGE = "/prepare/"


def page(text: str) -> HttpResponse:
    return HttpResponse(text, headers={"Cache-Control": "public, no-cache"})


def test_what_was_rendered_during_a_publish_is_sent_but_never_becomes_the_last_copy(db):
    def publish_meanwhile(_request):
        PublicChange.objects.create()
        begin_edition()
        return page("what it said before")

    ready = ReadyPagesMiddleware(publish_meanwhile)
    assert b"before" in ready(RequestFactory().get(PAGE)).content
    assert cache.get(_key(PAGE, secure=False)) is None
    ready.get_response = lambda _request: page("what it says now")
    assert b"now" in ready(RequestFactory().get(PAGE)).content


def test_who_waited_for_the_turn_gets_what_was_rendered_meanwhile(db):
    looked, answers = Event(), []

    class Watched(ReadyPagesMiddleware):
        def _current(self, key, edition):
            found = super()._current(key, edition)
            looked.set()
            return found

    def ask():
        try:
            answers.append(Watched(lambda _request: page("rendered twice"))(RequestFactory().get(PAGE)).content)
        finally:
            connection.close()

    edition, key = current_edition(), _key(PAGE, secure=False)
    cache.set(f"{key}:turn", "another worker", timeout=WAIT_SECONDS * 2)
    waiting = Thread(target=ask)
    waiting.start()
    assert looked.wait(WAIT_SECONDS)
    _write(key, make_ready(page("rendered once"), edition))
    cache.delete(f"{key}:turn")
    waiting.join()
    assert answers == [b"rendered once"]
