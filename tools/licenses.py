"""make licenses: write docs/licenses.md, the license of every package of requirements.txt, with pip-licenses."""

from __future__ import annotations

import json
import os
import re
import subprocess

from check_requirements import normal, pinned
from project import PYTHON, ROOT, UV, fail, install, only_one, say

PIP_LICENSES = "pip-licenses==5.5.5"
TABLE = ROOT / "docs" / "licenses.md"
HEAD = """# Licenses

What `requirements.txt` installs, with the license that each package states of itself. Written by `make licenses` after
`make lock`; `make lint` fails when the two differ. The project's own license is in `LICENSE`.

| Package | Version | License |
|---|---|---|
"""


def license_of(row: dict[str, str]) -> str:
    """What a package states; where it states nothing, the title of its license file."""
    if row["License"] != "UNKNOWN":
        return re.sub(r"\s+", " ", row["License"])
    return f"{row['LicenseText'].strip().splitlines()[0].strip()} (from its license file)"


def main() -> None:
    os.chdir(ROOT)
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
    done = subprocess.run(
        [UV, "tool", "run", "--quiet", "--from", PIP_LICENSES, "pip-licenses", f"--python={PYTHON}",
         "--from=mixed", "--format=json", "--with-license-file", "--no-license-path"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        fail("pip-licenses failed:", done.stderr.strip())
    stated = {normal(row["Name"]): license_of(row) for row in json.loads(done.stdout)}
    rows = []
    for name, version in sorted(pinned("requirements.txt").items()):
        # A package for another system is not here to be asked.
        rows.append(f"| {name} | {version} | {stated.get(name, 'not installed on this system')} |\n")
    TABLE.write_text(HEAD + "".join(rows), encoding="utf-8")
    say(f"Wrote {TABLE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
