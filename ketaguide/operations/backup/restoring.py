"""Restore: the site that a backup holds, back into an empty place.

It reads the archive to its end before it changes anything, unpacks it beside the data, and only then puts it into its
place; what fails until then leaves the place empty.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from ketaguide.delivery.edition import begin_edition, forget_all
from ketaguide.operations.backup.archive import (
    BLOCK,
    DATABASE,
    KEY,
    MEDIA,
    UNREADABLE,
    BackupError,
    Manifest,
    read_archive,
    read_members,
)
from ketaguide.operations.backup.database import check_sqlite, place_database
from ketaguide.operations.backup.files import reason_of
from ketaguide.operations.backup.media import place_media
from ketaguide.operations.backup.place import check_fits, check_place, place_secret_key


def restore(source: Path) -> Manifest:
    """Put the site that a backup holds into this empty place.

    Raises BackupError, and changes nothing, when the file is not a sound backup of this kind of site, or the place is
    not empty.
    """
    try:
        file = source.expanduser().open("rb")
    except OSError as error:
        raise BackupError(f"{source} cannot be read ({reason_of(error)}).") from error
    with file:
        check_place()
        manifest = read_archive(file)
        check_fits(manifest)
        try:
            with _unpacked(file, manifest) as folder, ExitStack() as undo:
                place_media(folder / MEDIA, undo)
                place_database(folder, manifest)
                undo.pop_all()
                if KEY in manifest.members:
                    place_secret_key(folder / KEY)
        except UNREADABLE as error:
            raise BackupError(f"The backup could not be put into its place ({reason_of(error)}).") from error
    # Of the pages that are kept in the cache, none is of this site.
    forget_all()
    begin_edition()
    return manifest


@contextmanager
def _unpacked(file: IO[bytes], manifest: Manifest) -> Iterator[Path]:
    """A folder beside the data with the members of an archive that was read before; removed in the end."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as name:
        folder = Path(name)
        for info, content in read_members(file):
            path = folder / info.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as copy:
                shutil.copyfileobj(content, copy, BLOCK)
                copy.flush()
                os.fsync(copy.fileno())
            if info.name.startswith(f"{MEDIA}/"):
                os.utime(path, (info.mtime, info.mtime))
                path.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)
        if manifest.database == "sqlite" and check_sqlite(folder / DATABASE["sqlite"]) != manifest.migrations:
            raise BackupError("This backup is damaged: its database is not the one that its manifest describes.")
        yield folder
