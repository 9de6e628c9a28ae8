"""manage.py check_content: what in the guide's text breaks the guide's own rules."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from content.guide.document import GuideFileError
from content.guide.export import export
from content.guide.files import GUIDE_FOLDER, Guide, read_guide
from content.review import Finding, review, review_records
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
        guide = self._guide(folder, language, **options)
        if options["table"]:
            self.stdout.write(readability_table(guide.documents))
            return
        errors = warnings = 0
        for document in guide.documents:
            for finding in review(document):
                if finding.warning and options["no_warnings"]:
                    continue
                self._write(finding, document.path or document.address)
                errors, warnings = errors + (not finding.warning), warnings + finding.warning
        for finding in review_records(guide.records):
            self._write(finding, finding.page)
            errors += 1
        counted = f"{len(guide.documents)} pages checked: {errors} to fix, {warnings} {'warning' if warnings == 1 else 'warnings'}."
        if errors:
            raise CommandError(counted)
        self.stdout.write(counted)

    def _guide(self, folder: Path | None, language: str, **options) -> Guide:
        try:
            return (
                export(language, options["drafts"])
                if options["site"]
                else read_guide(folder or GUIDE_FOLDER / language, language)
            )
        except GuideFileError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The pages of this site cannot be read ({error}). Run “manage.py prepare” first."
            ) from error

    def _write(self, finding: Finding, place: Path | str) -> None:
        where = f"{place}:{finding.line}" if isinstance(place, Path) else place
        kind = "warning, " if finding.warning else ""
        self.stdout.write(
            f"{where}: [{kind}{finding.rule}] {finding.page}\n    {finding.sentence}\n    {finding.advice}\n"
        )
