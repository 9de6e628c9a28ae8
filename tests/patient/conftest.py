"""The whole guide as readers get it, fetched once for all tests that only look."""

import pytest
from django.test import Client

from tests.reading import Reading, read_all


@pytest.fixture(scope="session")
def guide(django_db_setup, django_db_blocker) -> dict[str, Reading]:
    """Every page of the shipped guide, by its address."""
    with django_db_blocker.unblock():
        return read_all(Client())
