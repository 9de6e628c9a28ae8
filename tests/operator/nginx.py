"""A real nginx for tests: `make test` installs one in CI."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site

KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextlib.contextmanager
def running_nginx(work: Path, port: int, sites: str) -> Iterator[Site]:
    """nginx with these lines in its `http` block, which listen on `port`; skips the test where none is installed.

    What is given is there to be asked, with `get`.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("nginx is not installed")
    user = "" if os.geteuid() else "user root; "  # who runs the tests may read their folders
    lines = [
        f"daemon off; {user}pid {work}/pid; error_log {work}/log crit; events {{}}",
        "http { include /etc/nginx/mime.types; access_log off;",
        *(f"{kind}_temp_path {work}/{kind};" for kind in KINDS),
        sites,
        "}",
    ]
    (work / "conf").write_text("\n".join(lines))
    with subprocess.Popen([program, "-p", work, "-c", work / "conf"]) as process:
        answers, deadline = Site(work, port, {}), time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                answers.get("/")
                break
            assert process.poll() is None and time.monotonic() < deadline, "nginx did not start"
            time.sleep(0.05)  # nothing tells a client when a socket opens
        yield answers
        process.terminate()
