"""What the tests of readers share: the whole guide, fetched once, and one site that they only look at."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.reading import Reading, read_all
from tests.site import Site


@pytest.fixture(scope="session")
def guide(django_db_setup, django_db_blocker) -> dict[str, Reading]:
    """Every page of the shipped guide, by its address."""
    with django_db_blocker.unblock():
        return read_all(Client())


@pytest.fixture(scope="package")
def site(site_template, tmp_path_factory) -> Iterator[Site]:
    """A running site. No test of this folder changes it, so that one is enough for all."""
    site = site_template.copy(tmp_path_factory.mktemp("readers") / "data")
    site.start()
    yield site
    site.stop()
