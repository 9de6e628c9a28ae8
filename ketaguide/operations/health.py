"""Two addresses for whoever watches the site. Strangers learn nothing but yes or no; the reasons go to the log.

A middleware answers them, before all others: whoever asks may use the machine's own address and plain HTTP, and what
stands behind (django CMS's toolbar asks the database on every request) may be what is broken.
"""

import contextlib
import functools
import logging
import math
import os
import shutil
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware
from django.utils.module_loading import import_string

from ketaguide.delivery.middleware import harden

logger = logging.getLogger(__name__)
#: Below this much free disk, edits and uploads are about to fail.
FREE_BYTES = 50 * 1024 * 1024
#: For so long a process that was ready is believed to be: strangers who ask often put no load on what stands behind.
READY_SECONDS = 1.0
#: While one request looks, what was found so long ago is said to others; they wait a second for anything newer.
RECENT_SECONDS = 10.0


class HealthMiddleware:
    """Answer `/healthz` (this process lives; a supervisor restarts it when it does not) and `/readyz` (see `_readyz`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.security = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        allowed = ["GET", "HEAD"]
        response = answer() if request.method in allowed else HttpResponseNotAllowed(allowed, content_type="text/plain")
        response.headers["Cache-Control"] = "no-store"
        self.security.process_response(request, response)  # HSTS
        harden(request, response)
        return response


def _healthz() -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def _readyz() -> HttpResponse:
    """Whether everything behind the site works: 200, or 503 while readers get kept pages and staff cannot work."""
    ready = _readiness.ready()
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse("ready\n" if ready else "degraded\n", status=status, content_type="text/plain")


class _Readiness:
    """Looks for one request at a time: a host that never answers holds one thread, and not all that readers need."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ready = False
        self._looked = -math.inf

    def ready(self) -> bool:
        """Whether all checks passed, less than a second ago; while another request looks, what the last one found."""
        age = time.monotonic() - self._looked
        if self._ready and age < READY_SECONDS:
            return True
        recent = age < RECENT_SECONDS
        if not self._lock.acquire(timeout=0 if recent else READY_SECONDS):
            return self._ready and recent
        try:
            if not self._ready or time.monotonic() - self._looked >= READY_SECONDS:
                self._ready = not _failures()
                self._looked = time.monotonic()
            return self._ready
        finally:
            self._lock.release()


_readiness = _Readiness()


def _failures() -> dict[str, str]:
    """Why the site is not ready, by check; the log gets it, too."""
    failed: dict[str, str] = {}
    for name, check in CHECKS.items():
        if reason := "" if name in OF_DATABASE and "database" in failed else _run(check):
            failed[name] = reason
            logger.warning("not ready: %s: %s", name, reason)
    return failed


def _run(check) -> str:
    """The reason why a check fails; empty when it passes."""
    try:
        return check()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _database() -> str:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


@functools.cache  # of success, not of an exception: to look costs more than a page, and what has run stays so
def _migrations() -> str:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError(f"{len(plan)} migrations have not run")
    return ""


@functools.cache  # as above: what this program does not know it learns only with its next start
def _contents() -> str:
    if reasons := [reason for path in settings.READY_CHECKS if (reason := import_string(path)())]:
        raise RuntimeError(" ".join(reasons))
    return ""


def _cache() -> str:
    name, value = f"health:{uuid.uuid4().hex}", uuid.uuid4().hex  # a name of its own: other processes look, too
    cache.set(name, value, timeout=10)
    return "" if cache.get(name) == value else "what was written is not what can be read"


def _disk() -> str:
    if not os.access(settings.DATA_DIR, os.W_OK):
        return "the data folder cannot be written to"
    free = shutil.disk_usage(settings.DATA_DIR).free
    return f"only {free // 1_048_576} MB are free" if free < FREE_BYTES else ""


def _media() -> str:
    with contextlib.suppress(FileNotFoundError):
        default_storage.listdir("readyz")
    return ""


CHECKS = {"database": _database, "migrations": _migrations, "contents": _contents}
CHECKS |= {"cache": _cache, "disk": _disk, "media": _media}
#: Checks that only ask the database, which need not be waited for in vain twice.
OF_DATABASE = {"migrations", "contents"}
ANSWERS = {"/healthz": _healthz, "/readyz": _readyz}
