"""Collect static files, but only when one of them or a setting about them has changed.

Runs with the Python of .venv.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.core.management import call_command  # noqa: E402


def fingerprint() -> str:
    """Changes when a static file is added, removed or written, or the way to store them changes."""
    value = hashlib.sha256()
    about = (django.VERSION, settings.STATIC_ROOT, settings.STATIC_URL, settings.STORAGES)
    value.update(repr(about).encode())
    value.update((ROOT / "requirements.txt").read_bytes())
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            try:
                state = Path(storage.path(path)).stat()
                value.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
            except NotImplementedError:  # a file that is made, not stored
                with storage.open(path) as file:
                    value.update(path.encode() + b"\0" + file.read())
    return value.hexdigest()


def main() -> None:
    django.setup()
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(root.name + ".stamp")
    wanted = fingerprint()
    try:
        if root.is_dir() and stamp.read_text(encoding="utf-8") == wanted:
            return
    except OSError:
        pass
    print("Collecting the static files ...", flush=True)
    try:
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted, encoding="utf-8")
    except OSError as error:
        sys.exit(f"The static files could not be written to {root}: {error.strerror or error}.")


if __name__ == "__main__":
    main()
