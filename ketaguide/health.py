"""Two addresses for whoever watches the site. Strangers learn nothing but yes or no; the reasons go to the log.

A middleware answers them, before all others: whoever asks may use the machine's own address and plain HTTP, and what
stands behind (django CMS's toolbar asks the database on every request) may be what is broken.
"""

import contextlib
import logging
import os
import shutil
import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware

from ketaguide.middleware import harden

logger = logging.getLogger(__name__)
#: Below this much free disk, edits and uploads are about to fail.
FREE_BYTES = 50 * 1024 * 1024


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
    failed = {name: reason for name, check in CHECKS.items() if (reason := _run(check))}
    for name, reason in failed.items():
        logger.warning("not ready: %s: %s", name, reason)
    status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
    return HttpResponse("degraded\n" if failed else "ready\n", status=status, content_type="text/plain")


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


def _migrations() -> str:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} migrations have not run" if plan else ""


def _cache() -> str:
    value = uuid.uuid4().hex
    cache.set("health", value, timeout=10)
    return "" if cache.get("health") else "what was written cannot be read"


def _disk() -> str:
    if not os.access(settings.DATA_DIR, os.W_OK):
        return "the data folder cannot be written to"
    free = shutil.disk_usage(settings.DATA_DIR).free
    return f"only {free // 1_048_576} MB are free" if free < FREE_BYTES else ""


def _media() -> str:
    with contextlib.suppress(FileNotFoundError):
        default_storage.listdir("readyz")
    return ""


CHECKS = {"database": _database, "migrations": _migrations, "cache": _cache, "disk": _disk, "media": _media}
ANSWERS = {"/healthz": _healthz, "/readyz": _readyz}
