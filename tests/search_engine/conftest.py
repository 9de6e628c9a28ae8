"""What the tests of crawlers share: the whole guide, fetched once, and one site that they only look at."""

from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client

from tests.reading import Reading, read_all
from tests.site import Site


@cache
def _shipped_guide() -> dict[str, Reading]:
    return read_all(Client())


@pytest.fixture
def guide(db) -> dict[str, Reading]:
    """Every page of the shipped guide, by its address."""
    return _shipped_guide()


@pytest.fixture(scope="package")
def site(site_template, tmp_path_factory) -> Iterator[Site]:
    """A running site. No test of this folder changes it, so that one is enough for all."""
    site = site_template.copy(tmp_path_factory.mktemp("crawlers") / "data")
    site.start()
    yield site
    site.stop()
