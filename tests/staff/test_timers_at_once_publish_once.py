"""Several timers find the same plan, and it is carried out once.

Alone in its file, which so is the last of its process: what is not undone by a transaction empties the database.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from djangocms_versioning.constants import PUBLISHED

from content.signoff.schedule import publish_due
from content.staff.models import Event
from tests.staff.desk import draft
from tests.staff.test_a_text_goes_live_at_a_time import now_is_the_time, planned, state

pytestmark = pytest.mark.databases


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="The tests of SQLite are one connection in memory of one file"
)
def test_several_at_once_publish_once(staff):
    version = draft("family")
    planned(version, staff("Manager"))
    now_is_the_time()

    def one(_: int) -> list[str]:
        try:
            return publish_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        said = [phrase for found in workers.map(one, range(4)) for phrase in found]
    assert len(said) == 1 and state(version) == PUBLISHED
    assert Event.objects.filter(what__contains="as planned").count() == 1
