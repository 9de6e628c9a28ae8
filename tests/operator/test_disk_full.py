"""On a full or read-only disk readers keep reading, staff are told and lose no text, and nothing is damaged."""

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from PIL import Image

from tests.operator.test_database_stops import told, unsaved
from tests.operator.test_ready_pages import PAGE
from tests.site import Site
from tests.staff_session import StaffSession, live_version

HEADING = "Nothing can be saved right now"
SOUND = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    print(cursor.fetchone()[0])
    cursor.execute("PRAGMA foreign_key_check")
    print(len(cursor.fetchall()))
"""
#: What PostgreSQL says on a server that may only be read.
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'read-only' USING ERRCODE = '25006'; END $$
"""
UPLOAD = "/admin/filer/clipboard/operations/upload/no_folder/"
PICTURES = "from filer.models import Image; print(Image.objects.filter(original_filename='ward.jpg').count())"
on_sqlite = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the database has a disk of its own")


def processes_of(site: Site) -> list[int]:
    """gunicorn's main process and its workers."""
    main = site.process.pid
    return [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]


@contextmanager
def no_more_bytes(site: Site) -> Iterator[None]:
    """The system refuses every byte that the site's processes write to a file. Needs no rights, and holds for root."""
    pids = processes_of(site)
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_, hard) in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limits in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """A file takes all that is left of the disk."""
    filler = site.data_dir / "filler"
    with filler.open("wb", buffering=0) as file:
        with pytest.raises(OSError, match="No space left"):
            while True:
                file.write(bytes(65536))
        with pytest.raises(OSError, match="No space left"):
            while True:
                file.write(b"x")
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only_disk(site: Site) -> Iterator[None]:
    """The folder becomes a mount that nobody may write to. What is open already, such as the log, stays open."""
    subprocess.run(["mount", "--bind", site.data_dir, site.data_dir], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", site.data_dir], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", site.data_dir], check=True)


@contextmanager
def own_disk(folder: Path) -> Iterator[None]:
    """A disk of its own in memory. Skips the test where this user may mount none."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("this user may not mount a disk; the same is tested with a limit of the system")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def refusing(site: Site, table: str) -> Iterator[None]:
    """The database takes no new rows into a table, and answers everything else."""
    url = site.environment.get("DATABASE_URL")
    body, name = ("EXECUTE FUNCTION refuse()", f" ON {table}") if url else ("BEGIN SELECT RAISE(ABORT, 'no'); END", "")
    database = psycopg.connect(url) if url else sqlite3.connect(site.data_dir / "db.sqlite3", timeout=20)
    with closing(database):
        if url:
            database.execute(REFUSE)
        database.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW {body}")
        database.commit()
        try:
            yield
        finally:
            database.execute(f"DROP TRIGGER refuse{name}")
            database.commit()


WAYS: dict[str, Callable] = {"no more bytes": no_more_bytes, "full": full_disk, "read-only": read_only_disk}


@pytest.fixture(params=WAYS)
def cramped(request, site_template, tmp_path) -> Iterator[tuple[Site, Callable]]:
    """A running site, and a function that takes its disk away for as long as a `with` lasts."""
    folder = tmp_path / "data"
    site = site_template.copy(folder)
    if request.param == "no more bytes":
        site.start()
        yield site, no_more_bytes
        site.stop()
        return
    folder.rename(tmp_path / "first")
    with own_disk(folder):
        shutil.copytree(tmp_path / "first", folder, dirs_exist_ok=True)
        site.start()
        yield site, WAYS[request.param]
        site.stop()


@on_sqlite
def test_readers_read_and_staff_are_told_and_nothing_is_damaged(cramped):
    site, disk_away = cramped
    staff = StaffSession(site, "clinician")
    assert staff.log_in().status == 302
    draft = staff.draft_of(live_version(site, "what-it-is"))
    address = draft.settings
    filled = staff.form(address) | {"title": "Typed while the disk was full"}
    kept = {path: site.get(path).body for path in (PAGE, "/", "/get-help-now/", "/static/nothing.css")}
    with disk_away(site):
        for _ in range(4):
            assert {path: site.get(path).body for path in kept} == kept
        assert site.get("/no-such-page/").status in {404, 503}
        assert site.get("/cost-and-insurance/").status in {200, 503}
        failed = staff.post(address, **filled)
        assert "was not saved" in told(failed, HEADING)
        assert "was not saved" in told(staff.publish(draft), HEADING)
        assert "was not saved" in told(StaffSession(site, "author").log_in(), HEADING)
        assert site.get("/readyz").status == 503
        assert site.get(PAGE).body == kept[PAGE]
    assert staff.post(address, **unsaved(failed)).status == 302
    assert staff.publish(draft).status == 302
    assert all("Typed while the disk was full" in site.get(PAGE).text for _ in range(8))
    assert site.get("/cost-and-insurance/").status == site.get("/readyz").status == 200
    site.stop()
    assert site.manage("shell", "-v0", "-c", SOUND).stdout.split() == ["ok", "0"]


@on_sqlite
def test_a_session_that_cannot_be_kept_is_no_mistake_of_the_person(client_of, settings):
    client = client_of("Clinician")
    client.get("/admin/")  # the first sight of the toolbar makes somebody's clipboard
    settings.SESSION_SAVE_EVERY_REQUEST = True
    client.raise_request_exception = False
    connection.connection.execute("PRAGMA query_only = ON")
    try:
        answer = client.get("/admin/")
    finally:
        connection.connection.execute("PRAGMA query_only = OFF")
        connection.needs_rollback = False
    assert answer.status_code == 503
    assert "988" in answer.content.decode()


def picture() -> bytes:
    file = BytesIO()
    Image.effect_noise((400, 300), 60).save(file, "JPEG")
    return file.getvalue()


def test_a_picture_that_cannot_be_stored_is_refused_whole(new_site):
    new_site.start()
    staff = StaffSession(new_site, "author")
    assert staff.log_in().status == 302
    files = new_site.data_dir / "media"
    before = sorted(files.rglob("*"))
    with no_more_bytes(new_site):
        answer = staff.upload(UPLOAD, "ward.jpg", picture())
        assert answer.status == 503
    assert [path for path in sorted(files.rglob("*")) if path not in before and path.is_file()] == []
    assert new_site.manage("shell", "-v0", "-c", PICTURES).stdout.strip() == "0"
    assert staff.upload(UPLOAD, "ward.jpg", picture()).status == 200
    assert [path.name for path in sorted(files.rglob("*")) if path not in before and path.suffix == ".jpg"]


def test_a_picture_whose_row_the_database_refuses_leaves_no_file(new_site):
    new_site.start()
    staff = StaffSession(new_site, "author")
    assert staff.log_in().status == 302
    files = new_site.data_dir / "media"
    before = sorted(files.rglob("*"))
    sent = UPLOAD, "ward.jpg", picture()
    with refusing(new_site, "filer_image"):
        assert staff.upload(*sent).status in {500, 503}
    assert [path for path in sorted(files.rglob("*")) if path not in before and path.is_file()] == []
    assert staff.upload(*sent).status == 200
    assert [path.name for path in sorted(files.rglob("*")) if path not in before and path.suffix == ".jpg"]
