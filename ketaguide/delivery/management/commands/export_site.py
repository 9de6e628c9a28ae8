"""manage.py export_site: the public site as files."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ketaguide.delivery.export_site import ExportError, export_site


class Command(BaseCommand):
    help = "Write the whole public site to a folder that nginx or any host of static files can serve."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path, help="where to write; must be empty or not exist")

    def handle(self, *args, folder: Path, **options) -> None:
        # Addresses that are not there are told below, with the page that leads to them.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        try:
            export = export_site(folder)
        except ExportError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written ({error.strerror or error}).") from error
        for path, page in export.broken.items():
            self.stderr.write(f"{page} leads to {path}, which is not there.")
        self.stdout.write(
            f"Wrote {export.pages} pages, {len(export.headers) - export.pages} other files and "
            f"{len(export.redirects)} redirects, made for {settings.SITE_URL}, to {folder}."
        )
