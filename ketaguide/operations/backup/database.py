"""The database of the site as a file, and back."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection

from ketaguide.operations.backup.archive import DATABASE, BackupError, Manifest
from ketaguide.operations.backup.files import flush, reason_of


def copy_sqlite(target: Path) -> list[tuple[str, str]]:
    """One state of the database, between two transactions, whatever is written meanwhile; and its migrations."""
    path = sqlite_file()
    if not path.exists():
        raise BackupError(f"There is no database at {path}. Check DATA_DIR and DATABASE_URL.")
    with closing(sqlite3.connect(path, timeout=20)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    return check_sqlite(target)


def check_sqlite(path: Path) -> list[tuple[str, str]]:
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


def dump_postgresql(target: Path) -> list[tuple[str, str]]:
    """The same for PostgreSQL, whose own program knows best how."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            migrations = [(app, name) for app, name in cursor.fetchall()]
    except DatabaseError as error:
        raise BackupError(
            f"The database cannot be used ({reason_of(error)}). Run “manage.py prepare” first."
        ) from error
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


def place_database(folder: Path, manifest: Manifest) -> None:
    source = folder / DATABASE[manifest.database]
    if manifest.database == "postgresql":
        _run_postgresql("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(source))
        return
    target = sqlite_file()
    for leaving in ("-wal", "-shm"):  # of the empty database that may have been here
        target.with_name(target.name + leaving).unlink(missing_ok=True)
    shutil.move(source, target)
    flush(target.parent)


def sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"]).absolute()
