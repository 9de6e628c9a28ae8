"""manage.py references: the guide's references from and to RIS and PubMed files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from content.evidence.exchange import FORMATS, ExchangeError
from content.evidence.exchange.importing import import_references
from content.evidence.exchange.writing import write
from content.evidence.models import Reference


class Command(BaseCommand):
    help = "Import references from a RIS (.ris) or PubMed (.nbib) file, or export all of them into one."

    def add_arguments(self, parser) -> None:
        parser.add_argument("action", choices=["import", "export"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, help="default: what the file's name ends with")

    def handle(self, *args, action: str, file: Path, format: str | None, **options) -> None:
        file_format = format or file.suffix.lower().lstrip(".")
        if file_format not in FORMATS:
            raise CommandError(f"{file} ends neither with .ris nor with .nbib. Name its format with --format.")
        try:
            if action == "export":
                references = Reference.objects.order_by("pk")
                with file.open("x", encoding="utf-8") as target:
                    target.write(write(references, file_format))
                self.stdout.write(f"Wrote {len(references)} references to {file}.")
                return
            report = import_references(file.read_text(encoding="utf-8-sig"), file_format)
        except FileExistsError as error:
            raise CommandError(f"{file} is there already. Name a new file, so that nothing is overwritten.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text.") from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except ExchangeError as error:
            raise CommandError(str(error)) from error
        for key in report.created:
            self.stdout.write(f"new: {key}")
        for reason in report.refused:
            self.stderr.write(f"not imported: {reason}")
        self.stdout.write(f"{len(report.created)} new, {len(report.known)} there already and left alone.")
