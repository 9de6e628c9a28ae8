"""make bench: how fast readers are served, as ratios, from a fresh site with two workers. Needs wrk.

Two addresses are measured in turn, again and again, so that what else the machine does hurts both; the middle ratio of the
pairs counts. The table goes into docs/performance.md, between its two marks; the rest of that file is left as it is.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from fresh_site import fresh_site
from project import ROOT, fail, install, only_one, say, stop_on_signals

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"
PAGE = "/does-it-work/"
FILE = "/static/bench.html"
PAIRS = 7
SECONDS = 3
#: Enough to keep two workers busy; and the crowd in which the slowest answers are looked at.
CONNECTIONS, CROWD = 16, 64
ENCODING = "Accept-Encoding: br, gzip"
# Whoever sends a session cookie passes by the ready pages, whether or not there is such a session.
BYPASS = "Cookie: sessionid=bench"
#: Puts the page, as readers get it, beside the static files: WhiteNoise then serves as many bytes as the ready page has.
COPY_PAGE = f"""
from pathlib import Path
from django.conf import settings
from django.test import Client
from ketaguide.ready_pages import make_ready
page = make_ready(Client(headers={{"host": "127.0.0.1"}}).get("{PAGE}"), "bench")
for suffix, body in (("", page.plain), (".gz", page.gzip), (".br", page.br)):
    Path(settings.STATIC_ROOT, "bench.html" + suffix).write_bytes(body)
"""
TIMES = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass
class Run:
    """What wrk found: requests per second, and in milliseconds the time of the middle and of the slowest hundredth."""

    rate: float
    p50: float
    p99: float


def measure(url: str, *headers: str, connections: int = CONNECTIONS) -> Run:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "20s", "--latency"]
    command += [part for header in (ENCODING, *headers) for part in ("-H", header)]
    shown = subprocess.run([*command, url], capture_output=True, text=True, check=False)
    text = shown.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    slow = {share: float(value) * TIMES[unit] for share, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(\w+)", text)}
    if shown.returncode or not rate or len(slow) != 2:
        fail("wrk gave no numbers:", text.strip(), shown.stderr.strip())
    if "Non-2xx" in text or "Socket errors" in text:
        fail(f"Some requests for {url} failed, so the numbers mean nothing:", text.strip())
    return Run(float(rate[1]), slow["50"], slow["99"])


@dataclass
class Row:
    """One line of the table."""

    what: str
    first: float
    second: float
    ratio: float
    lowest: float
    highest: float
    goal: str
    met: bool


def compare(what: str, first: Callable[[], Run], second: Callable[[], Run], goal: float) -> Row:
    """Measure two things in turn; the ratio of their requests per second must be at least the goal."""
    say(f"{what} ...")
    first(), second()  # the first requests warm up what is kept
    pairs = []
    for number in range(PAIRS):
        if number % 2:  # neither is always the one that comes first
            other = second()
            pairs.append((first().rate, other.rate))
        else:
            pairs.append((first().rate, second().rate))
    ratios = [one / other for one, other in pairs]
    return Row(
        what, median(one for one, _ in pairs), median(other for _, other in pairs),
        median(ratios), min(ratios), max(ratios), f"at least {goal:g}", median(ratios) >= goal,
    )  # fmt: skip


def slowest(what: str, run: Callable[[], Run], goal: float) -> Row:
    """How much longer than the middle one the slowest of 100 answers takes; must be at most the goal."""
    say(f"{what} ...")
    run()
    runs = [run() for _ in range(PAIRS)]
    ratios = [one.p99 / one.p50 for one in runs]
    return Row(
        what, median(one.p99 for one in runs), median(one.p50 for one in runs),
        median(ratios), min(ratios), max(ratios), f"at most {goal:g}", median(ratios) <= goal,
    )  # fmt: skip


def look(url: str, header: str = "") -> tuple[bytes, str]:
    """A body as wrk gets it, and its ETag."""
    names = dict(part.split(": ") for part in (ENCODING, header) if part)
    with urllib.request.urlopen(urllib.request.Request(url, headers=names), timeout=30) as response:
        return response.read(), response.headers.get("ETag", "")


def rows_of(site: str) -> tuple[list[Row], int]:
    """The table, and the size of what is sent."""
    page, file = site + PAGE, site + FILE
    body, etag = look(page)
    same, _ = look(file)
    if len(body) != len(same):
        fail(f"The page has {len(body)} bytes and the static file {len(same)}, so they cannot be compared.")

    def ready() -> Run:
        return measure(page)

    return [
        compare("ready page : static file", ready, lambda: measure(file), 0.95),
        compare("ready page : the same page rendered", ready, lambda: measure(page, BYPASS), 3),
        compare("304 : 200", lambda: measure(page, f"If-None-Match: {etag}"), ready, 1),
        slowest(f"p99 : p50, {CROWD} connections", lambda: measure(page, connections=CROWD), 4),
    ], len(body)


def report(rows: list[Row], size: int, load: float, load_after: float) -> str:
    cores = os.cpu_count() or 1
    lines = [
        f"Measured on {datetime.date.today():%B %-d, %Y} with `make bench`: {cores} processor cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, a fresh site with SQLite, 2 gunicorn "
        f"workers of 64 threads, wrk with one thread on the same machine. The page is `{PAGE}`, {size:,} bytes in Brotli. "
        f"Each line comes from {PAIRS} pairs of {SECONDS} seconds, measured in turn, with {CONNECTIONS} connections where "
        f"nothing else is said. The load average was {load:.1f} before and {load_after:.1f} after"
        + (
            "; other programs were working on this machine when it began, so that requests per second mean little and "
            "only the ratios count."
            if load >= cores / 2
            else "."
        ),
        "",
        "| | First | Second | Median ratio | Lowest to highest | Goal | |",
        "|---|---:|---:|---:|---:|---|---|",
    ]
    for row in rows:
        unit, digits = (" ms", 1) if row.what.startswith("p99") else ("/s", 0)
        lines.append(
            f"| {row.what} | {row.first:,.{digits}f}{unit} | {row.second:,.{digits}f}{unit} | {row.ratio:.2f} "
            f"| {row.lowest:.2f} to {row.highest:.2f} | {row.goal} | {'met' if row.met else '**not met**'} |"
        )
    return "\n".join(lines)


INTRODUCTION = f"""# Performance

How fast readers are served, as ratios: how many requests a second a machine answers says more about the machine.

{BEGIN}
{END}

## What the lines mean

- *Ready page*: what readers get, answered by the first middleware from what is kept (`ketaguide/ready_pages.py`).
- *Static file*: the same bytes as a file that WhiteNoise serves, from the same processes, with the same encodings.
- *The same page rendered*: the request carries a made-up session cookie, so it passes by the ready pages; django CMS renders
  the page as for somebody whose session has ended. That takes one query more than a reader would cost.
- *304 : 200*: a browser that has the page already, against one that has not.
- *p99 : p50*: how much longer than the middle answer the slowest of a hundred takes.

## What was not measured

- django CMS's own page cache: it keeps nothing on this site (`docs/decisions.md`), so there is nothing to compare with.
- PostgreSQL, Redis, and more than one machine.
- A network, TLS, and slow readers; wrk and the site share the processors of one machine.
- The folder of `manage.py export_site` behind nginx.
- Guides with many more pages than the shipped one.
"""


def write(text: str) -> None:
    """Put the table between its marks. A document without marks is begun anew."""
    old = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    if BEGIN not in old or END not in old:
        old = INTRODUCTION
    before, after = old.partition(BEGIN)[0], old.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    if not shutil.which("wrk"):
        fail("make bench needs wrk, which is not installed here. On Debian and Ubuntu: sudo apt-get install wrk")
    with only_one() as lock:
        install(["requirements.txt"], lock)
    load = os.getloadavg()[0]
    with fresh_site(COPY_PAGE) as (site, _):
        rows, size = rows_of(site)
    text = report(rows, size, load, os.getloadavg()[0])
    write(text)
    say(text)
    say(f"Wrote {Path(DOCUMENT).relative_to(ROOT)}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
