"""manage.py load_guide: guide files into CMS pages."""

import contextlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from content.guide.document import GuideFileError
from content.guide.files import GUIDE_FOLDER, read_guide
from content.guide.load import UnsignedError, load
from content.staff.accounts import system_user


def _tell_sizes() -> None:
    """SQLite chooses an index by the sizes of tables that it was last told of; PostgreSQL finds them out by itself.

    Without this it reads all components of the guide to find those of one page, as all are in one language.
    """
    if connection.vendor == "sqlite":
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class UnsignedCommandError(CommandError):
    """Nothing was loaded, because the clinic publishes a page only when it is signed."""


class Command(BaseCommand):
    help = (
        "Load the guide's text files as published pages. Pages that somebody has edited are left alone and listed. "
        "Running it again changes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="folder of guide files; default: the shipped guide")
        parser.add_argument("--language", help="of the folder; default: the main one or, of the shipped guide, all")
        parser.add_argument("--diff", action="store_true", help="show how edited pages differ from their files")
        parser.add_argument(
            "--reset",
            action="store_true",
            help="for demonstrations: overwrite what people edited, restore what they deleted",
        )

    def handle(self, *args, folder: Path | None, language: str | None, diff: bool, reset: bool, **options) -> None:
        if folder or language:
            chosen = [language or settings.LANGUAGE_CODE]
        else:
            chosen = [code for code, _ in settings.LANGUAGES if (GUIDE_FOLDER / code).is_dir()]
        for code in chosen:
            self._load(folder or GUIDE_FOLDER / code, code, diff, reset)
        _tell_sizes()

    def _load(self, folder: Path, language: str, diff: bool, reset: bool) -> None:
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(code for code, _ in settings.LANGUAGES)
            raise CommandError(f"This site has no language “{language}”; it has: {known}. See GUIDE_LANGUAGES.")
        try:
            report = load(read_guide(folder, language), system_user(), reset=reset)
        except UnsignedError as error:
            raise UnsignedCommandError(
                f"{error}\nNothing was loaded. Readers keep the text that they have. To take the new one over, let a Manager make "
                "signatures “wished” under “Rules for sign-off”, load, sign the pages, and ask for signatures again."
            ) from error
        except GuideFileError as error:
            raise CommandError(f"{error}\nNothing was loaded.") from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"The guide could not be written: {error}\nNothing was loaded.") from error
        name = "Guide" if language == settings.LANGUAGE_CODE else f"Guide ({language})"
        self.stdout.write(
            f"{name}: {len(report.created)} created, {len(report.updated)} updated, {len(report.unchanged)} unchanged."
        )
        if report.kept:
            self.stdout.write("Left alone, because a person changed them on the site:")
            for name, reason in report.kept.items():
                self.stdout.write(f"  {name}: {reason}")
                if diff:
                    self.stdout.write("".join(f"    {line}" for line in report.differences.get(name, [])))
            if not diff and report.differences:
                self.stdout.write("Run “manage.py load_guide --diff” to see how they differ from the files.")
