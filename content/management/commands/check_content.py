"""manage.py check_content: what in the guide's text breaks the guide's own rules."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from content.guide.document import Document, GuideFileError
from content.guide.export import records as all_records
from content.guide.export import texts, words_of_records
from content.guide.files import GUIDE_FOLDER, Guide, read_guide
from content.guide.reading import read_page
from content.publishing.rules import problems
from content.review import Problem, around, parity, review, review_records, said
from content.review.table import readability_table


def in_words_of(words: dict, main: dict) -> dict:
    """The records of the main language, with the words of another where that has them."""
    own = {(stem, row["key"]): row for stem, rows in words.items() for row in rows}
    return {stem: [row | own.get((stem, row["key"]), {}) for row in rows] for stem, rows in main.items()}


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
        checked, in_records = self._checked(folder, language, **options)
        if options["table"]:
            self.stdout.write(readability_table([document for document, _ in checked], language))
            return
        told: set[Problem] = set()
        for document, found in checked:
            for problem in found:
                if problem.refuses or not options["no_warnings"]:
                    self._write(problem, document.path or document.address)
                    told.add(problem)
        for problem in in_records:
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

    def _checked(self, folder: Path | None, language: str, **options: Any) -> tuple[list, list[Problem]]:
        """(document, what is wrong with it) of each page, and what is wrong with what records say in the language."""
        try:
            if options["site"]:
                contents = texts(language, options["drafts"])
                checked = [(read_page(content), problems(content)) for content in contents]
                if language == settings.LANGUAGE_CODE:
                    return checked, list(review_records(all_records(), language))
                words = words_of_records(language)
                return checked, [*review_records(words, language), *_differing_records(words, all_records(), language)]
            folder = folder or GUIDE_FOLDER / language
            guide = read_guide(folder, language)
            records, original, differing = guide.records, None, []
            if language != settings.LANGUAGE_CODE:  # what is no word is in the records of the main language
                original = read_guide(folder.parent / settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
                differing = _differing_records(guide.records, original.records, language)
                records = in_words_of(records, original.records)
            site = around(guide.documents, records, language)
            checked = [(document, review(document, site)) for document in guide.documents]
            checked = [(page, [*found, *_differences(page, original, language)]) for page, found in checked]
            return checked, [*review_records(records, language), *differing]
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


def _differences(document: Document, original: Guide | None, language: str) -> list[Problem]:
    """Where a page says something else than the same page in the main language."""
    if original is None or not said.can_compare(language, original.language):
        return []
    name = dict(settings.LANGUAGES)[original.language]
    same = [page for page in original.documents if page.id == document.id]
    return [problem for page in same for problem in parity.problems(document, page, language, original.language, name)]


def _differing_records(words: dict, main: dict, language: str) -> list[Problem]:
    """Where what records say in a language differs from what they say in the main one."""
    original = settings.LANGUAGE_CODE
    if not said.can_compare(language, original):
        return []
    same = {(stem, row["key"]): row for stem, rows in main.items() for row in rows}
    name = dict(settings.LANGUAGES)[original]
    pairs = [(stem, row, same.get((stem, row["key"]), {})) for stem, rows in words.items() for row in rows]
    return [
        problem
        for stem, row, other in pairs
        for problem in parity.problems_of_record(stem, row, other, language, original, name)
    ]
