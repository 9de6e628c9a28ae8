"""A PostgreSQL server that a test may kill."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.site import free_port

START_SECONDS = 60


def program(name: str) -> Path | None:
    """Where a program of PostgreSQL is, if it is installed. Debian keeps those of each version in a folder of their own."""
    found = shutil.which(name)
    installed = Path("/usr/lib/postgresql").glob(f"[1-9]*/bin/{name}")
    return Path(found) if found else max(installed, key=lambda path: float(path.parts[4]), default=None)


class PostgreSQL:
    """A server of its own, with the settings as they come, whose data survive a kill and go with `remove`."""

    def __init__(self) -> None:
        # Not among the folders of pytest, which are closed to the user that it runs as.
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="ketaguide-postgresql-")), free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen | None = None
        self._owner: str | None = None
        if os.geteuid() == 0:  # which PostgreSQL refuses
            self._owner = next(name for name in ("postgres", "nobody") if _is_user(name))
            shutil.chown(self.folder, self._owner)
        options = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        assert self._run("initdb", "-D", self.folder / "data", *options).wait() == 0, (self.folder / "log").read_text()

    def start(self) -> None:
        """Start it, with the data of last time, and wait until it answers. What a killed one left may hold it up for a moment."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            if self.process is None or self.process.poll() is not None:
                options = ("-p", str(self.port), "-k", self.folder, "-c", "listen_addresses=127.0.0.1")
                self.process = self._run("postgres", "-D", self.folder / "data", *options)
            time.sleep(0.05)  # nothing tells a client when it takes connections

    def kill(self) -> None:
        """Kill all of it without a warning, as a crash would."""
        if self.process is None:
            return
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            self.process.send_signal(signal.SIGSTOP)  # or it would begin to repair what its children leave
            for child in [*map(int, children), self.process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        self.process.wait()

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=5):
            return True
        return False

    def _run(self, name: str, *options: str | Path) -> subprocess.Popen:
        found = program(name)
        assert found, f"{name} is not installed"
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [found, *options],
                cwd=self.folder,
                user=self._owner,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _is_user(name: str) -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False
