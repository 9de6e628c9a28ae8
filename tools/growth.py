"""make growth: how the site behaves with 30, 300, 3,000 and 10,000 generated pages (ARGS='30 300' for other numbers).

Each guide is written to a folder of its own (`large_guide.py`), loaded into a fresh site with SQLite, and measured there by
`measure_growth.py`, in one process. The table goes into docs/performance.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from large_guide import PARENTS, write_large_guide
from performance import load_average, machine, write
from project import PYTHON, ROOT, SITE_VARIABLES, environment, fail, install, only_one, say, stop_on_signals

SIZES = (30, 300, 3000, 10_000)
SHIPPED = len(list((ROOT / "content" / "guide" / "en").glob("*.md")))
#: What noise may add before something counts as growing worse than linearly, or at all.
SLACK = 1.5
MEASURE = "import sys; sys.path.insert(0, 'tools'); import measure_growth; measure_growth.main({folder!r})"


@dataclass
class Thing:
    """What is measured: its key in what measure_growth.py prints; and the key of the pages its time is shared out among, if it is."""

    key: str
    what: str
    among: str = ""


THINGS = (
    Thing("load", "`load_guide` of everything, for each page", "pages"),
    Thing("load_again", "`load_guide` when nothing has changed, for each page", "pages"),
    Thing("export", "`export_guide`, for each page", "pages"),
    Thing("export_site", "`export_site`, for each page", "pages"),
    Thing("sitemap", "the sitemap with all its parts, for each page", "pages"),
    Thing("index", "making the index of the search, for each page in it", "searched"),
    Thing("search", "a search on the server, without script"),
    Thing("publish", "publishing one page"),
    Thing("render", "a page that is not kept"),
    Thing("menu", "the menu of a page"),
    Thing("ready", "a ready page"),
)


def measure(pages: int) -> dict[str, float]:
    """Milliseconds by key, and how many pages there were in all."""
    say(f"{pages:,} pages ...")
    folder = tempfile.mkdtemp(prefix="ketaguide-growth-")
    try:
        guide = Path(folder, "guide")
        write_large_guide(pages, guide)
        env = environment({"DATA_DIR": f"{folder}/data"}, without=SITE_VARIABLES)
        for command in (
            ["manage.py", "migrate", "-v0"],
            ["tools/collect_static.py"],
            ["manage.py", "shell", "-v0", "-c", MEASURE.format(folder=str(guide))],
        ):
            done = subprocess.run([PYTHON, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
            if done.returncode:
                fail(f"{' '.join(command[:2])} failed:", done.stderr.strip()[-2000:])
        return json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def shown(thing: Thing, found: dict[str, float]) -> float:
    """What stands in the table: milliseconds, for each page where that is what counts."""
    return found[thing.key] / found[thing.among] if thing.among else found[thing.key]


def verdict(thing: Thing, found: list[dict[str, float]]) -> str:
    """The last column: how the largest guide compares, and whether that is linear."""
    first, last = found[0], found[-1]
    if thing.among:
        # The smallest guide is mostly made of costs that come once.
        ratio = shown(thing, last) / min(shown(thing, one) for one in found[:-1] or found)
        return f"{ratio:.2f} | at most 1 | {'met' if ratio <= SLACK else '**not met**'}"
    ratio = last[thing.key] / first[thing.key]
    goal = 1 if thing.key == "ready" else last["pages"] / first["pages"]
    return f"{ratio:.2f} | at most {goal:.0f} | {'met' if ratio <= goal * SLACK else '**not met**'}"


def report(found: list[dict[str, float]], load: float) -> str:
    lines = [
        f"Measured with `make growth` on {machine()}, SQLite, one process. Each guide is the shipped one ({SHIPPED} pages) and "
        f"the generated pages below {PARENTS} of the menu, each with six components, four sources, a clinic fact, a word "
        f"explained and two links. Times are milliseconds of the processor; the ratio compares the largest guide with the smallest (what "
        f"is counted for each page: with the best of the smaller ones), and noise may add half. {load_average(load)}",
        "",
        "| | " + " | ".join(f"{one['generated']:,.0f}" for one in found) + " | Ratio | Goal | |",
        "|---|" + "---:|" * (len(found) + 1) + "---|---|",
    ]
    for thing in THINGS:
        times = [shown(thing, one) for one in found]
        cells = " | ".join(f"{time:,.2f}" if time < 10 else f"{time:,.0f}" for time in times)
        lines.append(f"| {thing.what} | {cells} | {verdict(thing, found)} |")
    return "\n".join(lines)


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    arguments = sys.argv[1:]
    if not all(size.isdigit() and int(size) > 1 for size in arguments):
        fail("Give numbers of pages, or nothing: make growth ARGS='30 300'")
    with only_one() as lock:
        install(["requirements.txt"], lock)
    load = os.getloadavg()[0]
    found = [measure(pages) for pages in sorted(map(int, arguments)) or SIZES]
    write("make growth", report(found, load))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
