"""manage.py backup FILE: the whole site as one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ketaguide.operations.backup.archive import BackupError
from ketaguide.operations.backup.making import back_up


class Command(BaseCommand):
    help = "Write database and media files to one .tar.gz file, while the site runs."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="a new file, such as guide-2026-11-22.tar.gz")
        parser.add_argument(
            "--with-secret-key",
            action="store_true",
            help="put the secret key into it too, so that staff stay logged in after a restore",
        )

    def handle(self, *args, file: Path, with_secret_key: bool, **options) -> None:
        try:
            manifest = back_up(file, with_secret_key)
        except BackupError as error:
            raise CommandError(str(error)) from error
        media = sum(name.startswith("media/") for name in manifest.members)
        self.stdout.write(f"Wrote {file}: the database and {media} media files. It holds what only staff may see.")
