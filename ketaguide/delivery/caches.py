"""The shared cache, made so that its loss slows the site down and stops nobody.

Everything in it can be made again. While it cannot be used, these caches do as Django's DummyCache does: they keep
nothing and find nothing. What must not be forgotten meanwhile is in the database (`ketaguide.delivery.models.PublicChange`).
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from django.core.files import locks
from django.utils.functional import cached_property
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
#: For so many seconds after Redis failed a process does not ask it again: nobody waits once more for each key of a page.
PAUSE_SECONDS = 1.0


class _PausedError(Exception):
    """Redis failed a moment ago."""


class Tolerant(BaseCache):
    """Put before a cache of Django's, gives the answers of DummyCache wherever that one fails. Failures are logged."""

    @cached_property
    def nothing(self) -> BaseCache:
        return DummyCache("", {"KEY_PREFIX": self.key_prefix, "VERSION": self.version})

    def attempt(self, work: Callable[[], Any]) -> Any:
        """Do it, or raise the reason why it cannot be done."""
        return work()


def _tolerant(name: str) -> Callable[..., Any]:
    def method(self: Tolerant, *args: Any, **kwargs: Any) -> Any:
        real = getattr(super(Tolerant, self), name)
        try:
            return self.attempt(lambda: real(*args, **kwargs))
        except _PausedError:
            pass
        except Exception as error:  # a full disk, a server that is away, a damaged file
            logger.warning("the cache cannot be used: %s: %s", type(error).__name__, error)
        return getattr(self.nothing, name)(*args, **kwargs)

    return method


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "has_key",
    "incr",
    "get_many",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(Tolerant, _name, _tolerant(_name))


class LockedFileCache(FileBasedCache):
    """Django's looks first and writes then: of two processes both may be told that they have added a key."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        self._createdir()  # type: ignore[attr-defined]  # django-stubs leaves it out
        with Path(self._dir, "add.lock").open("a") as file:  # type: ignore[attr-defined]
            locks.lock(file, locks.LOCK_EX)
            return super().add(key, value, timeout, version)


class FileCache(Tolerant, LockedFileCache):
    """Files that all workers of one machine share."""


class RedisCache(Tolerant, DjangoRedisCache):
    """A Redis that all workers of all machines share."""

    #: When this process may ask Redis again. Django makes one such object for each thread.
    next_attempt = 0.0

    def attempt(self, work: Callable[[], Any]) -> Any:
        if time.monotonic() < RedisCache.next_attempt:
            raise _PausedError
        try:
            return work()
        except RedisError:
            RedisCache.next_attempt = time.monotonic() + PAUSE_SECONDS
            raise
