"""make kills: kill the browser, a worker, the server or its database at random moments while somebody types, and see that nothing
that stood for ten seconds is lost. Takes about an hour. The database is a PostgreSQL server of its own; ARGS='200 sqlite'
takes SQLite, which is no server that could be killed.

ARGS='20' for another number; KILL_SEED repeats a run, KILL_SECONDS ends it earlier.
"""

from __future__ import annotations

import sys
import tempfile

from browser import run_with_browser
from project import fail
from services import find_program


def main() -> None:
    kills, *database = sys.argv[1:] or ["200"]
    if not kills.isdigit() or database not in ([], ["sqlite"]):
        fail("", "Say how many, and perhaps on what: make kills ARGS='200', or ARGS='200 sqlite'.")
    if not database:
        find_program("initdb", "postgresql")
    with tempfile.TemporaryDirectory(prefix="ketaguide-kills-") as folder:
        run_with_browser(
            "This types into a real browser, and takes a Chromium.",
            ["-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "tests/staff/test_random_kills.py"],
            KILLS=kills,
            KILL_DATABASE="" if database else "1",
            DATA_DIR=folder,
        )


if __name__ == "__main__":
    main()
