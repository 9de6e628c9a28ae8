"""make faults: plant each fault of tests/planted_faults.yaml, and see that the tests notice it. Takes about half an hour.

ARGS='word' takes those whose harm holds the word.
"""

from __future__ import annotations

import os
import subprocess
import sys

from browser import prepared_browser
from project import PYTHON, ROOT, SITE_VARIABLES, environment, fail, stop_on_signals


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    chromium = prepared_browser("Some of the faults are noticed in a browser only: this takes a Chromium.")
    command = [PYTHON, "tools/plant_faults.py", *sys.argv[1:]]
    env = environment({"CHROMIUM": chromium}, without=SITE_VARIABLES)
    sys.exit(subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
