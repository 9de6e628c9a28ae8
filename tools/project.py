"""What the scripts in this folder share: messages, the virtual environment, child processes.

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"  # of requirements-dev.txt
INSTALLING = VENV / "installing"  # there while pip works; left behind only by an interruption
INSTALL_LOG = ROOT / ".venv-install.log"

# Variables that change what the site does. Tests and checks start without them.
SITE_VARIABLES = (
    "ACCESS_LOG",
    "ADMIN_PASSWORD",
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CACHE_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "HOST",
    "HSTS_SECONDS",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "MEDIA_STORAGE_URL",
    "NOINDEX",
    "PORT",
    "SECRET_KEY",
    "SITE_URL",
    "SSL_REDIRECT",
    "TIME_ZONE",
    "WEB_CONCURRENCY",
)


def say(text: str) -> None:
    print(text, flush=True)


def fail(*lines: str, code: int = 1) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr, flush=True)
    raise SystemExit(code)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def stop_on_signals() -> None:
    """Make a plain `kill` or a closed terminal end this program in order, children included."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)


def environment(extra: Mapping[str, str] | None = None, without: Sequence[str] = ()) -> dict[str, str]:
    """The environment for programs of the site."""
    values = {name: value for name, value in os.environ.items() if name not in without}
    values["DJANGO_SETTINGS_MODULE"] = "ketaguide.settings"
    # A foreign virtual environment or a personal pip setting must not redirect ours.
    for name in ("VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"):
        values.pop(name, None)
    values.update(extra or {})
    return values


def call(
    command: Sequence[str | Path],
    env: Mapping[str, str] | None = None,
    *,
    log: Path | None = None,
    keep_open: Sequence[int] = (),
) -> int:
    """Run a command in the project's folder and return its exit code.

    It runs in a process group of its own: Ctrl-C reaches this program alone, which then stops the
    command, waits for it and ends with one message instead of two tracebacks.
    """
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(log.open("wb")) if log else None
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment() if env is None else env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            pass_fds=tuple(keep_open),
            process_group=0,
        )
        try:
            return child.wait()
        except BaseException:
            stop_child(child)
            raise


def stop_child(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextlib.contextmanager
def only_one() -> Iterator[int]:
    """Let one program at a time change the environment and prepare the data.

    The lock lies on this folder itself, so that no lock file can be left behind. Children get its
    descriptor: should this program be killed, the lock holds until they are done too.
    """
    descriptor = os.open(ROOT / "tools", os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make run or make test is installing or preparing. Waiting for it ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks: the steps themselves can be repeated
        yield descriptor
    finally:
        os.close(descriptor)


def install(requirements: Sequence[str], lock: int) -> None:
    """Bring .venv to what the given requirement files say; do nothing when it already is there.

    A stamp per file is written after success only. An interruption while pip works leaves a mark
    that makes the next run build the environment anew; a plain failure leaves the old one usable.
    """
    try:
        if VENV.is_symlink() or (VENV.exists() and not usable()):
            say("The virtual environment in .venv is not complete. Making it anew ...")
            remove_venv()
        pending = [name for name in requirements if not installed(name)]
        if not pending:
            return
        if not VENV.exists():
            make_venv(lock)
        for name in pending:
            pip_install(name, lock)
    except OSError as error:
        fail(
            f"The virtual environment could not be written: {error}.",
            f"Check the space left and the permissions of {ROOT}, then run this again.",
        )


def usable() -> bool:
    if INSTALLING.exists() or not (VENV / "made-with").exists():
        return False
    code = "import sys, importlib.util as u;print('%d.%d' % sys.version_info[:2] if u.find_spec('pip') else '')"
    try:
        found = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0 and found.stdout.strip() == (VENV / "made-with").read_text(encoding="utf-8").strip()


def remove_venv() -> None:
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)


def make_venv(lock: int) -> None:
    version = "{}.{}".format(*sys.version_info[:2])
    say(f"Making a virtual environment with Python {version} in .venv ...")
    base = Path(sys.executable)
    if call([base, "-m", "venv", VENV], log=INSTALL_LOG, keep_open=[lock]) != 0:
        tail = last_lines(INSTALL_LOG)
        remove_venv()
        fail(
            "The virtual environment could not be made. The last lines were:",
            *tail,
            "On Debian and Ubuntu this often helps: sudo apt-get install python3-venv",
        )
    (VENV / "made-with").write_text(version + "\n", encoding="utf-8")


def installed(name: str) -> bool:
    try:
        return stamp(name).read_text(encoding="utf-8") == digest(name)
    except OSError:
        return False


def stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def pip_install(name: str, lock: int) -> None:
    wanted = digest(name)
    count = sum(1 for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    say(f"Installing the {count} packages of {name}. This takes a minute or two, once ...")
    INSTALLING.touch()
    code = call(
        [
            PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input",
            "--progress-bar", "off", "--retries", "2", "--disable-pip-version-check",
            "-r", name,
        ],
        log=INSTALL_LOG,
        keep_open=[lock],
    )  # fmt: skip
    log = INSTALL_LOG.read_text(encoding="utf-8", errors="replace")
    if code < 0:  # pip was killed: the mark stays
        fail(f"Installing was stopped by signal {-code}. Run this again: it starts over.")
    if code == 0:
        stamp(name).write_text(wanted, encoding="utf-8")
        INSTALLING.unlink()
        INSTALL_LOG.unlink()
        return
    if "Installing collected packages" not in log:
        INSTALLING.unlink()  # pip gave up before it changed anything
    explain_failed_install(name, log)


def explain_failed_install(name: str, log: str) -> NoReturn:
    again = f"Nothing is lost: run this again. The full log is in {INSTALL_LOG.name}."
    if "DO NOT MATCH THE HASHES" in log:
        fail(
            f"A downloaded package is not the one that {name} names: its hash differs.",
            "Do not use it. Check the package index or proxy this machine is set up with.",
            again,
        )
    if "No space left on device" in log:
        fail("The disk is full, so the packages could not be installed.", again)
    network = (
        "NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError",
        "Failed to establish a new connection", "Temporary failure in name resolution",
        "Could not fetch URL", "ProxyError", "Connection broken", "Connection aborted",
        "ConnectionResetError", "SSLError", "Read timed out", "HTTP error",
    )  # fmt: skip
    if any(sign in log for sign in network):
        fail(
            "The packages could not be downloaded: the package index does not answer.",
            "Check the network connection (and the proxy, if there is one).",
            again,
        )
    fail("The packages could not be installed. The last lines were:", *last_lines(INSTALL_LOG), again)


def last_lines(path: Path, count: int = 8) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return ["  " + line for line in lines if line.strip()][-count:]
