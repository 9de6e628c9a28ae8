"""`manage.py prepare`, the heart of `make run`, may be killed at any moment and run again; edits stay."""

import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cms.models import PageContent
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from djangocms_versioning.models import StateTracking

from content.guide.files import GUIDE_FOLDER
from ketaguide.delivery.models import PublicChange
from ketaguide.operations import health
from tests.site import PASSWORD, ROOT, Site, free_port, site_environment

STATE = """
from django.contrib.auth import authenticate, get_user_model
from cms.models import PageContent, PageUrl
from content.clinic.models import ClinicFact
from content.models import LoadedPage
print(PageContent.objects.count(), PageUrl.objects.filter(path__isnull=False).count(), LoadedPage.objects.count(), end=" ")
print(ClinicFact.objects.get(key="phone").value, get_user_model().objects.filter(is_staff=True).count(), end=" ")
print(authenticate(username="admin", password={password!r}) is not None)
"""
EDIT = (
    "from content.clinic.models import ClinicFact; ClinicFact.objects.filter(key='phone').update(value='(213)555-0199')"
)
FULL_DISK = """
from django.core.management import call_command
from django.db import connection
cursor = connection.cursor()
pages = cursor.execute("PRAGMA page_count").fetchone()[0]
cursor.execute(f"PRAGMA max_page_count = {pages + 40}")
call_command("load_guide")
"""


@dataclass
class Story:
    """What happened to one data folder, from nothing to the second start."""

    after_full_disk: subprocess.CompletedProcess
    pages_after_full_disk: int
    weak_password: subprocess.CompletedProcess
    first: subprocess.CompletedProcess
    first_state: list[str]
    second: subprocess.CompletedProcess
    second_state: list[str]
    killed: list[str]


def rows(data_dir: Path, query: str) -> int:
    """The count that a query gives; -1 while there is nothing to ask."""
    try:
        with closing(sqlite3.connect(f"file:{data_dir}/db.sqlite3?mode=ro", uri=True, timeout=0)) as database:
            return database.execute(query).fetchone()[0]
    except sqlite3.Error:
        return -1


def work_done(pid: int) -> float:
    """The seconds that a process has computed: how far it has come, however busy the machine is."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        shown = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
        return sum(float(part) * 60**power for power, part in enumerate(reversed((shown or "0").split(":"))))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Moment = Callable[[Path, int], bool]
LOADING = "SELECT count(*) FROM auth_user WHERE username = 'guide-files'"
MOMENTS: dict[str, Moment] = {
    "the database file has appeared": lambda data_dir, pid: (data_dir / "db.sqlite3").exists(),
    "early in the migrations": lambda data_dir, pid: work_done(pid) > 1.7,
    "later in the migrations": lambda data_dir, pid: work_done(pid) > 2.6,
    "loading has begun": lambda data_dir, pid: rows(data_dir, LOADING) > 0,
}


def kill_when(site: Site, moment: Moment) -> bool:
    """Start `prepare` and kill it, without a chance to clean up, at a moment. False when it ended before."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            if moment(site.data_dir, process.pid):
                os.kill(process.pid, signal.SIGKILL)
                return process.wait() == -signal.SIGKILL
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.01)
    return False


def kill_after_line(site: Site, start: str) -> bool:
    """The same, as soon as a line that starts so is printed."""
    environment = site.environment | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        if any(line.startswith(start) for line in process.stdout):
            os.kill(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Story:
    data_dir = tmp_path_factory.mktemp("killed")
    environment = site_environment(data_dir, 8000)
    for name in ("ADMIN_PASSWORD", "DATABASE_URL", "CACHE_URL"):
        environment.pop(name, None)
    site = Site(data_dir, 8000, environment)

    def state(password: str) -> list[str]:
        return site.manage("shell", "-v0", "-c", STATE.format(password=password)).stdout.split()

    killed = [name for name, moment in MOMENTS.items() if kill_when(site, moment)]
    after_full_disk = site.manage("shell", "-v0", "-c", FULL_DISK, check=False)
    pages = rows(data_dir, "SELECT count(*) FROM cms_pagecontent")
    if kill_after_line(site, "Guide: "):
        killed.append("the guide was loaded")
    weak = site.manage("prepare", check=False, ADMIN_PASSWORD="ketamine")
    first = site.manage("prepare")
    shown = re.search(r"password: (\S+)", first.stdout)
    password = shown[1] if shown else ""
    first_state = state(password)
    site.manage("shell", "-v0", "-c", EDIT)
    second = site.manage("prepare")
    return Story(after_full_disk, pages, weak, first, first_state, second, state(password), killed)


def test_after_being_killed_at_any_moment_the_guide_is_whole(story):
    assert story.killed == [*MOMENTS, "the guide was loaded"]
    pages = len(list((GUIDE_FOLDER / "en").glob("*.md")))
    assert story.first_state[:3] == [str(pages)] * 3


def test_a_disk_that_is_full_while_loading_leaves_nothing_behind(story):
    assert story.after_full_disk.returncode != 0
    assert "database or disk is full" in story.after_full_disk.stderr
    assert "Nothing was loaded." in story.after_full_disk.stderr
    assert story.pages_after_full_disk == 0


def test_the_first_account_s_password_is_random_works_and_is_printed_once(story):
    assert story.first.stdout.count("First account: admin, password: ") == 1
    assert story.first_state[-2:] == ["1", "True"]
    assert "password" not in story.second.stdout


def test_a_weak_admin_password_is_refused_and_no_account_is_made(story):
    assert story.weak_password.returncode != 0
    assert "ADMIN_PASSWORD cannot be used: This password is too short" in story.weak_password.stderr
    assert "Traceback" not in story.weak_password.stderr


def test_a_second_run_changes_nothing_that_staff_did(story):
    assert "clinic_facts/phone: was edited on the site" in story.second.stdout
    assert story.second_state[3] == "(213)555-0199"
    assert story.second_state[:3] == story.first_state[:3]


def test_a_given_admin_password_is_used_and_not_printed(new_site):
    shown = new_site.manage("prepare").stdout
    assert PASSWORD not in shown
    code = f"from django.contrib.auth import authenticate; print(authenticate(username='admin', password={PASSWORD!r}))"
    assert new_site.manage("shell", "-v0", "-c", code).stdout.strip() == "admin"


@pytest.mark.databases
def test_two_that_start_at_once_wait_for_each_other(site_template, tmp_path):
    """As when two machines with one database are brought up together."""
    first = site_template.empty(tmp_path / "first", free_port())
    folders = (first.data_dir, tmp_path / "second" if "DATABASE_URL" in first.environment else first.data_dir)
    runs = [
        subprocess.Popen(
            [sys.executable, "manage.py", "prepare"],
            cwd=ROOT,
            env=first.environment | {"DATA_DIR": str(folder), "SECRET_KEY": "x" * 50},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for folder in folders
    ]
    said = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sorted("Guide: 0 created" in text for text in said) == [False, True], said
    assert sum("First account: admin" in text for text in said) == 1


@pytest.mark.databases
def test_sessions_that_have_ended_are_thrown_away(db):
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))
    call_command("prepare", stdout=io.StringIO())
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


@pytest.mark.databases
def test_old_marks_of_changes_are_thrown_away_and_the_mark_stays(db, monkeypatch):
    monkeypatch.setattr("ketaguide.delivery.models.KEPT", 60)
    PublicChange.objects.bulk_create(PublicChange() for _ in range(100))
    before = PublicChange.mark()
    PublicChange.forget_old()
    assert PublicChange.mark() == before
    assert PublicChange.objects.count() == 60


@pytest.mark.databases
def test_a_database_of_a_newer_version_is_left_alone(db):
    MigrationRecorder(connection).record_applied("evidence", "9999_of_the_future")
    before = StateTracking.objects.count()
    with pytest.raises(
        CommandError, match=r"A newer version of ketaguide .*evidence 9999_of_the_future.*restore a backup"
    ):
        call_command("prepare", stdout=io.StringIO())
    assert StateTracking.objects.count() == before


@pytest.mark.databases
def test_components_that_a_release_removed_are_named_before_their_text_is_lost(db):
    text = PageContent.objects.get(page__reverse_id="risks").get_placeholders().get(slot="content")
    text.cmsplugin_set.filter(plugin_type="CareCardPlugin").update(plugin_type="GoneCardPlugin")
    reason = r"components that this version does not know: GoneCardPlugin \(.*risks and side effects"
    with pytest.raises(CommandError, match=reason):
        call_command("prepare", stdout=io.StringIO())
    with pytest.raises(SystemCheckError, match=reason):
        call_command("check", deploy=True)
    health._contents.cache_clear()
    assert "GoneCardPlugin" in health._failures()["contents"]
