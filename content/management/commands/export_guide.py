"""manage.py export_guide: CMS pages into guide files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.guide.export import export
from content.guide.files import write_guide


class Command(BaseCommand):
    help = "Write the published pages and the records as guide files, in the format that load_guide reads."

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path, help="where to write; must be empty or not exist")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )
        parser.add_argument("--drafts", action="store_true", help="the newest text of each page, published or not")

    def handle(self, *args, folder: Path, language: str, drafts: bool, **options) -> None:
        try:
            if folder.exists() and any(folder.iterdir()):
                raise CommandError(f"{folder} is not empty. Name a new folder, so that nothing is overwritten.")
            written = write_guide(export(language, drafts), folder)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written ({error.strerror}).") from error
        self.stdout.write(f"Wrote {len(written)} files to {folder}.")
