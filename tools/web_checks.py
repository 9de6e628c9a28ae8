"""make check-web and make lighthouse: what programs of others say about the pages.

`css` runs stylelint, `html` the Nu HTML checker (it needs Java) over every page of a fresh site, and `lighthouse`
writes docs/lighthouse.md. The programs come from npm in the versions of tools/web_checks/package-lock.json, into
.venv/web_checks. Node comes with the Playwright package. None of this is needed to run or to test the guide.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

from browser import find_browser
from fresh_site import fresh_site
from project import PYTHON, ROOT, VENV, fail, install, only_one, say, stop_on_signals

LIST = ROOT / "tools" / "web_checks"
PROGRAMS = VENV / "web_checks"
TABLE = ROOT / "docs" / "lighthouse.md"
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
#: Of a table that a phone shows as cards, every part says what it is (content/richtext/shown.py): some browsers forget it.
ON_PURPOSE = re.compile(r"The “role” attribute must not be used on an? “(thead|tbody|tr|th|td)” element")
GOALS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}


def node() -> Path:
    """The Node inside the Playwright package."""
    code = "import playwright, pathlib; print(pathlib.Path(playwright.__file__).parent / 'driver' / 'node')"
    shown = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True)
    return Path(shown.stdout.strip())


def install_programs() -> None:
    """Bring .venv/web_checks to what the lock file says."""
    wanted = (LIST / "package-lock.json").read_bytes()
    stamp = PROGRAMS / "installed.json"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return
    if not shutil.which("npm"):
        fail("These checks need npm, which is not installed here. The guide and its tests do not need it.")
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LIST / name, PROGRAMS / name)
    say("Installing the programs for these checks ...")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    # npm looks at the Node on the path; the programs run with the one from Playwright.
    done = subprocess.run(
        [*command, "--engine-strict=false"], cwd=PROGRAMS, capture_output=True, text=True, check=False
    )
    if done.returncode:
        fail("npm could not install them:", *done.stderr.strip().splitlines()[-8:])
    stamp.write_bytes(wanted)


def check_css() -> bool:
    program = PROGRAMS / "node_modules" / "stylelint" / "bin" / "stylelint.mjs"
    settings: list[str | Path] = ["--config", LIST / "stylelint.json", "--config-basedir", PROGRAMS]
    found = subprocess.run(
        [node(), program, *settings, "static/css/**/*.css", "static/staff/*.css"], cwd=ROOT, check=False
    )
    if found.returncode == 0:
        say("stylelint found nothing.")
    return found.returncode == 0


def fetch(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.read().decode()
    except HTTPError as error:  # the error pages are pages, too
        return error.read().decode()


def addresses(site: str) -> list[str]:
    """Every address of the sitemap, without the host."""
    found = re.findall(r"<loc>https?://[^/<]+([^<]*)</loc>", fetch(site + "/sitemap.xml"))
    return sorted(found)


def check_html() -> bool:
    if not shutil.which("java"):
        say("!!! NOT CHECKED: HTML (the Nu HTML checker needs Java)")
        return True
    with tempfile.TemporaryDirectory() as folder, fresh_site() as (site, _):
        pages = [*addresses(site), "/no-such-page/", "/offline/", "/search/"]
        for address in pages:
            name = address.strip("/").replace("/", "+") or "home"
            Path(folder, f"{name}.html").write_text(fetch(site + address), encoding="utf-8")
        jar = PROGRAMS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
        found = subprocess.run(["java", "-jar", jar, folder], capture_output=True, text=True, check=False)
    lines = [line.replace(f"file:{folder}/", "") for line in found.stderr.splitlines()]
    errors = [line for line in lines if (": error:" in line or "fatal" in line) and not ON_PURPOSE.search(line)]
    for line in errors:
        say(line)
    say(f"Nu HTML checker: {len(pages)} pages, {len(errors)} errors, {len(lines) - len(errors)} notes.")
    return not errors


def check_lighthouse() -> bool:
    """Lighthouse with its mobile profile on home, every chapter and the longest page; writes the table."""
    chromium = find_browser()
    if not chromium:
        fail("Lighthouse needs a Chromium.")
    program = PROGRAMS / "node_modules" / "lighthouse" / "cli" / "index.js"
    rows, good = [], True
    with fresh_site() as (site, _):
        texts = {address: fetch(site + address) for address in addresses(site)}
        chapters = [address for address, text in texts.items() if 'class="chapter-progress"' in text]
        longest = max(texts, key=lambda address: len(texts[address]))
        for address in dict.fromkeys(["/", *chapters, longest]):
            results = [look(site + address, program, chromium)]
            if any(scores_of(results[0])[name] < goal for name, goal in GOALS.items()):
                results += [look(site + address, program, chromium) for _ in range(2)]
            # The middle one of three: a page that carries no script is only slow when the machine is busy.
            result = sorted(results, key=lambda one: scores_of(one)["performance"])[len(results) // 2]
            scores = scores_of(result)
            audits = result["audits"]
            shift = audits["cumulative-layout-shift"]["numericValue"]
            paint = audits["largest-contentful-paint"]["numericValue"] / 1000
            weight = audits["total-byte-weight"]["numericValue"] / 1024
            rows.append((address, scores, shift, paint, weight))
            missed = [name for name, goal in GOALS.items() if scores[name] < goal]
            good = good and not missed and shift == 0
            say(
                f"{address}: {', '.join(f'{CATEGORIES[name]} {score}' for name, score in scores.items())}, CLS {shift:g}"
            )
            for name in missed:
                for part in result["categories"][name]["auditRefs"]:
                    audit = audits[part["id"]]
                    if part["weight"] and (audit["score"] is None or audit["score"] < 1) and audit["score"] is not None:
                        say(f"    {name}: {audit['title']} ({audit.get('displayValue', '')})")
        version = result["lighthouseVersion"]
    write_table(rows, version)
    return good


def scores_of(result: dict) -> dict[str, int]:
    return {name: round(100 * (result["categories"][name]["score"] or 0)) for name in CATEGORIES}


def look(url: str, program: Path, chromium: str) -> dict:
    """What Lighthouse says of one page. On a busy machine it sometimes loses the trace, so it gets three goes."""
    command: list[str | Path] = [
        node(), program, url, "--output=json", "--quiet", "--form-factor=mobile",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    env = {**os.environ, "CHROME_PATH": chromium}
    for _ in range(3):
        shown = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if shown.returncode == 0:
            return json.loads(shown.stdout)
    fail(f"Lighthouse could not look at {url}:", *shown.stderr.strip().splitlines()[-6:])


def write_table(rows: list, version: str) -> None:
    lines = [
        "# Lighthouse",
        "",
        f"Written by `make lighthouse` on {datetime.date.today():%B %-d, %Y}: Lighthouse {version}, mobile profile (a slow "
        "phone on slow 4G, simulated), a fresh site on the machine that measures. The goals are 100, and 99 for performance; "
        "CLS 0. A page that misses a goal is measured three times, and the middle run is shown. "
        "Performance depends on how busy that machine is; bytes and counts are asserted by tests.",
        "",
        "| Page | Performance | Accessibility | Best practices | SEO | CLS | Largest paint | Bytes |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for address, scores, shift, paint, weight in rows:
        cells = " | ".join(str(scores[name]) for name in CATEGORIES)
        lines.append(f"| `{address}` | {cells} | {shift:g} | {paint:.1f} s | {weight:.0f} KiB |")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"Wrote {TABLE.relative_to(ROOT)}.")


CHECKS = {"css": check_css, "html": check_html, "lighthouse": check_lighthouse}


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    names = sys.argv[1:] or ["css", "html"]
    if unknown := set(names) - set(CHECKS):
        fail(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
        install_programs()
    results = [CHECKS[name]() for name in names]
    if not all(results):
        fail("", "Something was found; see above.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
