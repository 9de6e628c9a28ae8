"""Workers are killed in the middle of publishes: no half-published page, no lost edit, no stale page."""

import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import sqlite3
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest

from ketaguide.delivery.edition import CHECK_SECONDS
from tests.site import Site
from tests.staff_session import VERSIONS, Draft, StaffSession

pytestmark = pytest.mark.databases
SITE_WORKERS = 2

FOUND = 302
READERS = 10

PUBLISHES = 24  # `make kills` goes on for longer
#: A worker is killed whenever so many publishes have been acknowledged.
BETWEEN_KILLS = 3
#: No two pages may have the same title.
TITLE = "Text number {} of page {}"
#: Who works on which page. Two work on two pages each, as people do who have two windows open.
WORK = {
    "/what-is-ketamine-infusion/": ("what-it-is", "clinician"),
    "/prepare/": ("preparing", "manager"),
    "/family-and-friends/": ("family", "clinician"),
    "/clinic/": ("clinic", "manager"),
}
OPEN_VERSIONS = """
SELECT version.state, version.id, content.id
FROM djangocms_versioning_version version
JOIN django_content_type kind ON kind.id = version.content_type_id AND kind.model = 'pagecontent'
JOIN cms_pagecontent content ON content.id = version.object_id
JOIN cms_page page ON page.id = content.page_id
WHERE page.reverse_id = '{id}' AND version.state IN ('draft', 'published')
"""
PUBLISH_AND_DIE = """
import os, signal
from cms.models import PageContent
from django.core.cache import cache
from djangocms_versioning.models import Version
from content.staff.accounts import system_user
cache.set = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
version = Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="{id}")).copy(system_user())
PageContent.admin_manager.filter(pk=version.object_id).update(title="Text number 1 of page {id}")
Version.objects.get(pk=version.pk).publish(system_user())
"""
#: Prints what the database holds of a page after each try of a program that is killed once it has written so many rows, then
#: of one that is left alone: by version of the text its state, and all its steps.
DIE_AFTER_EACH_WRITE = """
import itertools, json, os, signal
from cms.models import PageContent
from django.db import connection
from djangocms_versioning.models import StateTracking, Version
from content.staff.accounts import system_user

def kill_after(writes):
    left = itertools.count(writes, -1)
    next(left)
    def execute(run, sql, *args):
        result = run(sql, *args)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return execute

def found():
    versions = Version.objects.filter_by_content_grouping_values(public).order_by("pk")
    steps = StateTracking.objects.filter(version__in=versions).order_by("pk")
    return [list(versions.values_list("state", flat=True)), list(steps.values_list("version__number", "new_state"))]

public = PageContent.objects.get(page__reverse_id="{id}")
published = Version.objects.get_for_content(public)
draft = published.copy(system_user())
states = [found()]
for writes in itertools.count(1):
    connection.close()
    child = os.fork()
    if child == 0:
        with connection.execute_wrapper(kill_after(writes)):
            Version.objects.get(pk={version}.pk).{operation}(system_user())
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    states.append(found())
    if not killed:
        break
print(json.dumps(states))
"""
#: Prints the newest and the published title of every page, after checking that the history hangs together.
STATE = """
import json
from cms.models import PageContent
from djangocms_versioning.models import StateTracking, Version
pages = {}
for content in PageContent.admin_manager.select_related("page").order_by("pk"):
    version = Version.objects.get(content_type__model="pagecontent", object_id=content.pk)  # a text without one is lost
    page = pages.setdefault(content.page.reverse_id, {"states": [], "newest": "", "published": ""})
    page["states"].append(version.state)
    page["newest"] = content.title
    if version.state == "published":
        page["published"] = content.title
    steps = list(StateTracking.objects.filter(version=version).order_by("pk").values_list("new_state", flat=True))
    expected = {"draft": [], "published": ["published"], "unpublished": ["published", "unpublished"]}
    assert steps == expected[version.state], (content.title, version.state, steps)
    assert content.get_placeholders().get(slot="content").cmsplugin_set.exists(), content.title
print(json.dumps(pages))
"""


@dataclass
class Desk:
    """Somebody's work on one page: what was acknowledged, by number."""

    path: str
    guide_id: str
    staff: StaffSession
    saved: int = 0
    published: int = 0
    publishes: int = 0


def workers_of(site: Site) -> list[int]:
    main = site.process.pid
    return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]


def open_versions(site: Site, guide_id: str) -> dict[str, Draft]:
    """The draft and the published version of a page, by state, as the database has them."""
    query, url = OPEN_VERSIONS.format(id=guide_id), site.environment.get("DATABASE_URL")
    connection = psycopg.connect(url) if url else sqlite3.connect(site.data_dir / "db.sqlite3", timeout=20)
    with contextlib.closing(connection):
        return {state: Draft(version, content) for state, version, content in connection.execute(query).fetchall()}


def number_in(text: str) -> int:
    """The number in the title of a page; 0 for its first title."""
    found = re.search(TITLE.format(r"(\d+)", ""), text)
    return int(found[1]) if found else 0


class Story:
    """People who publish, readers who read, and somebody who kills workers, until enough was published."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desks = [Desk(path, guide_id, StaffSession(site, role)) for path, (guide_id, role) in WORK.items()]
        self.progress = threading.Condition()
        self.kills = 0
        self.reads = 0
        self.failed = False

    @property
    def publishes(self) -> int:
        return sum(desk.publishes for desk in self.desks)

    @property
    def over(self) -> bool:
        return self.failed or self.publishes >= PUBLISHES

    def run(self) -> None:
        for desk in self.desks:
            assert desk.staff.log_in().status == 302
        tasks = [partial(task, desk) for desk in self.desks for task in (self._work, self._read)] + [self._kill]
        with ThreadPoolExecutor(max_workers=len(tasks)) as pool:
            jobs = [pool.submit(task) for task in tasks]
            wait(jobs, return_when=FIRST_EXCEPTION)
            self.failed = any(job.done() and job.exception() for job in jobs)
            for job in jobs:
                job.result()

    def _work(self, desk: Desk) -> None:
        """Change the title and publish, again and again; after a failure look what came of it, and go on."""
        fields: dict[str, str] = {}
        for number in itertools.count(1):
            if self.over:
                return
            with contextlib.suppress(OSError, http.client.HTTPException):  # the worker died: nothing was acknowledged
                draft = self._draft(desk)
                # Without what was seen of the first draft: each later one is another, and its save would be refused.
                fields = fields or desk.staff.form(draft.settings) | {"as_of": ""}
                if (
                    desk.staff.post(draft.settings, **fields | {"title": TITLE.format(number, desk.guide_id)}).status
                    != FOUND
                ):
                    continue
                desk.saved = number
                if desk.staff.publish(draft).status != FOUND:
                    continue
                with self.progress:
                    desk.published = number
                    desk.publishes += 1
                    self.progress.notify_all()

    def _draft(self, desk: Desk) -> Draft:
        """The draft of a page; a new one where there is none."""
        versions = open_versions(self.site, desk.guide_id)
        if "draft" not in versions:
            desk.staff.post(f"{VERSIONS}/{versions['published'].version}/edit-redirect/")
            versions = open_versions(self.site, desk.guide_id)
        return versions["draft"]

    def _read(self, desk: Desk) -> None:
        """What was acknowledged before a reader asked is what the reader gets, or something newer."""
        while not self.over:
            at_least = desk.published
            try:
                answer = self.site.get(desk.path)
            except (OSError, http.client.HTTPException):
                continue  # the worker died
            assert answer.status == 200
            assert number_in(answer.text) >= at_least
            self.reads += 1
            with self.progress:  # the next look comes right after a publish, or soon
                self.progress.wait(timeout=0.05)

    def _kill(self) -> None:
        while not self.over:
            goal = min(self.publishes + BETWEEN_KILLS, PUBLISHES)
            with self.progress:
                enough = self.progress.wait_for(lambda: self.failed or self.publishes >= goal, timeout=300)  # noqa: B023
            assert enough, "nobody can publish any more"
            with contextlib.suppress(ProcessLookupError, IndexError):
                os.kill(workers_of(self.site)[self.kills % 2], signal.SIGKILL)
                self.kills += 1


def test_killed_workers_leave_no_page_half_published_or_old_and_lose_no_edit(new_site):
    new_site.start()
    story = Story(new_site)
    story.run()
    assert story.kills >= PUBLISHES // BETWEEN_KILLS // 2
    assert story.reads > 0
    last = check_state(story)
    for _ in range(2):
        for desk in story.desks:
            assert {number_in(new_site.get(desk.path).text) for _ in range(READERS)} == {last[desk.path]}
        new_site.stop()
        new_site.start()


def check_state(story: Story) -> dict[str, int]:
    """What is published, by path, after making sure that the database has all that was acknowledged."""
    pages = json.loads(story.site.manage("shell", "-v0", "-c", STATE).stdout)
    for name, page in pages.items():
        assert page["states"].count("published") == 1, name
        assert page["states"].count("draft") <= 1, name
    for desk in story.desks:
        page = pages[desk.guide_id]
        assert number_in(page["newest"]) >= desk.saved
        assert number_in(page["published"]) >= desk.published
    return {desk.path: number_in(pages[desk.guide_id]["published"]) for desk in story.desks}


@pytest.mark.parametrize(
    ("guide_id", "version", "operation"),
    [("preparing", "draft", "publish"), ("open-payments", "published", "unpublish")],  # nothing links to the second
)
def test_a_program_killed_after_any_write_has_done_all_of_it_or_nothing(new_site, guide_id, version, operation):
    program = DIE_AFTER_EACH_WRITE.format(id=guide_id, version=version, operation=operation)
    before, *tries, done = json.loads(new_site.manage("shell", "-v0", "-c", program).stdout)
    assert before != done
    assert len(tries) > 3, "nothing was killed"
    assert all(state == before for state in tries)


def test_what_a_killed_program_published_without_announcing_it_is_not_old_for_long(new_site):
    """It dies after the database has the change, and before any cache hears of it."""
    new_site.start()
    path, guide_id = "/prepare/", "preparing"
    assert all(number_in(new_site.get(path).text) == 0 for _ in range(READERS))
    killed = new_site.manage("shell", "-v0", "-c", PUBLISH_AND_DIE.format(id=guide_id), check=False)
    assert killed.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 2 * CHECK_SECONDS
    while {number_in(new_site.get(path).text) for _ in range(READERS)} != {1}:
        assert time.monotonic() < deadline, "a worker does not compare"
