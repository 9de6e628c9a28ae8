"""make lock: write requirements.txt and requirements-dev.txt from their .in files, for Python 3.11 and newer on every
platform. Versions already there stay unless an .in file asks for another; UPGRADE=1 make lock takes the newest ones.
"""

from __future__ import annotations

import os
from pathlib import Path

from project import UV, call, environment, fail, install, only_one, say, stop_on_signals

#: A personal setting must not get into the files.
PLACES = ("PIP_FIND_LINKS", "UV_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL")


def main() -> None:
    stop_on_signals()
    with only_one() as lock:
        install(["requirements.txt", "requirements-dev.txt"], lock)
        for name in ("requirements", "requirements-dev"):
            command: list[str | Path] = [
                UV, "pip", "compile", "--quiet", "--no-config", "--universal", "--python-version", "3.11",
                "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
                *(["--upgrade"] if os.environ.get("UPGRADE") else []), f"{name}.in", "-o", f"{name}.txt",
            ]  # fmt: skip
            if call(command, environment(without=PLACES)) != 0:
                fail("The requirement files could not be written; what uv said stands above.")
    say("Wrote requirements.txt and requirements-dev.txt.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
