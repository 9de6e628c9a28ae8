"""Tests run side by side: each worker of pytest-xdist has a data folder and a Redis database of its own.

Loaded before pytest-django, which reads the settings. What pytest-django gives each worker is a database.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest


def take_own_place() -> None:
    """Change DATA_DIR and CACHE_URL for this worker. Workers are gw0, gw1, …; they count down from the Redis database named."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if not number.isdecimal():
        return
    if "DATA_DIR" in os.environ:
        own = Path(os.environ["DATA_DIR"]) / f"worker-{number}"
        own.mkdir(exist_ok=True)
        os.environ["DATA_DIR"] = str(own)
    if "CACHE_URL" in os.environ:
        url = urlsplit(os.environ["CACHE_URL"])
        database = (int(url.path.strip("/") or 0) - int(number)) % 16  # so many a Redis has
        os.environ["CACHE_URL"] = urlunsplit(url._replace(path=f"/{database}"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that start sites first: they take longest, and one begun last would leave the other workers idle."""
    slow = {item.path for item in items if {"site", "new_site"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow)  # which is stable


take_own_place()
# Playwright keeps an event loop in the thread of the tests, in which Django would refuse to ask the database. Nothing of the
# tests is asynchronous, and the sites that they start do not get this (`tests.site.site_environment`).
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# As a clinic may choose. Tests of other languages say so: see tests/languages.py.
os.environ.setdefault("GUIDE_LANGUAGES", "en")
