"""Find a Chromium for the tests, install one where that is permitted, or say what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

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
from services import apt_install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_browser() -> str:
    """The path of a Chromium that starts; empty when there is none (which ends a run of CI)."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        path = shutil.which(named)
        if not path or not starts(path):
            fail(f"CHROMIUM={named} is not a Chromium that starts. Correct it or leave it out.")
        return path
    found = present()
    if not found and apt_install("chromium"):
        found = present()
    if found:
        return found
    advice = (
        "No Chromium was found, so the tests in a browser cannot run. To get one, do one of these:",
        f"  {package_manager()}",
        "  .venv/bin/python -m playwright install --with-deps chromium",
        "  make test CHROMIUM=/path/to/a/chromium/you/have",
    )
    if in_ci():
        fail(*advice)
    for line in advice:
        say(line)
    return ""


def prepared_browser(why: str) -> str:
    """Install what the tests need, and give the path of a Chromium; where there is none, end with a sentence, `why` it is needed."""
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
    found = find_browser()
    if not found:
        fail(why)
    return found


def run_with_browser(why: str, command: Sequence[str], **extra: str) -> NoReturn:
    """Run a program of the project's Python that takes a Chromium, without what is set for a site here, and end as it does.

    `why` a browser is needed is said where there is none; `extra` are more variables.
    """
    os.chdir(ROOT)
    stop_on_signals()
    try:
        env = environment({"CHROMIUM": prepared_browser(why), **extra}, without=SITE_VARIABLES)
        sys.exit(subprocess.run([str(PYTHON), *command], cwd=ROOT, env=env, check=False).returncode)
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)


def present() -> str:
    for name in (*NAMES, *ELSEWHERE):
        path = shutil.which(name)
        if path and starts(path):
            return path
    path = playwrights_own()
    return path if path and starts(path) else ""


def starts(path: str) -> bool:
    """Whether it is a browser: some systems put a program of that name there that only gives advice."""
    try:
        shown = subprocess.run(
            [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0


def playwrights_own() -> str:
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as one: print(one.chromium.executable_path)"
    try:
        shown = subprocess.run(
            [PYTHON, "-c", code],
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    path = shown.stdout.strip()
    return path if path and Path(path).exists() else ""


def package_manager() -> str:
    if sys.platform == "darwin":
        return "brew install --cask chromium"
    for program, command in (
        ("apt-get", "sudo apt-get install chromium"),
        ("dnf", "sudo dnf install chromium"),
        ("pacman", "sudo pacman -S chromium"),
        ("zypper", "sudo zypper install chromium"),
        ("apk", "sudo apk add chromium"),
    ):
        if shutil.which(program):
            return command
    return "install the package chromium with your system's package manager"
