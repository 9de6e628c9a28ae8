"""The media files of the site, in a folder or in a bucket."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from ketaguide.operations.backup.files import files_in, remove


def place_media(source: Path, undo: ExitStack) -> None:
    target = media_folder()
    if target is None:
        for path in files_in(source):
            name = path.relative_to(source).as_posix()
            undo.callback(default_storage.delete, name)
            with path.open("rb") as content:
                default_storage.save(name, File(content))
        return
    if not target.exists():
        undo.callback(remove, target)
        target.mkdir(parents=True)
    for path in sorted(source.iterdir()) if source.exists() else []:
        undo.callback(remove, target / path.name)
        shutil.move(path, target / path.name)


def media_folder() -> Path | None:
    """The folder with the media files; None when they are in a bucket."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError:
        return None


def media_names(folder: str = "") -> Iterator[str]:
    """The names of all media files, wherever they are."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in names)
    for below in folders:
        yield from media_names(f"{folder}{below}/")
