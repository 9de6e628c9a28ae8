"""A backup that was taken while people worked gives the same site again; a damaged one, or a used place, is refused."""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.site import ROOT, Site

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" in os.environ and not shutil.which("pg_dump") and "CI" not in os.environ,
    reason="PostgreSQL's client programs are not installed",
)

SETTING_UP = """
import io
from django.contrib.redirects.models import Redirect
from django.core.files.base import ContentFile
from filer.models import Image
from PIL import Image as Pixels
from content.staff.accounts import system_user
from tests.staff.desk import add_component, change, draft, fresh
file = io.BytesIO()
Pixels.effect_noise((1000, 700), 60).save(file, "JPEG")
image = Image.objects.create(original_filename="ward.jpg", file=ContentFile(file.getvalue(), name="ward.jpg"))
version = change(draft("what-it-is"), title="Written by staff")
add_component(version, "FigurePlugin", image=image, alt="Noise")
fresh(version).publish(system_user())
draft("benefits")
Redirect.objects.create(site_id=1, old_path="/moved/", new_path="/costs/")
"""
#: One edit after the other: each changes a draft and notes it in the history, in one transaction. SQLite keeps them all
#: in its log, where a mere copy of the database file would miss them.
WRITING = """
import itertools
from cms.models import PageContent
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from content.staff.accounts import system_user
if connection.vendor == "sqlite":
    connection.cursor().execute("PRAGMA wal_autocheckpoint = 0")
draft = PageContent.admin_manager.filter(page__reverse_id="benefits").latest("pk").pk
user = system_user().pk
for number in itertools.count(1):
    with transaction.atomic():
        PageContent.admin_manager.filter(pk=draft).update(title=str(number))
        LogEntry.objects.create(user_id=user, action_flag=2, change_message="edit", object_repr=str(number))
    print(number, flush=True)
"""
WRITTEN = """
from cms.models import PageContent
from django.contrib.admin.models import LogEntry
edits = [int(row.object_repr) for row in LogEntry.objects.filter(change_message="edit").order_by("pk")]
assert edits == list(range(1, len(edits) + 1)), edits
print(PageContent.admin_manager.filter(page__reverse_id="benefits").latest("pk").title, len(edits))
"""
#: Tries each file in a folder, then a good one on a full disk, then a good one; says what came of it and what is there.
RESTORING = """
import json, resource
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
def attempt(path):
    try:
        call_command("restore", str(path))
        said = ""
    except CommandError as error:
        said = str(error)
    print(json.dumps([path.name, said, sorted(found.name for found in settings.DATA_DIR.rglob("*"))]))
for path in sorted(Path({folder!r}).iterdir()):
    attempt(path)
good = Path({good!r})
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, unlimited[1]))
attempt(good)
resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
attempt(good)
"""
BACKING_UP_ON_A_FULL_DISK = """
import resource
from django.core.management import call_command
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
call_command("backup", {target!r})
"""


@dataclass
class Story:
    """A site that was worked on and backed up meanwhile, and what came of the backup in an empty place."""

    site: Site
    archive: Path
    progress: tuple[int, int]
    pages: dict[str, tuple]
    restored: Site
    pages_restored: dict[str, tuple]


def everything(site: Site) -> dict[str, tuple]:
    """Status, target and body of every address of the sitemap, of the pictures on those pages, and of a few more."""
    listed = re.findall(r"<loc>(.+?)</loc>", site.get("/sitemap.xml").text)
    addresses = [urlsplit(url).path for url in listed] + ["/sitemap.xml", "/robots.txt", "/moved/", "/nothing-here/"]
    found = {}
    while addresses:
        address = addresses.pop()
        answer = site.get(address)
        found[address] = (answer.status, answer.headers["Location"], answer.body)
        if answer.headers["Content-Type"].startswith("text/html"):
            pictures = re.findall(r"/media/[^\s\"',]+", answer.text)
            addresses += sorted(set(pictures) - found.keys() - set(addresses))
    return found


@contextmanager
def writer(site: Site) -> Iterator[Callable[[], int]]:
    """Somebody who edits without a pause. Gives a function that says how many edits have been acknowledged."""
    count, begun = [0], threading.Event()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", WRITING],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )

    def listen() -> None:
        for line in process.stdout:
            count[0] = int(line)
            begun.set()

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        assert begun.wait(60), "nothing was written"
        yield lambda: count[0]
        assert process.poll() is None, "the backup stopped the writer"
    finally:
        process.kill()
        process.wait()
        listener.join()
        process.stdout.close()


def members(archive: Path) -> dict[str, bytes]:
    """The content of an archive by name, the manifest last."""
    with tarfile.open(archive) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


def pack(contents: list[tuple[str, bytes]]) -> bytes:
    """An archive of these members; a content of None makes the member a link to /etc."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar:
        for name, content in contents:
            info = tarfile.TarInfo(name)
            info.size = len(content or b"")
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc"
            tar.addfile(info, io.BytesIO(content or b""))
    return file.getvalue()


def described(contents: dict[str, bytes], **changes) -> bytes:
    """An archive whose manifest names all these members with their true checksums, and otherwise has these values."""
    manifest = json.loads(contents["manifest.json"]) | changes
    manifest["members"] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in contents.items()
        if name != "manifest.json"
    }
    return pack(list((contents | {"manifest.json": json.dumps(manifest).encode()}).items()))


def content_hashes(site: Site) -> dict[str, str]:
    """What is in the data folder, apart from the cache."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.data_dir.rglob("*")
        if path.is_file() and "cache" not in path.parts and "static" not in path.parts
    }


def empty_out(site: Site) -> None:
    """Take database and pictures away, and leave the rest, as an operator does before a restore in place."""
    shutil.rmtree(site.data_dir / "media", ignore_errors=True)
    for path in site.data_dir.glob("db.sqlite3*"):
        path.unlink()
    if url := site.environment.get("DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


@pytest.fixture(scope="module")
def story(site_template, tmp_path_factory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("backup")
    archive = folder / "guide.tar.gz"
    site = site_template.copy(folder / "first")
    restored = site_template.empty(folder / "second", site.port)
    site.manage("shell", "-v0", "-c", SETTING_UP)
    site.start()
    try:
        pages = everything(site)
        with writer(site) as edits:
            before = edits()
            site.manage("backup", str(archive))
            progress = before, edits()
    finally:
        site.stop()
    restored.manage("restore", str(archive))
    restored.manage("prepare")
    shutil.copytree(site.data_dir / "static", restored.data_dir / "static")  # what collectstatic makes, but at once
    restored.start()
    try:
        pages_restored = everything(restored)
    finally:
        restored.stop()
    yield Story(site, archive, progress, pages, restored, pages_restored)


@pytest.mark.databases
def test_every_page_and_picture_is_the_same_after_a_restore(story):
    assert story.pages_restored.keys() == story.pages.keys()
    assert [address for address, answer in story.pages.items() if story.pages_restored[address] != answer] == []
    assert len([address for address in story.pages if address.startswith("/media/")]) >= 3
    assert story.pages["/moved/"][:2] == (301, "/costs/")
    assert sum(b"Written by staff" in body for _, _, body in story.pages_restored.values()) >= 1


@pytest.mark.databases
def test_a_backup_is_one_moment_of_a_site_that_is_written_to(story):
    before, after = story.progress
    title, edits = map(int, story.restored.manage("shell", "-v0", "-c", WRITTEN).stdout.split())
    assert title == edits
    assert 0 < before <= edits <= after + 1
    assert after > before, "nobody wrote during the backup"


@pytest.mark.databases
def test_the_manifest_tells_what_is_inside(story):
    contents = members(story.archive)
    manifest = json.loads(contents.pop("manifest.json"))
    assert (manifest["format"], manifest["version"]) == ("ketaguide backup", 1)
    assert ["content", "0001_initial"] in manifest["migrations"]
    assert manifest["members"] == {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in contents.items()
    }


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(story):
    assert story.archive.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in story.archive.parent.iterdir()} == {"guide.tar.gz", "first", "second"}


def test_the_secret_key_is_only_in_a_backup_when_asked_for(story, site_template, tmp_path):
    key = (story.site.data_dir / "secret_key").read_text()
    assert all(key.encode() not in content for content in members(story.archive).values())
    assert (story.restored.data_dir / "secret_key").read_text() != key
    story.site.manage("backup", str(tmp_path / "with-key.tar.gz"), "--with-secret-key")
    place = site_template.empty(tmp_path / "data", 8000)
    place.manage("restore", str(tmp_path / "with-key.tar.gz"))
    assert (place.data_dir / "secret_key").read_text() == key
    assert (place.data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.databases
def test_a_used_place_is_refused_and_stays_as_it_is(story):
    before = content_hashes(story.site)
    (story.site.data_dir / "media").rename(story.site.data_dir / "elsewhere")
    refused = story.site.manage("restore", str(story.archive), check=False)
    (story.site.data_dir / "elsewhere").rename(story.site.data_dir / "media")
    assert refused.returncode
    assert "has tables. A backup is restored into an empty place only" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert content_hashes(story.site) == before


@pytest.mark.databases
def test_pictures_without_a_database_are_a_used_place_too(story, site_template, tmp_path):
    place = site_template.empty(tmp_path / "data", 8000)
    picture = place.data_dir / "media" / "filer_public" / "mine.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"mine")
    refused = place.manage("restore", str(story.archive), check=False)
    assert "media is not empty" in refused.stderr
    assert content_hashes(place).keys() == {"mine.jpg", "secret_key"}


@pytest.mark.databases
def test_after_a_restore_in_place_no_kept_page_of_the_time_after_the_backup_is_shown(new_site, tmp_path):
    new_site.manage("backup", str(tmp_path / "guide.tar.gz"))
    new_site.manage("shell", "-v0", "-c", SETTING_UP)
    new_site.start()
    assert "Written by staff" in new_site.get("/what-is-ketamine-infusion/").text
    empty_out(new_site)
    new_site.manage("restore", str(tmp_path / "guide.tar.gz"))
    assert "Written by staff" not in new_site.get("/what-is-ketamine-infusion/").text


# --- What is refused -------------------------------------------------------------------------------------------------

Damage = Callable[[bytes, dict[str, bytes]], bytes]


def flipped(share: float) -> Damage:
    """One byte, at this share of the file's length, is another one."""

    def damage(whole: bytes, contents: dict[str, bytes]) -> bytes:
        place = int(share * (len(whole) - 1))
        return whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]

    return damage


def a_picture(contents: dict[str, bytes]) -> str:
    return next(name for name in contents if name.startswith("media/"))


def a_database(contents: dict[str, bytes]) -> str:
    return next(name for name in contents if name.startswith("database."))


def without(contents: dict[str, bytes], name: str) -> bytes:
    return pack([(other, content) for other, content in contents.items() if other != name])


def named(name: str) -> Damage:
    """A member of this name, properly described."""
    return lambda whole, contents: described({name: b"evil"} | contents)


DAMAGES: dict[str, tuple[Damage, str]] = {
    **{f"byte flipped at {share}": (flipped(share), "damaged") for share in (0.02, 0.2, 0.5, 0.8, 0.98, 1.0)},
    "cut in half": (lambda whole, contents: whole[: len(whole) // 2], "damaged"),
    "cut by one byte": (lambda whole, contents: whole[:-1], "damaged"),
    "the file twice": (lambda whole, contents: whole + whole, "was added to its end"),
    "something at its end": (lambda whole, contents: whole + gzip.compress(b"more"), "was added to its end"),
    "empty": (lambda whole, contents: b"", "not a backup"),
    "other bytes in a picture": (
        lambda whole, contents: pack([*(contents | {a_picture(contents): b"other"}).items()]),
        "is not what was backed up",
    ),
    "other bytes of the same length": (
        lambda whole, contents: pack(
            [*(contents | {a_database(contents): bytes(len(contents[a_database(contents)]))}).items()]
        ),
        "is not what was backed up",
    ),
    "a picture is missing": (lambda whole, contents: without(contents, a_picture(contents)), "is missing from it"),
    "the database is missing": (lambda whole, contents: without(contents, a_database(contents)), "is missing from it"),
    "the manifest is missing": (lambda whole, contents: without(contents, "manifest.json"), "manifest is missing"),
    "no database was ever in it": (
        lambda whole, contents: described({n: c for n, c in contents.items() if not n.startswith("database.")}),
        "it has no database",
    ),
    "the database is none": (
        lambda whole, contents: described(contents | {a_database(contents): b"words"}),
        "",
    ),
    "a member was added": (
        lambda whole, contents: pack([("media/added.jpg", b"new"), *contents.items()]),
        "media/added.jpg was added",
    ),
    "a member comes twice": (
        lambda whole, contents: pack([*contents.items(), (a_picture(contents), b"second")]),
        "it holds “media/",
    ),
    "out of the folder": (named("media/../../escaped"), "it holds “media/../../escaped”"),
    "out of the folder at once": (named("../escaped"), "it holds “../escaped”"),
    "an absolute name": (named("/tmp/ketaguide-escaped"), "it holds “/tmp/ketaguide-escaped”"),
    "a name with backslashes": (named("media\\..\\escaped"), "it holds “media\\..\\escaped”"),
    "another name": (named("settings.py"), "it holds “settings.py”"),
    "a link": (lambda whole, contents: pack([("media/link", None), *contents.items()]), "it holds “media/link”"),
    "not compressed": (lambda whole, contents: gzip.decompress(whole), "not a backup"),
    "not an archive": (lambda whole, contents: b"Dear clinic,\n" * 100, "not a backup"),
    "compressed words": (lambda whole, contents: gzip.compress(b"Dear clinic,\n" * 100), "not a backup"),
    "another program's archive": (lambda whole, contents: pack([("wordpress/index.php", b"<?php")]), "not a backup"),
    "another manifest": (
        lambda whole, contents: pack([*(contents | {"manifest.json": b'{"name": "app"}'}).items()]),
        "manifest cannot be read",
    ),
    "a manifest that fills the memory": (
        lambda whole, contents: pack([*(contents | {"manifest.json": bytes(65 * 1024 * 1024)}).items()]),
        "manifest is too large",
    ),
    "another format": (lambda whole, contents: described(contents, format="other"), "not a backup of this program"),
    "a later format": (lambda whole, contents: described(contents, version=2), "has the format 2"),
    "a later version": (
        lambda whole, contents: described(contents, migrations=[["content", "9999_later"]]),
        "has the migration content.9999_later",
    ),
    "another kind of database": (
        lambda whole, contents: described(
            {"database.pgdump": b"x", "database.sqlite3": b"x"} | contents,
            database="sqlite" if "DATABASE_URL" in os.environ else "postgresql",
        ),
        "Set DATABASE_URL to match",
    ),
}


@pytest.fixture(scope="module")
def refusals(story, site_template, tmp_path_factory) -> dict[str, tuple[str, list[str]]]:
    """For each damaged archive, what `restore` said to it and what was in the data folder then."""
    folder = tmp_path_factory.mktemp("damaged")
    whole, contents = story.archive.read_bytes(), members(story.archive)
    (folder / "archives").mkdir()
    for number, (damage, _) in enumerate(DAMAGES.values()):
        (folder / "archives" / f"{number:02}").write_bytes(damage(whole, contents))
    place = site_template.empty(folder / "data", 8000)
    code = RESTORING.format(folder=str(folder / "archives"), good=str(story.archive))
    lines = place.manage("shell", "-v0", "-c", code).stdout.splitlines()
    rows = [json.loads(line)[1:] for line in lines if line.startswith("[")]
    return dict(zip([*DAMAGES, "a full disk", "a good one"], map(tuple, rows), strict=True))


@pytest.mark.parametrize("name", DAMAGES)
def test_an_unfit_archive_is_refused_before_anything_changes(refusals, name):
    said, left = refusals[name]
    assert said, "it was restored"
    assert DAMAGES[name][1] in said
    assert left == ["secret_key"]
    assert not Path("/tmp/ketaguide-escaped").exists()


@pytest.mark.databases
def test_a_disk_that_is_full_leaves_an_empty_place_that_can_be_restored_into(refusals):
    said, left = refusals["a full disk"]
    assert said
    assert left == ["secret_key"]
    said, left = refusals["a good one"]
    assert said == ""
    assert "media" in left


@pytest.mark.databases
def test_a_backup_that_cannot_be_written_leaves_nothing(story, tmp_path):
    code = BACKING_UP_ON_A_FULL_DISK.format(target=str(tmp_path / "guide.tar.gz"))
    failed = story.site.manage("shell", "-v0", "-c", code, check=False)
    assert "CommandError: " in failed.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_overwrites_and_never_lies_where_readers_can_fetch_it(story):
    before = story.archive.read_bytes()
    again = story.site.manage("backup", str(story.archive), check=False)
    assert "is already there. Name a new file" in again.stderr
    assert story.archive.read_bytes() == before
    public = story.site.data_dir / "media" / "filer_public" / "guide.tar.gz"
    refused = story.site.manage("backup", str(public), check=False)
    assert "Name a file elsewhere" in refused.stderr
    assert not public.exists()


@pytest.mark.databases
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")
def test_without_the_programs_of_postgresql_the_operator_is_told(story, tmp_path):
    failed = story.site.manage("backup", str(tmp_path / "guide.tar.gz"), check=False, PATH="/nowhere")
    assert "pg_dump is not installed. Install PostgreSQL's client programs" in failed.stderr
    assert list(tmp_path.iterdir()) == []
