"""Check the requirement files: complete, hashed, in step with each other and docs/licenses.md, and naming no machine."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> tuple[set[str], list[str]]:
    """The pins of a file, and what is wrong with it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pins, wrong = set(), []
    if found := re.search(r"https?://|file:|--(extra-)?index-url|--find-links|(?<=\s)/\w+/", text):
        wrong.append(f"{name}: names a place ({found[0].strip()}); packages are named, never places")
    for entry in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", text).strip()):
        requirement = entry.split(" \\\n")[0].strip()
        if not re.match(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==\S+", requirement):
            wrong.append(f"{name}: {requirement!r} is not pinned to one version")
        if "--hash=sha256:" not in entry:
            wrong.append(f"{name}: {requirement!r} has no hash")
        pins.add(entry)
    return pins, wrong


def names_in(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)", line) for line in lines if line[:1].isalnum())
    return {normal(match[1]) for match in found if match}


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(name: str) -> dict[str, str]:
    """The version of each package in a compiled file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)(?:\[\S+\])?==(\S+)", line) for line in lines)
    return {normal(match[1]): match[2] for match in found if match}


def with_license() -> dict[str, str]:
    """The version of each package that docs/licenses.md lists."""
    text = (ROOT / "docs" / "licenses.md").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^\| ([a-z0-9-]+) \| (\S+) \| \S", text))


def main() -> None:
    site, wrong = read("requirements.txt")
    tests, more = read("requirements-dev.txt")
    wrong += more
    for entry in sorted(site - tests):
        if re.sub(r" ; .* \\\n", r" \\\n", entry) in tests:
            continue  # the tests need it on every platform
        first = entry.split(" \\\n")[0]
        wrong.append(f"requirements-dev.txt: does not have {first!r} as requirements.txt has it")
    for source, compiled in (("requirements.in", site), ("requirements-dev.in", tests)):
        have = {re.split(r"[\[=]", entry)[0] for entry in compiled}
        for name in sorted(names_in(source) - have):
            wrong.append(f"{source}: {name} is missing in the compiled file")
    differing = pinned("requirements.txt").items() ^ with_license().items()
    for name in sorted({name for name, _ in differing}):
        wrong.append(
            f"docs/licenses.md: does not have {name} as requirements.txt has it; write it anew with: make licenses"
        )
    if wrong:
        sys.exit("\n".join([*wrong, "Write the requirement files anew with: make lock"]))


if __name__ == "__main__":
    main()
