"""make kills: kill the browser, a worker or the server at random moments while somebody types, and see that nothing that stood for
ten seconds is lost. Takes about a quarter of an hour for a hundred.

ARGS='200' for another number; KILL_SEED repeats a run, KILL_SECONDS ends it earlier.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from browser import prepared_browser
from project import PYTHON, ROOT, SITE_VARIABLES, environment, fail, stop_on_signals


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    kills = sys.argv[1] if sys.argv[1:] else "200"
    if not kills.isdigit():
        fail("", "Say how many: make kills ARGS='200'.")
    chromium = prepared_browser("This types into a real browser, and takes a Chromium.")
    with tempfile.TemporaryDirectory(prefix="ketaguide-kills-") as folder:
        env = environment({"CHROMIUM": chromium, "KILLS": kills, "DATA_DIR": folder}, without=SITE_VARIABLES)
        command = [PYTHON, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "tests/staff/test_random_kills.py"]
        sys.exit(subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
