"""Editions of the site: what readers see between one change and the next.

An edition is a name in the shared cache. It begins with the mark of the database (`ketaguide.delivery.models.PublicChange`), since
the cache may be away, or the process killed, when a change has to be announced: once a second each process compares the
two. While the cache is away the mark alone, asked for each time, says what is current.
"""

import logging
import time
import uuid
from threading import Lock, Thread

from django.core.cache import cache
from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.dispatch import Signal

from ketaguide.delivery.models import PublicChange

logger = logging.getLogger(__name__)
EDITION = "ready-pages:edition"
COPIES_SINCE = "ready-pages:copies-since"
#: Sent, without anything, when readers begin to get something else.
edition_began = Signal()
#: How old a comparison with the database may be. Until then a publish that could not be announced may go unnoticed.
CHECK_SECONDS = 1.0


def current_edition() -> str | None:
    """The name of the current edition, or its beginning while the cache is away; None when nobody knows it."""
    return _editions.current()


def database_answers() -> bool:
    """Whether the database did when this process asked it last. While it does not, it is asked again once a second."""
    return _editions.database_answers


def is_of(name: str, edition: str) -> bool:
    """Whether the edition with this name is the given one, of which only the beginning may be known."""
    return name == edition or (edition.endswith(":") and name.startswith(edition))


def changed_since(edition: str) -> bool:
    """Whether readers may have been shown something else since that edition was current, or nobody knows."""
    return _mark_of(edition) != _mark_of(cache.get(EDITION) or "")


def copies_since() -> float:
    """Since when (seconds, as `time.time()`) the cache has missed no change: older copies may be of what was taken down."""
    return cache.get(COPIES_SINCE) or 0.0


def new_edition() -> None:
    """Make every kept page stale, in every worker and on every machine, as soon as the transaction is committed."""
    # Once is enough for a transaction, however much it changes; a savepoint that is rolled back takes its hooks along.
    if change_is_pending():
        return
    PublicChange.objects.create()
    transaction.on_commit(begin_edition, robust=True)


def change_is_pending() -> bool:
    """Whether this transaction has begun a change that readers will see when it is committed."""
    return any(hook is begin_edition for _, hook, _ in transaction.get_connection().run_on_commit)


def forget_all() -> None:
    """Let no copy that was made until now be the last copy of a page."""
    cache.set(COPIES_SINCE, time.time(), timeout=None)


def begin_edition() -> None:
    """Make every kept page stale now."""
    try:
        mark = PublicChange.mark()
    except DatabaseFailure:
        mark = ""  # the next comparison finds it wanting
    _name_edition(mark)
    edition_began.send_robust(sender=None)


def _name_edition(mark: str) -> None:
    # Always a new name: an older one that comes late must not bring old pages back.
    cache.set(EDITION, f"{mark}:{uuid.uuid4().hex}", timeout=None)


def _mark_of(edition: str) -> str:
    return edition.partition(":")[0]


class _Editions:
    """Asks the cache for the edition, and from time to time the database whether the cache has missed a change."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next_check = 0.0
        self._mark = ""
        #: Whether the database did, when it was asked last.
        self.database_answers = True

    def current(self) -> str | None:
        edition = cache.get(EDITION)
        if edition is not None and time.monotonic() < self._next_check:
            return edition
        if edition is None:
            self._next_check = 0.0  # the cache was away: when it is back, nobody believes it unseen
        # One thread compares, and the others wait for it; nobody waits for a database that is known to be away.
        if not self.database_answers or not self._lock.acquire(timeout=1):
            return edition or self._without_cache()
        try:
            return self._compare()
        finally:
            self._lock.release()

    def _compare(self) -> str | None:
        edition, begun = cache.get(EDITION), time.monotonic()
        if edition is not None and begun < self._next_check:
            return edition
        try:
            self._mark = PublicChange.mark()
        except DatabaseFailure:
            # What is kept is served until the database answers again.
            if self.database_answers:
                self.database_answers = False
                Thread(target=self._wait_for_database, daemon=True).start()
            return edition or self._without_cache()
        self.database_answers = True
        if edition is None or not edition.startswith(self._mark):
            # Without a mark the cache has missed nothing: the database was away when that edition began.
            if edition is None or not edition.startswith(":"):
                forget_all()
            _name_edition(self._mark)
            edition = cache.get(EDITION)
            if edition is None or not edition.startswith(self._mark):
                return self._without_cache()
        self._next_check = begun + CHECK_SECONDS
        return edition

    def _wait_for_database(self) -> None:
        """Compare again and again until the database answers, so that no reader has to wait for that."""
        while not self.database_answers:
            time.sleep(CHECK_SECONDS)
            try:
                with self._lock:
                    self._next_check = 0.0
                    self._compare()
                connection.close()
            except Exception:
                # Whatever it is: with this thread, nobody would notice any more that the database is back.
                logger.exception("the database could not be looked for")

    def _without_cache(self) -> str | None:
        """The beginning of the names of all editions that are current; None where the database was never seen."""
        return f"{self._mark}:" if self._mark else None


_editions = _Editions()
