"""What all tests share: the shipped guide in the test database, staff of each role, real sites, and a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from content.staff.accounts import create_staff
from tests.postgresql import SERVER, database_name, drop_databases
from tests.site import PASSWORD, Site, Template, loaded_guide

ROLES = ("Author", "Clinician", "Manager", "Translator")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if SERVER and not hasattr(session.config, "workerinput"):  # the workers have ended
        drop_databases()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite starts from a file with everything in it (`django_db_modify_db_settings`)."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """The test database starts as a copy of one with the shipped guide; each test that uses `db` sees it fresh."""
    guide = loaded_guide()
    if SERVER:
        connection.settings_dict["TEST"]["TEMPLATE"] = database_name("guide")
    else:
        shutil.copy(guide / "db.sqlite3", connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session", autouse=True)
def _in_process() -> Iterator[None]:
    """In-process tests need no collected files, and render every page: they run in transactions that never commit,
    and ready pages are renewed on commit. The sites of `tests.site` have both. Passwords are kept in a form that is quick to make.
    """
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    middleware = [name for name in settings.MIDDLEWARE if "ready_pages" not in name]
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # WhiteNoise warns where it is not there
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=settings.STORAGES | plain, MIDDLEWARE=middleware, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def staff(db) -> Callable[[str], object]:
    """`staff("Author")` makes a user of that role ("Superuser" is one, too)."""

    def make(role: str):
        name = f"{role.lower()}-user"
        if not get_user_model().objects.filter(username=name).exists():
            create_staff(name, role, PASSWORD)
        return get_user_model().objects.get(username=name)

    return make


@pytest.fixture
def client_of(staff) -> Callable[[str], Client]:
    """`client_of("Author")` is a test client logged in as a user of that role."""

    def make(role: str) -> Client:
        client = Client()
        client.force_login(staff(role))
        return client

    return make


@pytest.fixture(scope="session")
def site_template() -> Template:
    return Template()


@pytest.fixture(scope="module")
def workers(request) -> dict[str, str]:
    """How many workers the sites of a file have: one, or its SITE_WORKERS where it is about what several share."""
    return {"WEB_CONCURRENCY": str(getattr(request.module, "SITE_WORKERS", 1))}


@pytest.fixture(scope="module")
def site(site_template, workers, tmp_path_factory) -> Iterator[Site]:
    """A running site with the shipped guide and the accounts admin, author, clinician, manager and translator."""
    site = site_template.copy(tmp_path_factory.mktemp("site") / "data", **workers)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def new_site(site_template, workers, tmp_path: Path) -> Iterator[Site]:
    """As `site`, for one test that changes it; not started yet."""
    site = site_template.copy(tmp_path / "data", **workers)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Headless Chromium (Playwright's Browser). CHROMIUM names the program; `make test` finds it."""
    path = os.environ.get("CHROMIUM")
    if not path:
        if os.environ.get("CI"):
            pytest.fail("CHROMIUM is not set: in CI the browser tests have to run")
        pytest.skip("CHROMIUM is not set; run make test, which looks for it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


def watch(page: Any, site: Site) -> None:
    """Note on a page of Playwright, as `foreign`, requests to other hosts, and as `complaints` errors and policy violations."""
    page.foreign, page.complaints = [], []
    own = (site.url, "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else page.foreign.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))


@pytest.fixture
def visit(chromium) -> Iterator[Callable]:
    """`visit(site, …)` opens a new browser window (Playwright's Page) on a site.

    Keywords: width, height, scripts, dark, touch, timezone, role (logs in as that role's account). The page's `foreign` lists
    requests to other hosts, `complaints` errors and policy violations of its console.
    """
    contexts = []

    def open_page(
        site: Site,
        width: int = 1280,
        height: int = 900,
        scripts: bool = True,
        dark: bool = False,
        touch: bool = False,
        role: str = "",
        timezone: str | None = None,
    ):
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            timezone_id=timezone,
            has_touch=touch,
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, site)
        if role:
            page.goto("/admin/login/")
            page.fill("#id_username", role)
            page.fill("#id_password", PASSWORD)
            page.click("[type=submit]")
            page.wait_for_url("**/admin/")
        return page

    yield open_page
    for context in contexts:
        context.close()
