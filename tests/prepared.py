"""What many tests start from and what takes long to make: made once for each state of the program, kept between runs."""

import fcntl
import hashlib
import os
import shutil
import sys
import time
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "prepared"
#: What decides how a fresh database looks, and how collected files look.
DATABASE = ("content", "ketaguide", "templates", "locale", "requirements.txt", "tests/prepared.py", "tests/site.py")
FILES = (
    *("static", "ketaguide/settings.py", "ketaguide/static_files.py", "ketaguide/stylesheets.py"),
    *("requirements.txt", "tests/prepared.py"),
)
#: Names this run of the tests. Workers, which the first process starts, have it from there.
RUN = os.environ.setdefault("TEST_RUN", uuid.uuid4().hex[:12])
#: What no run of the tests can still be using.
OLD_SECONDS = 24 * 3600


@cache
def fingerprint(sources: tuple[str, ...]) -> str:
    """Changes with every file below these places of the program, and with Python; not while the tests run. PREPARED_AS names
    another one, under which everything is to be found (tools/planted_faults.py).
    """
    if given := os.environ.get("PREPARED_AS"):
        return given
    value = hashlib.sha256(sys.version.encode())
    for name in sources:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                value.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return value.hexdigest()[:24]


def made_once(name: str, make: Callable[[Path], None], sources: tuple[str, ...] = DATABASE) -> Path:
    """A folder that `make` filled, now or in an earlier run with the same `sources`. Look at it only: others use it, too.

    What belongs to a database of PostgreSQL is made anew by each run, as its databases are.
    """
    of_this_run = f"-{RUN}" if sources is not FILES and "DATABASE_URL" in os.environ else ""
    place = KEPT / f"{fingerprint(sources)}{of_this_run}"
    place.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for other in KEPT.iterdir():
            if other.is_dir() and other != place and other.stat().st_mtime < time.time() - OLD_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
        folder, unfinished = place / name, place / f"{name}.unfinished"
        if not folder.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder
