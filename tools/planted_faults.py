"""make faults: plant each fault of tests/planted_faults.yaml, and see that the tests notice it. Takes about half an hour.

ARGS='word' takes those whose harm holds the word.
"""

from __future__ import annotations

import sys

from browser import run_with_browser

if __name__ == "__main__":
    run_with_browser(
        "Some of the faults are noticed in a browser only: this takes a Chromium.",
        ["tools/plant_faults.py", *sys.argv[1:]],
    )
