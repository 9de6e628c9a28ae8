"""When Redis stops nobody gets an error, and when it is back nobody gets what was published before."""

import time

import pytest

from tests.operator.redis_server import Redis
from tests.site import Site, free_port
from tests.staff_session import StaffSession, live_version

pytestmark = pytest.mark.databases
SITE_WORKERS = 2

PAGE = "/what-is-ketamine-infusion/"
READERS = 12


WAYS = {"killed": (Redis.stop, Redis.start), "frozen": (Redis.freeze, Redis.thaw)}


def read(site: Site, path: str = PAGE) -> list[str]:
    """A page as many readers get it, from every worker. None of them gets an error."""
    answers = [site.get(path) for _ in range(READERS)]
    assert {answer.status for answer in answers} == {200}
    return [answer.text for answer in answers]


def wait_until_all_read(site: Site, words: str) -> None:
    """Wait until every worker serves these words: a worker that missed Redis compares once a second."""
    deadline = time.monotonic() + 30
    while not all(words in text for text in read(site)):
        assert time.monotonic() < deadline, f"some reader does not get “{words}”"
        time.sleep(0.1)


def wait_until_ready(site: Site) -> None:
    """Wait while a worker does not ask Redis yet, since it has failed a moment ago."""
    deadline = time.monotonic() + 30
    while site.get("/readyz").status != 200:
        assert time.monotonic() < deadline, "the site does not find Redis again"
        time.sleep(0.1)


@pytest.mark.parametrize("way", WAYS)
def test_without_redis_readers_read_and_staff_work_and_nothing_old_comes_back(new_site, redis, way):
    go_away, come_back = WAYS[way]
    new_site.environment["CACHE_URL"] = redis.url
    new_site.start()
    staff = StaffSession(new_site, "clinician")
    assert staff.log_in().status == 302
    draft = staff.draft_of(live_version(new_site, "what-it-is"))
    before = read(new_site)
    go_away(redis)
    try:
        assert read(new_site) == before
        assert new_site.get("/family-and-friends/").status == 200, "a page that nobody had read"
        assert new_site.get("/no-such-page/").status == 404
        assert new_site.get("/readyz").status == 503
        colleague = StaffSession(new_site, "author")
        assert colleague.log_in().status == 302
        assert colleague.get("/admin/").status == 200
        assert staff.rename(draft, "Written without Redis").status == 302
        assert staff.publish(draft).status == 302
        wait_until_all_read(new_site, "Written without Redis")
    finally:
        come_back(redis)
    assert all("Written without Redis" in text for text in read(new_site))
    wait_until_ready(new_site)
    # And from now on pages are kept again.
    assert all("Written without Redis" in text for text in read(new_site))
    second = staff.draft_of(draft.version)
    staff.rename(second, "Written with Redis")
    assert staff.publish(second).status == 302
    wait_until_all_read(new_site, "Written with Redis")
    # Nobody gets the page of before any more, whichever worker answers.
    assert all("Written with Redis" in text for text in read(new_site))


def test_what_was_published_while_only_the_publisher_missed_redis_is_noticed(new_site, redis):
    """The program that publishes cannot reach Redis; the workers that serve readers can, and notice nothing."""
    new_site.environment["CACHE_URL"] = redis.url
    new_site.start()
    read(new_site)
    version = live_version(new_site, "what-it-is")
    code = (
        "from djangocms_versioning.models import Version; from cms.models import PageContent; "
        "from content.staff.accounts import system_user; "
        f"version = Version.objects.get(pk={version}).copy(system_user()); "
        "PageContent.admin_manager.filter(pk=version.object_id).update(title='Published from elsewhere'); "
        "Version.objects.get(pk=version.pk).publish(system_user())"
    )
    new_site.manage("shell", "-v0", "-c", code, CACHE_URL=f"redis://127.0.0.1:{free_port()}/0")
    # Starting that program took longer than a worker goes without comparing.
    assert all("Published from elsewhere" in text for text in read(new_site))
