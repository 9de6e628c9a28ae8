"""Backup: the whole site as one file.

It is taken while the site runs. The database comes first, in one consistent state, and the media files after it: staff
cannot delete a picture that a page uses, so the files of that state are still there.
"""

import io
import sqlite3
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from ketaguide.operations.backup.archive import (
    DATABASE,
    KEY,
    MANIFEST,
    MEDIA,
    BackupError,
    Hashing,
    Manifest,
    Member,
    is_member,
)
from ketaguide.operations.backup.database import copy_sqlite, dump_postgresql
from ketaguide.operations.backup.files import flush, reason_of
from ketaguide.operations.backup.media import media_folder, media_names


def back_up(target: Path, with_secret_key: bool = False) -> Manifest:
    """Write the site to a new file, which appears whole or not at all. Only this user may read it.

    Raises BackupError, and leaves nothing behind, where that cannot be done.
    """
    target = target.expanduser().absolute()
    if target.exists():
        raise BackupError(f"{target} is already there. Name a new file, so that no backup is lost.")
    folder = media_folder()
    if folder and target.is_relative_to(folder):
        raise BackupError(f"{target} is in the folder that readers get pictures from. Name a file elsewhere.")
    try:
        # Beside the target, because only a move on the same disk is all or nothing.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
            manifest = _write_archive(Path(work), target.name, with_secret_key)
            (Path(work) / target.name).replace(target)
        flush(target.parent)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise BackupError(f"The backup {target} was not made ({reason_of(error)}).") from error
    return manifest


def _write_archive(work: Path, name: str, with_secret_key: bool) -> Manifest:
    """Write the archive under this name into a folder of its own."""
    kind = connection.vendor
    database = work / DATABASE[kind]
    migrations = copy_sqlite(database) if kind == "sqlite" else dump_postgresql(database)
    members: dict[str, Member] = {}
    with tarfile.open(work / name, mode="x:gz", compresslevel=6) as archive:

        def add(member: str, content: IO[bytes], size: int, modified: float) -> None:
            info = tarfile.TarInfo(member)
            info.size, info.mtime, info.mode = size, modified, 0o600
            reader = Hashing(content)
            archive.addfile(info, reader)
            members[member] = Member(reader.digest.hexdigest(), size)

        made = datetime.now(UTC)
        with database.open("rb") as content:
            add(database.name, content, database.stat().st_size, made.timestamp())
        for media in sorted(media_names()):
            if not is_member(f"{MEDIA}/{media}"):
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
    flush(work / name)
    return manifest
