"""PostgreSQL and Redis for the second run of the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from project import PYTHON, ROOT, environment, fail, in_ci, say, stop_child

#: So many tests run side by side: one more than there are processors, because tests often wait, for a browser or for the end of
#: an outage. Each has a Redis database, of which there are sixteen.
WORKERS = min((os.cpu_count() or 1) + 1, 8)
DEFAULTS = {
    "TEST_DATABASE_URL": "postgres://postgres@127.0.0.1:5432/test",
    "TEST_CACHE_URL": "redis://127.0.0.1:6379/15",
}


def probe(what: str, url: str) -> str:
    """Empty when the service can be used, else the reason."""
    found = subprocess.run(
        [PYTHON, ROOT / "tools" / "probe.py", what, url],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if found.returncode == 0 else (found.stderr.strip() or "no answer")


@contextlib.contextmanager
def services() -> Iterator[dict[str, str] | None]:
    """DATABASE_URL and CACHE_URL to test with, or None when there are no services here.

    A running service is used when it answers. In CI, one that does not answer is started from the
    installed programs, for these tests alone: on a free port, with a folder that is removed.
    """
    with contextlib.ExitStack() as stack:
        database = choose(stack, "TEST_DATABASE_URL", "PostgreSQL", "database", start_postgresql)
        cache = choose(stack, "TEST_CACHE_URL", "Redis", "cache", start_redis)
        if database and cache:
            yield {"DATABASE_URL": database, "CACHE_URL": cache}
        else:
            yield None


def choose(
    stack: contextlib.ExitStack,
    variable: str,
    name: str,
    what: str,
    start: Callable[[contextlib.ExitStack], str],
) -> str:
    given = os.environ.get(variable, "").strip()
    url = given or DEFAULTS[variable]
    reason = probe(what, url)
    if not reason and what == "cache" and not given:
        # Nobody said that these databases are for tests: use them only while they are empty, and leave them so.
        # A machine of CI has nobody else's data, but perhaps leavings of a run that was killed.
        own = [url.rpartition("/")[0] + f"/{15 - number}" for number in range(WORKERS)]  # as tests/workers.py counts
        reason = "" if in_ci() else next(filter(None, (probe("empty", each) for each in own)), "")
        if not reason:
            for each in own:
                stack.callback(probe, "flush", each)
    if not reason:
        return url
    if given:
        fail(f"{variable} is set, but this {name} cannot be used: {reason}")
    if in_ci():
        say(f"{name} at {url} cannot be used ({reason}). Starting one for these tests ...")
        return start(stack)
    say(f"{name} at {url} cannot be used for tests: {reason}")
    return ""


def free_port() -> int:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return int(probe_socket.getsockname()[1])


def apt_install(*packages: str) -> bool:
    """Install system packages where this user may do so without being asked. True if it worked."""
    if not shutil.which("apt-get"):
        return False
    rights: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or quiet(["sudo", "-n", "true"]) != 0:
            return False
        rights = ["sudo", "-n"]
    say(f"Installing with the system's package manager: {' '.join(packages)} ...")
    settings = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-qq",
                "-o", "DPkg::Lock::Timeout=120"]  # fmt: skip
    quiet([*settings, "update"])
    return quiet([*settings, "install", "--no-install-recommends", *packages]) == 0


def quiet(command: list[str]) -> int:
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=900, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1


def find_program(name: str, package: str) -> Path:
    for _ in range(2):
        found = shutil.which(name)
        if found:
            return Path(found)
        # Debian keeps the programs of each PostgreSQL version in a folder of their own.
        versions = sorted(
            Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
            key=lambda path: int(path.parts[4]) if path.parts[4].isdigit() else 0,
        )
        if versions:
            return versions[-1]
        if not apt_install(package):
            break
    fail(
        f"The tests need {package}, which is neither running nor installed here.",
        f"Install it, or name a running one: {' and '.join(DEFAULTS)}.",
    )


def private_folder(stack: contextlib.ExitStack) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ketaguide-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def start_postgresql(stack: contextlib.ExitStack) -> str:
    initdb = find_program("initdb", "postgresql")
    server = initdb.with_name("postgres")
    folder = private_folder(stack)
    owner: str | None = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = "postgres" if user_exists("postgres") else "nobody"
        shutil.chown(folder, owner)
    data, port = folder / "data", free_port()
    made = subprocess.run(
        [initdb, "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
         "--locale=C.UTF-8"],
        cwd=folder, user=owner, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        fail("A PostgreSQL for the tests could not be made:", made.stderr.strip())
    launch(
        stack,
        [server, "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1",
         "-c", "fsync=off", "-c", "full_page_writes=off"],
        owner, folder,
    )  # fmt: skip
    return wait_for("PostgreSQL", "database", f"postgres://postgres@127.0.0.1:{port}/test", folder)


def start_redis(stack: contextlib.ExitStack) -> str:
    server = find_program("redis-server", "redis-server")
    folder, port = private_folder(stack), free_port()
    launch(
        stack,
        [server, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no",
         "--dir", folder],
        None, folder,
    )  # fmt: skip
    return wait_for("Redis", "cache", f"redis://127.0.0.1:{port}/15", folder)


def user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def launch(stack: contextlib.ExitStack, command: list[str | Path], owner: str | None, folder: Path) -> None:
    log = stack.enter_context((folder / "log").open("wb"))
    child = subprocess.Popen(
        command, cwd=folder, user=owner, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        process_group=0,
    )  # fmt: skip
    stack.callback(stop_child, child)


def wait_for(name: str, what: str, url: str, folder: Path) -> str:
    reason = ""
    for _ in range(40):
        reason = probe(what, url)
        if not reason:
            return url
        time.sleep(0.5)
    log = (folder / "log").read_text(encoding="utf-8", errors="replace").strip()
    fail(f"The {name} started for the tests does not answer: {reason}", *log.splitlines()[-8:])
