"""Backup and restore: the whole site as one file, and back into an empty place.

A backup is a .tar.gz of the database, the media files and, last, a manifest that names every other member with its
SHA-256. It is taken while the site runs. The database comes first, in one consistent state, and the media files after
it: staff cannot delete a picture that a page uses, so the files of that state are still there.

A restore reads the archive to its end before it changes anything, unpacks it beside the data, and only then puts it
into its place; what fails until then leaves the place empty. The checksums find damage, not forgery: whoever may write
a backup may write the site.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from ketaguide.edition import begin_edition, forget_all

FORMAT = "ketaguide backup"
VERSION = 1
MANIFEST = "manifest.json"
KEY = "secret_key"
MEDIA = "media"
#: The member that holds the database, for each kind of database.
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
#: What reading a damaged or foreign archive raises, all the way down to the compression.
UNREADABLE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)
BLOCK = 1024 * 1024
#: A manifest is read into memory. This is enough for some hundred thousand pictures.
MANIFEST_BYTES = 64 * BLOCK


class BackupError(Exception):
    """A backup or restore that cannot be done. Its text is a sentence for the operator."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of one member of the archive."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `database` is Django's name for the kind; `migrations` are those that had run."""

    made: str
    database: str
    migrations: list[tuple[str, str]]
    members: dict[str, Member]

    def dump(self) -> bytes:
        return json.dumps({"format": FORMAT, "version": VERSION, **asdict(self)}, indent=1).encode()

    @classmethod
    def parse(cls, content: bytes) -> "Manifest":
        """The manifest in these bytes. Raises BackupError where it is of another format, ValueError and the like
        where it is none.
        """
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise BackupError("This file is not a backup of this program.")
        if found["version"] != VERSION:
            raise BackupError(
                f"This backup has the format {found['version']}; this program reads {VERSION}. "
                "Restore it with the version of the program that made it."
            )
        members = {str(name): Member(str(row["sha256"]), int(row["size"])) for name, row in found["members"].items()}
        migrations = [(str(app), str(name)) for app, name in found["migrations"]]
        return cls(str(found["made"]), str(found["database"]), migrations, members)


# --- Backup ----------------------------------------------------------------------------------------------------------


def back_up(target: Path, with_secret_key: bool = False) -> Manifest:
    """Write the site to a new file, which appears whole or not at all. Only this user may read it.

    Raises BackupError, and leaves nothing behind, where that cannot be done.
    """
    target = target.expanduser().absolute()
    if target.exists():
        raise BackupError(f"{target} is already there. Name a new file, so that no backup is lost.")
    folder = _media_folder()
    if folder and target.is_relative_to(folder):
        raise BackupError(f"{target} is in the folder that readers get pictures from. Name a file elsewhere.")
    try:
        # Beside the target, because only a move on the same disk is all or nothing.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
            manifest = _write_archive(Path(work), target.name, with_secret_key)
            (Path(work) / target.name).replace(target)
        _flush(target.parent)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise BackupError(f"The backup {target} was not made ({_reason(error)}).") from error
    return manifest


def _write_archive(work: Path, name: str, with_secret_key: bool) -> Manifest:
    """Write the archive under this name into a folder of its own."""
    kind = connection.vendor
    database = work / DATABASE[kind]
    migrations = _copy_sqlite(database) if kind == "sqlite" else _dump_postgresql(database)
    members: dict[str, Member] = {}
    with tarfile.open(work / name, mode="x:gz", compresslevel=6) as archive:

        def add(member: str, content: IO[bytes], size: int, modified: float) -> None:
            info = tarfile.TarInfo(member)
            info.size, info.mtime, info.mode = size, modified, 0o600
            reader = _Hashing(content)
            archive.addfile(info, reader)
            members[member] = Member(reader.digest.hexdigest(), size)

        made = datetime.now(UTC)
        with database.open("rb") as content:
            add(database.name, content, database.stat().st_size, made.timestamp())
        for media in sorted(_media_names()):
            if not _is_member(f"{MEDIA}/{media}"):
                raise BackupError(f"{media} has a name that cannot be restored everywhere. Rename the file.")
            try:
                with default_storage.open(media) as file:
                    picture = file.read()
                modified = default_storage.get_modified_time(media).timestamp()
            except FileNotFoundError:
                continue  # staff have just deleted it
            add(f"{MEDIA}/{media}", io.BytesIO(picture), len(picture), modified)
        if with_secret_key:
            key = settings.SECRET_KEY.encode()
            add(KEY, io.BytesIO(key), len(key), made.timestamp())
        manifest = Manifest(made.isoformat(timespec="seconds"), kind, migrations, dict(members))
        content_of_manifest = manifest.dump()
        add(MANIFEST, io.BytesIO(content_of_manifest), len(content_of_manifest), made.timestamp())
    (work / name).chmod(0o600)
    _flush(work / name)
    return manifest


def _copy_sqlite(target: Path) -> list[tuple[str, str]]:
    """One state of the database, between two transactions, whatever is written meanwhile; and its migrations."""
    path = _sqlite_file()
    if not path.exists():
        raise BackupError(f"There is no database at {path}. Check DATA_DIR and DATABASE_URL.")
    with closing(sqlite3.connect(path, timeout=20)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    return _check_sqlite(target)


def _check_sqlite(path: Path) -> list[tuple[str, str]]:
    """The migrations that have run in a database file. Raises BackupError when the file is damaged or not ours."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            state = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if state != "ok":
                raise BackupError(f"The database is damaged ({state}).")
            rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The database cannot be used ({error}). Run “manage.py prepare” first.") from error
    return [(app, name) for app, name in rows]


def _dump_postgresql(target: Path) -> list[tuple[str, str]]:
    """The same for PostgreSQL, whose own program knows best how."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            migrations = [(app, name) for app, name in cursor.fetchall()]
    except DatabaseError as error:
        raise BackupError(f"The database cannot be used ({_reason(error)}). Run “manage.py prepare” first.") from error
    # The archive is compressed as a whole. Owners and rights belong to the server, not to the site.
    _run_postgresql("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={target}")
    return migrations


def _run_postgresql(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the site's database. The password goes by its environment, which other
    users of the machine cannot see.
    """
    if not shutil.which(program):
        raise BackupError(f"{program} is not installed. Install PostgreSQL's client programs and try again.")
    (_, *where), secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program, "--no-password", *where[:-1], *arguments, f"--dbname={where[-1]}"]
    done = subprocess.run(
        command, env={**os.environ, **(secrets or {})}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"status {done.returncode}"
        raise BackupError(f"{program} failed: {said}")


# --- Reading an archive ----------------------------------------------------------------------------------------------


def read_archive(file: IO[bytes]) -> Manifest:
    """Read a whole archive, checking every name, every checksum and that nothing is missing or added.

    Raises BackupError with the reason. Writes nothing.
    """
    found: dict[str, Member] = {}
    described: bytes | None = None
    try:
        for info, content in _members(file):
            if info.name == MANIFEST:
                if info.size > MANIFEST_BYTES:
                    raise BackupError("This file is not a backup of this program: its manifest is too large.")
                described = content.read()
                continue
            reader = _Hashing(content)
            while reader.read(BLOCK):
                pass
            found[info.name] = Member(reader.digest.hexdigest(), info.size)
    except UNREADABLE as error:
        raise BackupError(f"This file is not a backup, or it is damaged ({_reason(error)}).") from error
    if described is None:
        raise BackupError("This file is not a whole backup: its manifest is missing.")
    try:
        manifest = Manifest.parse(described)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError("This file is not a backup of this program: its manifest cannot be read.") from error
    if missing := sorted(manifest.members.keys() - found.keys()):
        raise BackupError(f"This backup is damaged: {missing[0]} is missing from it.")
    if added := sorted(found.keys() - manifest.members.keys()):
        raise BackupError(f"This file is not a backup as it was made: {added[0]} was added to it.")
    for name, member in found.items():
        if member != manifest.members[name]:
            raise BackupError(f"This backup is damaged: {name} is not what was backed up.")
    if DATABASE.get(manifest.database) not in found:
        raise BackupError("This backup is damaged: it has no database.")
    return manifest


def _members(file: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """The members of an archive, one after the other, each with its content, to the last byte of the file.

    Raises BackupError on a member that a backup does not have, and any of UNREADABLE on damage.
    """
    names: set[str] = set()
    file.seek(0)
    with gzip.open(file) as unpacked:
        with tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for info in archive:
                content = archive.extractfile(info) if info.type in {tarfile.REGTYPE, tarfile.AREGTYPE} else None
                if content is None or info.issparse() or not _is_member(info.name) or info.name in names:
                    raise BackupError(f"This file is not a backup of this program: it holds “{info.name[:200]}”.")
                names.add(info.name)
                yield info, content
        while block := unpacked.read(BLOCK):  # the checksum of the compression comes at the very end
            if block.strip(b"\0"):
                raise BackupError("This file is not a backup as it was made: something was added to its end.")


def _is_member(name: str) -> bool:
    """Whether a backup may have a member of this name: never one that could land outside its folder."""
    if name in {MANIFEST, KEY, *DATABASE.values()}:
        return True
    parts = PurePosixPath(name).parts
    return (
        len(parts) > 1
        and parts[0] == MEDIA
        and "/".join(parts) == name
        and ".." not in parts
        and name.isprintable()
        and "\\" not in name
    )


class _Hashing:
    """A file that is only read, and whose bytes are hashed on the way."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.content.read(size)
        self.digest.update(block)
        return block


# --- Restore ---------------------------------------------------------------------------------------------------------


def restore(source: Path) -> Manifest:
    """Put the site that a backup holds into this empty place.

    Raises BackupError, and changes nothing, when the file is not a sound backup of this kind of site, or the place is
    not empty.
    """
    try:
        file = source.expanduser().open("rb")
    except OSError as error:
        raise BackupError(f"{source} cannot be read ({_reason(error)}).") from error
    with file:
        _check_place()
        manifest = read_archive(file)
        _check_fits(manifest)
        try:
            with _unpacked(file, manifest) as folder, ExitStack() as undo:
                _place_media(folder / MEDIA, undo)
                _place_database(folder, manifest)
                undo.pop_all()
                if KEY in manifest.members:
                    _place_secret_key(folder / KEY)
        except UNREADABLE as error:
            raise BackupError(f"The backup could not be put into its place ({_reason(error)}).") from error
    # Of the pages that are kept in the cache, none is of this site.
    forget_all()
    begin_edition()
    return manifest


def _check_place() -> None:
    """Raise BackupError unless there is nothing here that a restore would overwrite or mix with."""
    media = _media_folder()
    try:
        used = any(media.iterdir()) if media and media.exists() else any(_media_names())
    except OSError as error:
        raise BackupError(f"The media files cannot be listed ({_reason(error)}).") from error
    if used:
        raise BackupError(f"{media or 'The bucket of MEDIA_STORAGE_URL'} is not empty. {_ELSEWHERE}")
    if connection.vendor != "sqlite":
        if connection.introspection.table_names():
            raise BackupError(f"The database {connection.settings_dict['NAME']} has tables. {_ELSEWHERE}")
        return
    path = _sqlite_file()
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(path)) as database:
            used = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"{path} is there and cannot be read ({error}). {_ELSEWHERE}") from error
    if used:
        raise BackupError(f"The database {path} has tables. {_ELSEWHERE}")


_ELSEWHERE = (
    "A backup is restored into an empty place only: name another DATA_DIR, database or bucket, or move this one away."
)


def _check_fits(manifest: Manifest) -> None:
    """Raise BackupError unless this program can run what the backup holds."""
    if manifest.database != connection.vendor:
        theirs, ours = KINDS[manifest.database], KINDS[connection.vendor]
        raise BackupError(f"This backup is of a {theirs} database and this site has {ours}. Set DATABASE_URL to match.")
    loader = MigrationLoader(None)
    unknown = sorted(set(manifest.migrations) - loader.disk_migrations.keys())
    if unknown:
        raise BackupError(
            f"This backup is from another version of the program, which has the migration {'.'.join(unknown[0])}. "
            "Restore it with that version."
        )


@contextmanager
def _unpacked(file: IO[bytes], manifest: Manifest) -> Iterator[Path]:
    """A folder beside the data with the members of an archive that was read before; removed in the end."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as name:
        folder = Path(name)
        for info, content in _members(file):
            path = folder / info.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as copy:
                shutil.copyfileobj(content, copy, BLOCK)
                copy.flush()
                os.fsync(copy.fileno())
            if info.name.startswith(f"{MEDIA}/"):
                os.utime(path, (info.mtime, info.mtime))
                path.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)
        if manifest.database == "sqlite" and _check_sqlite(folder / DATABASE["sqlite"]) != manifest.migrations:
            raise BackupError("This backup is damaged: its database is not the one that its manifest describes.")
        yield folder


def _place_media(source: Path, undo: ExitStack) -> None:
    target = _media_folder()
    if target is None:
        for path in _files(source):
            name = path.relative_to(source).as_posix()
            undo.callback(default_storage.delete, name)
            with path.open("rb") as content:
                default_storage.save(name, File(content))
        return
    if not target.exists():
        undo.callback(_remove, target)
        target.mkdir(parents=True)
    for path in sorted(source.iterdir()) if source.exists() else []:
        undo.callback(_remove, target / path.name)
        shutil.move(path, target / path.name)


def _place_database(folder: Path, manifest: Manifest) -> None:
    source = folder / DATABASE[manifest.database]
    if manifest.database == "postgresql":
        _run_postgresql("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(source))
        return
    target = _sqlite_file()
    for leaving in ("-wal", "-shm"):  # of the empty database that may have been here
        target.with_name(target.name + leaving).unlink(missing_ok=True)
    shutil.move(source, target)
    _flush(target.parent)


def _place_secret_key(source: Path) -> None:
    """Sessions go on after this: staff do not have to log in again."""
    source.chmod(0o600)
    source.replace(settings.DATA_DIR / KEY)


# --- Files -----------------------------------------------------------------------------------------------------------


def _media_folder() -> Path | None:
    """The folder with the media files; None when they are in a bucket."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError:
        return None


def _media_names(folder: str = "") -> Iterator[str]:
    """The names of all media files, wherever they are."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in names)
    for below in folders:
        yield from _media_names(f"{folder}{below}/")


def _sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"]).absolute()


def _files(folder: Path) -> list[Path]:
    """All files in a folder and below, also behind links to folders."""
    return sorted(Path(place, name) for place, _, names in os.walk(folder, followlinks=True) for name in names)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return " ".join(str(error).split()) or "it ends early"
