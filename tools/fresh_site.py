"""A site of its own for tools that look at pages: the shipped guide on a free port, in a folder that is removed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from project import PYTHON, ROOT, SITE_VARIABLES, environment, fail, stop_child

PASSWORD = "correct-horse-battery-staple"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def fresh_site(script: str = "") -> Iterator[tuple[str, str]]:
    """Its address, and the last line that `script` printed, run in the site's shell. It is gone again afterwards."""
    folder = tempfile.mkdtemp(prefix="ketaguide-site-")
    port = free_port()
    extra = {"DATA_DIR": folder, "PORT": str(port), "ADMIN_PASSWORD": PASSWORD}
    env = environment(extra, without=SITE_VARIABLES)
    server = None
    try:
        printed = ""
        for command in (
            ["manage.py", "prepare"],
            ["tools/collect_static.py"],
            ["manage.py", "shell", "-v0", "-c", script],
        ):
            made = subprocess.run([PYTHON, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
            if made.returncode:
                fail(f"{' '.join(command[:2])} failed:", made.stderr.strip())
            printed = made.stdout.strip()
        server = subprocess.Popen(
            [PYTHON, "-m", "gunicorn", "-c", "ketaguide/operations/gunicorn.py"],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address, (printed.splitlines() or [""])[-1]
    finally:
        if server:
            stop_child(server)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address + "/robots.txt", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    fail("The site did not start.")
