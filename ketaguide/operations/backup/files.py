"""Files and folders of backups, and why something could not be done with them."""

import os
import shutil
from pathlib import Path


def files_in(folder: Path) -> list[Path]:
    """All files in a folder and below, also behind links to folders."""
    return sorted(Path(place, name) for place, _, names in os.walk(folder, followlinks=True) for name in names)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reason_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return " ".join(str(error).split()) or "it ends early"
