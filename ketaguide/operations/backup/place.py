"""The place that a backup is restored into: empty, of the same kind, and known to this program."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ketaguide.operations.backup.archive import KEY, KINDS, BackupError, Manifest
from ketaguide.operations.backup.database import sqlite_file
from ketaguide.operations.backup.files import reason_of
from ketaguide.operations.backup.media import media_folder, media_names

_ELSEWHERE = (
    "A backup is restored into an empty place only: name another DATA_DIR, database or bucket, or move this one away."
)


def check_place() -> None:
    """Raise BackupError unless there is nothing here that a restore would overwrite or mix with."""
    media = media_folder()
    try:
        used = any(media.iterdir()) if media and media.exists() else any(media_names())
    except OSError as error:
        raise BackupError(f"The media files cannot be listed ({reason_of(error)}).") from error
    if used:
        raise BackupError(f"{media or 'The bucket of MEDIA_STORAGE_URL'} is not empty. {_ELSEWHERE}")
    if connection.vendor != "sqlite":
        if connection.introspection.table_names():
            raise BackupError(f"The database {connection.settings_dict['NAME']} has tables. {_ELSEWHERE}")
        return
    path = sqlite_file()
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(path)) as database:
            used = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"{path} is there and cannot be read ({error}). {_ELSEWHERE}") from error
    if used:
        raise BackupError(f"The database {path} has tables. {_ELSEWHERE}")


def check_fits(manifest: Manifest) -> None:
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


def place_secret_key(source: Path) -> None:
    """Sessions go on after this: staff do not have to log in again."""
    source.chmod(0o600)
    source.replace(settings.DATA_DIR / KEY)
