"""docs/performance.md: each tool that measures writes between marks of its own and leaves the rest as it is."""

from __future__ import annotations

import datetime
import os
import platform

from project import ROOT, fail, say

DOCUMENT = ROOT / "docs" / "performance.md"


def machine() -> str:
    """When and on what was measured, for the sentence above a table."""
    return (
        f"{datetime.date.today():%B %-d, %Y}: {os.cpu_count() or 1} processor cores, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}"
    )


def load_average(before: float) -> str:
    """A sentence on what else the machine did."""
    words = f"The load average was {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    if before < (os.cpu_count() or 1) / 2:
        return words + "."
    return (
        words + "; other programs were working on this machine when it began, so only ratios count, and those roughly."
    )


def write(command: str, text: str) -> None:
    """Put what a command measured between its marks."""
    begin, end = f"<!-- written by {command} -->", f"<!-- end of what {command} writes -->"
    old = DOCUMENT.read_text(encoding="utf-8")
    if begin not in old or end not in old:
        fail(f"{DOCUMENT.relative_to(ROOT)} has lost its marks “{begin}” and “{end}”.")
    before, after = old.partition(begin)[0], old.partition(end)[2]
    DOCUMENT.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
    say(text)
    say(f"Wrote {DOCUMENT.relative_to(ROOT)}.")
