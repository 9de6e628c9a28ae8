"""manage.py check_content: what in the guide's text breaks the guide's own rules."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from content.guide.document import GuideFileError
from content.guide.export import records as all_records
from content.guide.export import texts
from content.guide.files import GUIDE_FOLDER, read_guide
from content.guide.reading import read_page
from content.publishing.rules import problems
from content.review import Problem, around, review, review_records
from content.review.table import readability_table


class Command(BaseCommand):
    help = (
        "List every sentence of the guide that breaks its rules: claims without a source, benefit numbers without what makes "
        "them honest, banned words, missing risks or approval status, pages that are hard to read. Ends with status 1 when "
        "there is one. docs/readability.md and docs/quality.md say more."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="folder of guide files; default: the shipped guide")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)
        parser.add_argument("--site", action="store_true", help="check what is published on this site instead of files")
        parser.add_argument(
            "--drafts", action="store_true", help="with --site: the newest text of each page, published or not"
        )
        parser.add_argument("--table", action="store_true", help="print the table of reading grades instead")
        parser.add_argument("--no-warnings", action="store_true", help="leave out what is only a warning")

    def handle(self, *args, folder: Path | None, language: str, **options) -> None:
        if folder and options["site"]:
            raise CommandError("Name a folder or --site, not both.")
        if options["drafts"] and not options["site"]:
            raise CommandError("--drafts needs --site: files have no drafts.")
        checked, records = self._checked(folder, language, **options)
        if options["table"]:
            self.stdout.write(readability_table([document for document, _ in checked]))
            return
        told: set[Problem] = set()
        for document, found in checked:
            for problem in found:
                if problem.refuses or not options["no_warnings"]:
                    self._write(problem, document.path or document.address)
                    told.add(problem)
        for problem in review_records(records):
            self._write(problem, problem.page)
            told.add(problem)
        errors = sum(problem.refuses for problem in told)
        warnings = len(told) - errors
        counted = (
            f"{len(checked)} pages checked: {errors} to fix, {warnings} {'warning' if warnings == 1 else 'warnings'}."
        )
        if errors:
            raise CommandError(counted)
        self.stdout.write(counted)

    def _checked(self, folder: Path | None, language: str, **options) -> tuple[list, dict]:
        """(document, what is wrong with it) of each page, and all records."""
        try:
            if options["site"]:
                contents = texts(language, options["drafts"])
                return [(read_page(content), problems(content)) for content in contents], all_records()
            guide = read_guide(folder or GUIDE_FOLDER / language, language)
            site = around(guide.documents, guide.records, language)
            return [(document, review(document, site)) for document in guide.documents], guide.records
        except GuideFileError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The pages of this site cannot be read ({error}). Run “manage.py prepare” first."
            ) from error

    def _write(self, problem: Problem, place: Path | str) -> None:
        where = f"{place}:{problem.line}" if isinstance(place, Path) else place
        kind = "" if problem.refuses else "warning, "
        self.stdout.write(
            f"{where}: [{kind}{problem.rule}] {problem.page}\n    {problem.sentence}\n    {problem.advice}\n"
        )
