"""A real site for tests: gunicorn as `make run` starts it, on a data folder of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import requests

from tests.postgresql import SERVER, create_database
from tests.prepared import DATABASE, FILES, ROOT, made_once

PASSWORD = "correct-horse-battery-staple"
START_SECONDS = 60


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def site_environment(data_dir: Path, port: int, **extra: str) -> dict[str, str]:
    """The environment of a site: nothing of the tests' own settings but the services that they name."""
    unwanted = {"MEDIA_STORAGE_URL", "LOG_FORMAT", "LOG_LEVEL", "ACCESS_LOG"}
    unwanted |= {"SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "HOST", "PORT", "DATA_DIR"}
    unwanted |= {"PYTEST_CURRENT_TEST", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",  # a worker takes seconds to read the program; see the fixture `workers`
        "ADMIN_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "ketaguide.settings",
        **extra,
    }


@dataclass
class Site:
    """A running site. `get` fetches without following redirects; `manage` runs a command on the same data."""

    data_dir: Path
    port: int
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data_dir / "gunicorn.log"

    def manage(self, *args: str, check: bool = True, **extra: str) -> subprocess.CompletedProcess:
        """Run manage.py and give its result; output is text. With `check`, a failure raises."""
        result = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=self.environment | extra,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and result.returncode:
            raise AssertionError(f"manage.py {' '.join(args)} failed:\n{result.stdout}\n{result.stderr}")
        return result

    def start(self) -> None:
        """Start gunicorn and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "ketaguide/operations/gunicorn.py"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                self.get("/robots.txt")
            except OSError:
                time.sleep(0.05)  # nothing tells a client when a socket opens
            else:
                return
        raise AssertionError(f"the site did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop gunicorn and wait until it is gone."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def lose(self) -> None:
        """Kill gunicorn, as a power cut would, wait until nothing answers, and delete the data folder."""
        assert self.process
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + START_SECONDS
        with contextlib.suppress(OSError):
            while time.monotonic() < deadline:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                time.sleep(0.05)  # the workers look for their parent now and then
            raise AssertionError("the workers did not end")
        shutil.rmtree(self.data_dir)

    def another_machine(self, data_dir: Path) -> "Site":
        """The same site on one more machine, as docs/operators.md sets it up: the same services, a folder of its own."""
        data_dir.mkdir()
        port = free_port()
        machine = Site(data_dir, port, self.environment | {"DATA_DIR": str(data_dir), "PORT": str(port)})
        machine.manage("prepare")
        machine.manage("collectstatic", "--noinput", "--verbosity=0")
        return machine

    def log_in(self, role: str) -> requests.Session:
        """A session of that role's account. Cookies know no ports, so it goes for every site of this computer."""
        session = requests.Session()
        self.send(session, "/admin/login/", {"username": role, "password": PASSWORD})
        assert "sessionid" in session.cookies, f"{role} cannot log in"
        return session

    def send(self, session: requests.Session, path: str, data: dict | None = None, files: dict | None = None):
        """POST as the forms of this site do; gives the response, without following redirects."""
        if "csrftoken" not in session.cookies:
            session.get(self.url + "/admin/login/", timeout=30)
        headers = {"X-CSRFToken": session.cookies["csrftoken"]}
        return session.post(self.url + path, data=data, files=files, headers=headers, timeout=30, allow_redirects=False)

    def get(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> "Answer":
        """One request on a new connection."""
        request = urllib.request.Request(self.url + path, method=method, headers=headers or {})
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=30) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


@dataclass
class Answer:
    """What the site sent."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Gives redirects as they are."""

    def redirect_request(self, *args, **kwargs):
        return None


class Template:
    """A prepared data folder (and database, when DATABASE_URL names PostgreSQL), made once and copied for each site."""

    def __init__(self) -> None:
        self.folder = made_once("site", _prepare, (*DATABASE, *FILES))

    def copy(self, folder: Path, **settings: str) -> Site:
        """A site that has not been started, with the shipped guide and an account for each role.

        `settings` are more variables of its environment.
        """
        shutil.copytree(self.folder, folder)
        port = free_port()
        extra = {"DATABASE_URL": create_database(template="site")} if SERVER else {}
        if SERVER and "CACHE_URL" in os.environ:
            extra["CACHE_URL"] = os.environ["CACHE_URL"]
        return Site(folder, port, site_environment(folder, port, **extra, **settings))

    def empty(self, folder: Path, port: int, **settings: str) -> Site:
        """A site with nothing in it: a folder that is not there yet, and a database without tables."""
        extra = {"DATABASE_URL": create_database()} if SERVER else {}
        return Site(folder, port, site_environment(folder, port, **extra, **settings))


def loaded_guide() -> Path:
    """A data folder with the shipped guide in its database, and no account of a person; see `create_database`, too."""
    return made_once("guide", _load)


def _load(folder: Path) -> None:
    _load_into(Site(folder, 8000, _environment_of("guide", folder)))


def _load_into(site: Site) -> None:
    site.manage("migrate", "-v0")
    site.manage("load_guide", "-v0")


def _prepare(folder: Path) -> None:
    shutil.copytree(loaded_guide(), folder, dirs_exist_ok=True)
    _open(Site(folder, 8000, _environment_of("site", folder, template="guide")))


def site_in(database: str, folder: Path) -> Site:
    """A site as `Template.copy` makes it, in an empty database of PostgreSQL at this address. It takes long."""
    folder.mkdir()
    port = free_port()
    site = Site(folder, port, site_environment(folder, port, DATABASE_URL=database))
    _load_into(site)
    _open(site)
    return site


def _open(site: Site) -> None:
    site.manage("prepare")
    shutil.copytree(made_once("files", _collect, FILES) / "static", site.data_dir / "static")
    site.manage("shell", "-v0", "-c", _MAKE_ACCOUNTS)


def _environment_of(name: str, folder: Path, template: str = "") -> dict[str, str]:
    extra = {"DATABASE_URL": create_database(name, template)} if SERVER else {}
    return site_environment(folder, 8000, **extra)


def _collect(folder: Path) -> None:
    """Collect the files of the program in a folder; they are the same for every database."""
    Site(folder, 8000, site_environment(folder, 8000)).manage("collectstatic", "--noinput", "--verbosity=0")


_MAKE_ACCOUNTS = f"""
from content.staff.accounts import create_staff
for role in ("author", "clinician", "manager", "translator"):
    create_staff(role, role.capitalize(), "{PASSWORD}")
"""
