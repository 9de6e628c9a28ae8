"""make clean: remove what can be made again. Data goes only after a clear answer."""

from __future__ import annotations

import shutil
import sys

from project import ROOT, VENV, only_one, remove_venv, say

CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".venv-install.log")


def main() -> None:
    with only_one():
        remove_venv()
        for name in CACHES:
            path = ROOT / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        for path in ROOT.rglob("__pycache__"):
            if path.is_dir() and VENV not in path.parents:
                shutil.rmtree(path)
    say("Removed the virtual environment and the caches.")
    data = ROOT / "var"
    if not data.exists():
        return
    if not sys.stdin.isatty():
        say("Kept var/: it holds the pages, images, accounts and the secret key.")
        return
    say("var/ holds the pages, images, accounts and the secret key of this guide.")
    try:
        answer = input("Type DELETE to remove it for good, anything else to keep it: ")
    except (EOFError, KeyboardInterrupt):
        answer = ""
        print()
    if answer == "DELETE":
        if data.is_symlink():
            data.unlink()
        else:
            shutil.rmtree(data)
        say("Removed var/.")
    else:
        say("Kept var/.")


if __name__ == "__main__":
    main()
