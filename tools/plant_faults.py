"""Plant faults one at a time in a copy of the program, and see that the tests notice each. Called by planted_faults.py.

The faults stand in tests/planted_faults.yaml. Arguments choose those whose harm holds their words. It ends with 1 where a fault
was not noticed, or does not fit the program any more. Each fault is planted in a copy, so the checkout stays as it is.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
FAULTS = ROOT / "tests" / "planted_faults.yaml"
#: Exit codes of pytest.
PASSED, NOTICED = 0, 1


def copy_of_program(folder: Path) -> None:
    """What git knows of, as it stands in the checkout."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, names.decode().split("\0")):
        source = ROOT / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)


def told_by(tests: str, folder: Path, prepared: str) -> int:
    """The exit code of pytest in the copy, at the first failure."""
    with tempfile.TemporaryDirectory(prefix="ketaguide-fault-") as data:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *shlex.split(tests)]
        env = {**os.environ, "DATA_DIR": data, "PREPARED_AS": prepared}
        result = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if result.returncode not in {PASSED, NOTICED}:
        print(result.stdout[-2000:], result.stderr[-2000:])
    return result.returncode


def plant(fault: dict[str, str], folder: Path) -> str:
    """What came of one fault: “noticed”, or why not."""
    place = folder / fault["file"]
    text = place.read_text(encoding="utf-8")
    if text.count(fault["text"]) != 1:
        return f"DOES NOT FIT: its text stands {text.count(fault['text'])} times in {fault['file']}"
    place.write_text(text.replace(fault["text"], fault["fault"]), encoding="utf-8")
    try:
        # The database is that of the program without faults; files that browsers load have to be collected anew.
        prepared = fault["harm"].replace(" ", "-") if place.suffix == ".js" else "without-faults"
        code = told_by(fault["tests"], folder, prepared)
    finally:
        place.write_text(text, encoding="utf-8")
    return {PASSED: "NOT NOTICED", NOTICED: "noticed"}.get(code, f"THE TESTS DID NOT RUN (exit code {code})")


def main() -> None:
    word = " ".join(sys.argv[1:]).lower()
    faults = [row for row in yaml.safe_load(FAULTS.read_text(encoding="utf-8")) if word in row["harm"].lower()]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="ketaguide-faults-") as name:
        copy_of_program(Path(name))
        for fault in faults:
            outcome = plant(fault, Path(name))
            missed += outcome != "noticed"
            print(f"{outcome:8}  {fault['harm']}", flush=True)
    print(f"{len(faults) - missed} of {len(faults)} faults were noticed.")
    sys.exit(1 if missed or not faults else 0)


if __name__ == "__main__":
    main()
