"""manage.py prepare: everything that must be in place before the site is served. Safe to run again at any time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from content.management.commands.load_guide import UnsignedCommandError
from content.page import stored_components
from content.publishing.languages import differing
from content.staff.accounts import SYSTEM_USERNAME, create_staff
from ketaguide.delivery.models import PublicChange

# Any number that nothing else locks in the same database.
LOCK = 0x6B657461


class Command(BaseCommand):
    help = "Bring the database up to date, load the guide, and make the first account. Keeps every edit."

    def handle(self, *args, **options) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached. Check DATABASE_URL and DATA_DIR. ({error})") from error
        try:
            with self._alone():
                self._refuse_newer()
                self._migrate()
                if reason := stored_components.fault():
                    raise CommandError(f"{reason} Nothing was changed but what migrations do.")
                self._site()
                self._load()
                self._compare_languages()
                self._first_account()
                call_command("clearsessions")
                PublicChange.forget_old()
        except DatabaseError as error:
            raise CommandError(f"The database could not be written: {error}") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other machine prepares the same PostgreSQL: two that migrate at once fail on each other's
        tables. The server lets go of the lock by itself when this process dies. SQLite has one writer, for whom nobody
        waits longer than its timeout; a lock on a file beside it is waited for, and let go of in the same way.
        """
        if connection.vendor != "postgresql":
            with (settings.DATA_DIR / "prepare.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _refuse_newer(self) -> None:
        """A database that a newer version has migrated has columns that this one would leave empty, or misread."""
        loader = MigrationLoader(connection)
        replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
        unknown = set(loader.applied_migrations) - set(loader.disk_migrations) - replaced
        own = {
            config.label
            for config in apps.get_app_configs()
            if config.name.partition(".")[0] in {"content", "ketaguide"}
        }
        if unknown := {name for name in unknown if name[0] in own}:
            named = ", ".join(f"{app} {name}" for app, name in sorted(unknown)[:3])
            raise CommandError(
                f"A newer version of ketaguide has worked with this database ({named}). Install that version again, or "
                "restore a backup that was made with this one. Nothing was changed."
            )

    def _migrate(self) -> None:
        """All migrations or none: Django notes a migration after its tables are made, and a stop in between
        would leave a database that neither works nor can be migrated. (PostgreSQL keeps Django's way, because
        migrations may change rows and tables there that cannot change in one transaction.)
        """
        if connection.vendor != "sqlite":
            call_command("migrate", interactive=False, verbosity=0)
            return
        # SQLite switches its constraints outside a transaction only, and Django's migrations want them off.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic():
                call_command("migrate", interactive=False, verbosity=0)
                connection.check_constraints()
        finally:
            connection.enable_constraint_checking()

    def _load(self) -> None:
        try:
            call_command("load_guide", stdout=self.stdout)
        except UnsignedCommandError as error:
            self.stdout.write(str(error))  # what readers have is signed, or was: the site goes on with it

    def _compare_languages(self) -> None:
        """Hold each translation against its original now: a new version may compare otherwise, and no reader waits for it."""
        names = dict(settings.LANGUAGES)
        for page in differing():
            self.stdout.write(f"“{page.title}” ({names[page.language]}) says something else than the original.")

    def _site(self) -> None:
        """Give the site the address that readers use, instead of django's “example.com”."""
        domain = urlsplit(settings.SITE_URL).netloc
        Site.objects.exclude(domain=domain).filter(pk=settings.SITE_ID).update(domain=domain, name="Ketamine guide")
        Site.objects.clear_cache()

    @transaction.atomic
    def _first_account(self) -> None:
        if get_user_model().objects.exclude(username=SYSTEM_USERNAME).exists():
            return
        given = os.environ.get("ADMIN_PASSWORD", "")
        try:
            password = create_staff("admin", "Superuser", given)
        except ValidationError as error:
            raise CommandError(f"ADMIN_PASSWORD cannot be used: {' '.join(error.messages)}") from error
        shown = "the one in ADMIN_PASSWORD" if given else f"{password}   (shown only now)"
        self.stdout.write(f"First account: admin, password: {shown}")
