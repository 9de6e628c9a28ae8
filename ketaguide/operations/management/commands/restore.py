"""manage.py restore FILE: the site that a backup holds, into an empty place."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ketaguide.operations.backup.archive import BackupError
from ketaguide.operations.backup.restoring import restore


class Command(BaseCommand):
    help = "Put a backup into an empty data folder and database. Changes nothing when it cannot."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="a file that manage.py backup has written")

    def handle(self, *args, file: Path, **options) -> None:
        try:
            manifest = restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {manifest.made}. Start the site as usual: that also migrates it.")
