"""make questions: presses and screens from home to the answer of everyday questions, on a phone, into docs/quality.md.

Needs Chromium. The questions, their pages and headings are the first three columns of the table there; the rest is measured.
"""

from __future__ import annotations

import os
import subprocess

from browser import prepared_browser
from fresh_site import fresh_site
from project import PYTHON, ROOT, fail, say, stop_on_signals


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    chromium = prepared_browser("To measure the way to answers takes a Chromium.")
    with fresh_site() as (address, _):
        say("Asking the questions ...")
        command = [PYTHON, "tools/ask_questions.py", chromium, address]
        code = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if code:
        fail("Some questions are not answered in two presses and two screens.", code=code)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
