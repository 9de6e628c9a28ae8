"""make test: install what the tests need and run all of them.

First everything on SQLite; then, on PostgreSQL and Redis, what is marked `databases`, because it can end differently
there. Arguments go to pytest: make test ARGS='-k menu'. Some run side by side; JOBS=1 has one at a time.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from browser import find_browser
from project import (
    PYTHON,
    ROOT,
    SITE_VARIABLES,
    environment,
    fail,
    in_ci,
    install,
    only_one,
    say,
    stop_on_signals,
)
from services import WORKERS, find_program, services

NO_TESTS = 5  # pytest's exit code
#: How many tests run side by side: make test JOBS=1 for one.
JOBS = min(int(os.environ.get("JOBS", WORKERS)), WORKERS)


#: Names of tests that failed, as pytest lists them at its end.
FAILED = re.compile(r"^(?:\x1b\[\d+m)*(?:FAILED|ERROR)\b.*$", re.MULTILINE)


def run(title: str, choice: list[str], extra: dict[str, str]) -> tuple[int, list[str]]:
    """Run pytest, showing its output; return its exit code, and the lines that name failures with the closing one."""
    say(f"\n=== Tests on {title}")
    folder = tempfile.mkdtemp(prefix="ketaguide-test-")
    # Hundreds of processes read the program: without its compiled files each would compile it anew.
    env = environment({"DATA_DIR": folder, **extra}, without=(*SITE_VARIABLES, "PYTHONDONTWRITEBYTECODE"))
    color = "yes" if sys.stdout.isatty() else "no"
    # A file stays together, because its tests share a site. Their order is that of tests/workers.py, not by number of tests.
    spread = [f"--numprocesses={JOBS}", "--dist=loadfile", "--no-loadscope-reorder"] if JOBS > 1 else []
    if not sys.argv[1:]:
        spread.append("--durations=30")
    child = subprocess.Popen(
        [PYTHON, "-m", "pytest", f"--color={color}", *spread, *choice, *sys.argv[1:]],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    end = b""
    try:
        assert child.stdout
        # Not line by line: the dots of a running test file are to be seen as they come.
        while block := os.read(child.stdout.fileno(), 65536):
            sys.stdout.buffer.write(block)
            sys.stdout.flush()
            end = (end + block)[-65536:]
        text = end.decode("utf-8", errors="replace").strip()
        summary = text.rpartition("short test summary info")[2] if "short test summary info" in text else ""
        return child.wait(), [*FAILED.findall(summary), text.rpartition("\n")[2].strip()]
    except BaseException:
        # pytest got Ctrl-C too; a kill it gets from here. Let it put its databases away.
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(timeout=60)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                child.kill()
                child.wait()
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
    if in_ci():
        find_program("nginx", "nginx")
    chromium = find_browser()
    browser_env = {"CHROMIUM": chromium} if chromium else {}
    loud, results = [], []
    if not chromium:
        loud.append("!!! NOT TESTED: everything that happens in a browser (no Chromium, see above)")
    with services() as urls:
        choice = [] if chromium else ["-m", "not browser"]
        results.append(("SQLite", *run("SQLite", choice, browser_env)))
        if urls:
            choice = ["-m", "databases" if chromium else "databases and not browser"]
            title = "PostgreSQL and Redis"
            results.append((title, *run(title, choice, {**browser_env, **urls})))
        elif in_ci():
            fail("In CI the tests have to run on PostgreSQL and Redis too.")
        else:
            loud.append("!!! NOT TESTED: PostgreSQL and Redis (see above)")
    say("")
    for line in loud:
        say(line)
    for title, code, closing in results:
        if code == NO_TESTS and sys.argv[1:]:
            say(f"{title}: none of these tests")
            continue
        say(f"{title}: {'passed' if code == 0 else f'FAILED (exit code {code})'}")
        say("\n".join(closing))
    codes = [code for _, code, _ in results]
    if sys.argv[1:] and 0 in codes:  # a choice of tests may leave nothing for one of the runs
        codes = [code for code in codes if code != NO_TESTS]
    sys.exit(next((code if code > 0 else 1 for code in codes if code), 0))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
