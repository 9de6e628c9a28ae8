"""make bench: how fast readers are served, as ratios, from a fresh site with two workers. Needs wrk; nginx if it is there.

Two addresses are measured in turn, again and again, so that what else the machine does hurts both; the middle ratio of the
pairs counts. The table goes into docs/performance.md. `make bench ARGS=search` measures the lines with that word alone, and
prints them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from fresh_site import free_port, fresh_site, wait_for
from performance import load_average, machine, write
from project import PYTHON, ROOT, SITE_VARIABLES, environment, fail, install, only_one, say, stop_child, stop_on_signals

#: The page that is measured, and the file with the same bytes.
PAGE, FILE = "/does-it-work/", "/static/bench.html"
#: A page with every component in every state, and one with the same words in a single block of rich text.
COMPONENTS, ONE_BLOCK = "/every-component/", "/one-block/"
#: The words of PAGE in a single block.
PAGE_IN_ONE_BLOCK = "/the-page-in-one-block/"
PAIRS = 7
SECONDS = 3
#: Enough to keep two workers busy; and the crowd in which the slowest answers are looked at.
CONNECTIONS, CROWD = 16, 64
#: As many as there are workers: a rendered page takes a whole one.
FEW = 2
ENCODING, GZIP = "Accept-Encoding: br, gzip", "Accept-Encoding: gzip"
#: Whoever has a session passes by the ready pages; `prepare_bench.py` makes this one, in which nobody is logged in.
SESSION = "b" * 32
BYPASS = f"Cookie: sessionid={SESSION}"
#: A reader without script who asks the search: wrk sends a form only by a script of its own.
SEARCH = "/search/"
SEARCH_FORM = """wrk.method = "POST"
wrk.body = "q=can+i+dirve+home"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
"""
#: More pages than these are searched in no guide (`MOST_PAGES` of content/search/site/documents.py).
SEARCHED = 500
PREPARE = "import sys; sys.path.insert(0, 'tools'); import prepare_bench; prepare_bench.{step}()"
TIMES = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass
class Run:
    """What wrk found: requests per second, and in milliseconds the time of the middle and of the slowest hundredth."""

    rate: float
    p50: float
    p99: float


def measure(
    url: str, *headers: str, connections: int = CONNECTIONS, encoding: str = ENCODING, script: Path | None = None
) -> Run:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "20s", "--latency"]
    command += ["-s", str(script)] if script else []
    command += [part for header in (encoding, *headers) for part in ("-H", header)]
    shown = subprocess.run([*command, url], capture_output=True, text=True, check=False)
    text = shown.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    slow = {share: float(value) * TIMES[unit] for share, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(\w+)", text)}
    if shown.returncode or not rate or len(slow) != 2:
        fail("wrk gave no numbers:", text.strip(), shown.stderr.strip())
    if "Non-2xx" in text or "Socket errors" in text:
        fail(f"Some requests for {url} failed, so the numbers mean nothing:", text.strip())
    if not float(rate[1]):
        fail(f"In {SECONDS} seconds nothing was answered at {url}: this machine has too much else to do.")
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
    met: bool | None


def compare(what: str, first: Callable[[], Run], second: Callable[[], Run], goal: float | None) -> Row:
    """Measure two things in turn; the ratio of their requests per second must be at least the goal, if there is one."""
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
        median(ratios), min(ratios), max(ratios),
        f"at least {goal:g}" if goal else "", median(ratios) >= goal if goal else None,
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


@contextmanager
def cms_page_cache(data: Path) -> Iterator[str]:
    """The address of the same site under django CMS's own page cache (`cms_page_cache.py`), on the same data."""
    port = free_port()
    extra = {"DATA_DIR": str(data), "PORT": str(port), "PYTHONPATH": str(ROOT / "tools")}
    env = environment(extra, without=SITE_VARIABLES) | {"DJANGO_SETTINGS_MODULE": "cms_page_cache"}
    server = subprocess.Popen(
        [PYTHON, "-m", "gunicorn", "-c", "ketaguide/operations/gunicorn.py"],
        cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_child(server)


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """The address of an nginx that serves an exported site as docs/operators.md says; empty where there is none."""
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not program:
        say("There is no nginx here, so the exported folder is not measured.")
        yield ""
        return
    port, place = free_port(), folder.parent / "nginx"
    place.mkdir()
    temporary = "".join(f"{name}_temp_path {place};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    types = "include /etc/nginx/mime.types;" if Path("/etc/nginx/mime.types").exists() else "types { text/html html; }"
    (place / "nginx.conf").write_text(
        f"""daemon off; pid {place}/pid; worker_processes 2; {"user root;" if os.geteuid() == 0 else ""}
events {{ }}
http {{
{types}
access_log off;
{temporary}map_hash_bucket_size 512;
map $uri $moved_to {{ default ""; include {folder}/redirects.map; }}
server {{ listen 127.0.0.1:{port}; root {folder}; include {folder}/nginx.conf; }}
}}
""",
        encoding="utf-8",
    )
    server = subprocess.Popen(
        [program, "-c", str(place / "nginx.conf"), "-e", str(place / "error.log")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_child(server)


def look(url: str, header: str = "") -> tuple[bytes, str]:
    """A body as wrk gets it, and its ETag."""
    names = dict(part.split(": ") for part in (ENCODING, header) if part)
    with urllib.request.urlopen(urllib.request.Request(url, headers=names), timeout=30) as response:
        return response.read(), response.headers.get("ETag", "")


@dataclass
class Sites:
    """Where the same site runs, fresh, under django CMS's page cache, exported behind nginx if it is there; and a large one."""

    own: str
    cached: str
    files: str
    large: str


def rows_of(sites: Sites, form: Path, word: str) -> tuple[list[Row], int]:
    """The lines of the table that have a word in them, and the size of what is sent. `form` is the script of wrk with SEARCH_FORM."""
    site = sites.own
    page, file = site + PAGE, site + FILE
    body, etag = look(page)
    same, _ = look(file)
    if len(body) != len(same):
        fail(f"The page has {len(body)} bytes and the static file {len(same)}, so they cannot be compared.")

    def get(url: str, *headers: str, **how: Any) -> Callable[[], Run]:
        return lambda: measure(url, *headers, **how)

    def search(place: str) -> Callable[[], Run]:
        return get(place + SEARCH, connections=FEW, script=form)

    ready = get(page)
    rendered = get(page, BYPASS, connections=FEW)
    lines: dict[str, tuple[Callable[[], Run], Callable[[], Run], float | None]] = {
        "ready page : static file": (ready, get(file), 0.95),
        # Without a module of its own nginx has no Brotli, so both send what gzip made.
        "ready page : nginx with the exported folder, both gzip": (
            get(page, encoding=GZIP),
            get(sites.files + PAGE, encoding=GZIP),
            None,
        ),
        "ready page : django CMS's own page cache": (ready, get(sites.cached + PAGE), 3),
        "ready page : the same page rendered": (ready, get(page, BYPASS), None),
        "rendered: the page : the same words in one block": (
            rendered,
            get(site + PAGE_IN_ONE_BLOCK, BYPASS, connections=FEW),
            0.5,
        ),
        "rendered: every component : the same words in one block": (
            get(site + COMPONENTS, BYPASS, connections=FEW),
            get(site + ONE_BLOCK, BYPASS, connections=FEW),
            0.5,
        ),
        "a search on the server : the page rendered": (search(site), rendered, None),
        f"a search among {SEARCHED} pages, the most it holds : a search in this guide": (
            search(sites.large),
            search(site),
            None,
        ),
        "304 : 200": (get(page, f"If-None-Match: {etag}"), ready, 1),
    }
    rows = [
        compare(what, *line) for what, line in lines.items() if word in what and (sites.files or "nginx" not in what)
    ]
    crowd = f"p99 : p50, {CROWD} connections"
    if word in crowd:
        rows.append(slowest(crowd, get(page, connections=CROWD), 4))
    return rows, len(body)


def report(rows: list[Row], size: int, load: float) -> str:
    lines = [
        f"Measured with `make bench` on {machine()}, a fresh site with SQLite, 2 gunicorn workers of 64 threads, wrk with one "
        f"thread on the same machine. The page is `{PAGE}`, {size:,} bytes in Brotli. Each line comes from {PAIRS} pairs of "
        f"{SECONDS} seconds, measured in turn, with {CONNECTIONS} connections where nothing else is said ({FEW} for "
        f"rendered pages that are compared). {load_average(load)}",
        "",
        "| | First | Second | Median ratio | Lowest to highest | Goal | |",
        "|---|---:|---:|---:|---:|---|---|",
    ]
    for row in rows:
        verdict = {True: "met", False: "**not met**", None: ""}[row.met]
        unit, digits = (" ms", 1) if row.what.startswith("p99") else ("/s", 0)
        lines.append(
            f"| {row.what} | {row.first:,.{digits}f}{unit} | {row.second:,.{digits}f}{unit} | {row.ratio:.2f} "
            f"| {row.lowest:.2f} to {row.highest:.2f} | {row.goal} | {verdict} |"
        )
    return "\n".join(lines)


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    if not shutil.which("wrk"):
        fail("make bench needs wrk, which is not installed here. On Debian and Ubuntu: sudo apt-get install wrk")
    with only_one() as lock:
        install(["requirements.txt"], lock)
    load = os.getloadavg()[0]
    word = " ".join(sys.argv[1:])
    with (
        fresh_site(PREPARE.format(step="main")) as (site, folder),
        fresh_site(PREPARE.format(step="make_large")) as (large, _),
        cms_page_cache(Path(folder).parent) as cached,
        nginx(Path(folder)) as files,
    ):
        form = Path(folder).parent / "search.lua"
        form.write_text(SEARCH_FORM, encoding="utf-8")
        rows, size = rows_of(Sites(site, cached, files, large), form, word)
    if word:
        say(report(rows, size, load))
    else:
        write("make bench", report(rows, size, load))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
