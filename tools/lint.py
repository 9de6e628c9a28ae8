"""make lint and make format: style, templates, types, requirement files."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from project import PYTHON, ROOT, SITE_VARIABLES, call, environment, fail, install, only_one, say, stop_on_signals

TYPED = ("ketaguide", "content", "tools")


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
    templates = [str(path) for path in sorted(Path().glob("**/templates")) if path.parts[0] not in (".venv", "var")]
    files = [str(path) for folder in templates for path in sorted(Path(folder).glob("**/*.html"))]
    module, djade = [str(PYTHON), "-m"], str(Path(PYTHON).with_name("djade"))
    if "--fix" in sys.argv[1:]:
        steps = {
            "ruff check": [*module, "ruff", "check", "--fix", "--quiet", "."],
            "ruff format": [*module, "ruff", "format", "."],
            "templates": [djade, "--target-version", "5.2", *files],
        }
    else:
        steps = {
            "requirement files": [str(PYTHON), "tools/check_requirements.py"],
            "ruff check": [*module, "ruff", "check", "."],
            "ruff format": [*module, "ruff", "format", "--check", "--diff", "--quiet", "."],
            "template format": [djade, "--target-version", "5.2", "--check", *files],
            "template mistakes": [*module, "djlint", "--lint", "--quiet", *templates],
            "directions of imports": [str(Path(PYTHON).with_name("lint-imports")), "--no-cache", "--no-logo"],
            "types": [*module, "mypy", *TYPED],
        }
    folder = tempfile.mkdtemp(prefix="ketaguide-lint-")  # reading the settings writes a secret key
    env = environment({"DATA_DIR": folder}, without=SITE_VARIABLES)
    failed = []
    try:
        for name, command in steps.items():
            say(f"--- {name}")
            if call(command, env) != 0 and "--fix" not in sys.argv[1:]:
                failed.append(name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        fail("", f"make lint found something in: {', '.join(failed)}. make format repairs layout.")
    say("Done." if "--fix" in sys.argv[1:] else "make lint found nothing.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
