"""make audit: ask PyPI for known vulnerabilities of every pinned package, with pip-audit.

Status 0: asked, and none is known. 1: there are some. 2: could not ask about every package.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from project import ROOT, UV, fail, install, only_one, say

PIP_AUDIT = "pip-audit==2.10.1"
NOT_ASKED = 2


def main() -> None:
    os.chdir(ROOT)
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
    # requirements-dev.txt has everything that requirements.txt has. Hashed files need no pip to be read.
    done = subprocess.run(
        [UV, "tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit", "--require-hashes", "--disable-pip",
         "--progress-spinner=off", "--format=json", "--requirement=requirements-dev.txt"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        said = done.stderr.strip().splitlines() or ["no answer"]
        fail("PyPI could not be asked, so nothing is known about these packages:", said[-1], code=NOT_ASKED)
    found = [(package, one) for package in packages for one in package.get("vulns", [])]
    for package, one in found:
        fixed = ", ".join(one["fix_versions"]) or "no version yet"
        say(f"{package['name']} {package['version']}: {one['id']}, fixed in {fixed}")
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped:
        say(f"Not known: the advisories for {len(skipped)} of {len(packages)} packages; the index has no answer.")
    if found:
        sys.exit(1)
    if skipped:
        sys.exit(NOT_ASKED)
    say(f"No vulnerability is known for these {len(packages)} packages.")


if __name__ == "__main__":
    main()
