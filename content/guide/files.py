"""Where guide files are, and reading and writing a folder of them."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db.models.fields.files import FieldFile

from content.guide.document import Document, GuideFileError, read_file, write

GUIDE_FOLDER = Path(settings.BASE_DIR) / "content" / "guide"
RECORDS = "records"
IMAGES = "images"
RECORD_FILES = {
    "clinic_facts": "clinic.ClinicFact",
    "references": "evidence.Reference",
    "findings": "evidence.Finding",
    "glossary": "glossary.GlossaryTerm",
}


class Row(dict):
    """A record as its file holds it, and the line where it stands."""

    line: int = 1


@dataclass
class Guide:
    """All files of the guide in one language. `records` by file stem; `images` are files by name, on disk or in the library."""

    language: str
    documents: list[Document] = field(default_factory=list)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    images: Mapping[str, Path | FieldFile] = field(default_factory=dict)


def read_guide(folder: Path, language: str) -> Guide:
    """Every file in a folder, pages above before pages below. Raises GuideFileError at the first fault."""
    if not folder.is_dir():
        raise GuideFileError("there is no such folder", 1, folder)
    documents = [read_file(path) for path in sorted(folder.glob("*.md"))]
    if not documents:
        raise GuideFileError("expected guide files (*.md) in this folder", 1, folder)
    _check_together(documents)
    documents.sort(key=lambda document: (document.address.count("/"), document.position, document.id))
    records = {stem: _read_records(folder / RECORDS / f"{stem}.yaml") for stem in RECORD_FILES}
    images = {path.name: path for path in sorted((folder / IMAGES).glob("*")) if path.is_file()}
    return Guide(language, documents, records, images)


def write_guide(guide: Guide, folder: Path) -> list[Path]:
    """Write every file; gives their paths. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document in guide.documents:
        path = folder / f"{document.id}.md"
        path.write_text(write(document), encoding="utf-8")
        written.append(path)
    for stem, rows in guide.records.items():
        path = folder / RECORDS / f"{stem}.yaml"
        path.parent.mkdir(exist_ok=True)
        text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=10_000)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    for name, source in guide.images.items():
        path = folder / IMAGES / name
        path.parent.mkdir(exist_ok=True)
        with source.open("rb") as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        written.append(path)
    return written


def _check_together(documents: list[Document]) -> None:
    """Raise GuideFileError where two files claim the same, or a page above is missing."""
    for name in ("id", "address", "title", "description"):
        seen: dict[str, Document] = {}
        for document in documents:
            value = getattr(document, name)
            if value in seen:
                other = seen[value].path
                raise GuideFileError(
                    f"“{name}” must be unique, but {other.name if other else seen[value].id} has the same: {value}",
                    1,
                    document.path or "",
                )
            seen[value] = document
    addresses = {document.address for document in documents}
    for document in documents:
        above = document.parent_address
        if above != "/" and above not in addresses:
            raise GuideFileError(f"there is no page at “{above}”, above “{document.address}”", 1, document.path or "")


def _read_records(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        source = path.read_text(encoding="utf-8-sig")
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        rows = (loader.construct_document(node) if node else None) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise GuideFileError(
            f"not YAML: {getattr(error, 'problem', error)}", (mark.line if mark else 0) + 1, path
        ) from error
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise GuideFileError(f"the file cannot be read ({error})", 1, path) from error
    if not isinstance(rows, list):
        raise GuideFileError("expected a list of records, each with a “key”", 1, path)
    found: dict[str, Row] = {}
    for item, row in zip(node.value if node else [], rows, strict=True):
        line = item.start_mark.line + 1
        if not isinstance(row, dict) or not isinstance(row.get("key"), str) or not row["key"]:
            raise GuideFileError("expected a record with a “key” that is text", line, path)
        if row["key"] in found:
            raise GuideFileError(f"the key “{row['key']}” stands twice", line, path)
        found[row["key"]] = Row(row)
        found[row["key"]].line = line
    return list(found.values())
