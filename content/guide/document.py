"""One guide file: what it holds, how it is read and how it is written. Knows nothing of the database.

The format is described in docs/guide-files.md.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError

from content.guide import markdown
from content.profile import profile
from content.richtext.allowed import CONTROL
from content.richtext.canonical import canonical
from content.richtext.reading import one_line

ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
ADDRESS = re.compile(r"^/([a-z0-9]+(-[a-z0-9]+)*/)*$")
TEMPLATES = ("page", "chapter", "home", "sheet")
FENCE = re.compile(r"^(:{3,})\{(?P<name>[^}]*)\}\s*$")
LONGEST = {"id": 40, "title": 255, "menu_title": 255, "address": 255}
HIGHEST_POSITION = 1_000_000
SETTING = re.compile(r"^:(?P<name>[a-z_]+):(?:[ \t]+(?P<value>.*))?$")


class GuideFileError(Exception):
    """A guide file that cannot be read: which file, which line (from 1), and what was expected."""

    def __init__(self, message: str, line: int = 1, path: Path | str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.path = message, line, path

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}"


@dataclass(frozen=True)
class Lost:
    """Something that a text names and that is gone: a link ("link") with its words, or an inline component."""

    kind: str
    words: str


@dataclass
class Block:
    """A piece of the page's text. `html` is canonical rich text; `line` is where it stands in its file.

    Of a page on the site, `component` is the id of what it was read from, and `lost` are the words of links and the kinds
    of inline components whose page or row is gone.
    """

    name: str
    settings: dict[str, str] = field(default_factory=dict)
    html: str = ""
    line: int = field(default=1, compare=False)
    source: str = field(default="", compare=False, repr=False)
    component: int | None = field(default=None, compare=False)
    lost: list["Lost"] = field(default_factory=list, compare=False)
    #: Its place among the blocks of the page, from 0.
    number: int | None = field(default=None, compare=False)

    def line_of(self, words: str) -> int:
        """The line of the file where these words stand in the block; its first line where they cannot be found."""
        lines = self.source.split("\n")
        return self.line + next((number for number, line in enumerate(lines) if words in line), 0)


@dataclass
class Document:
    """A page of the guide as its file holds it."""

    id: str
    title: str
    address: str
    description: str
    menu_title: str = ""
    template: str = "page"
    section: str = ""
    position: int = 1000
    in_menu: bool = True
    speaks_of_benefit: bool = False
    text_date: datetime.date | None = None
    blocks: list[Block] = field(default_factory=list)
    path: Path | None = field(default=None, compare=False)

    @property
    def slug(self) -> str:
        """The last part of the address; "home" for the home page."""
        return self.address.strip("/").rpartition("/")[2] or "home"

    @property
    def parent_address(self) -> str:
        """The address one level up; "/" at the top level."""
        return self.address.rstrip("/").rpartition("/")[0] + "/"

    def fingerprint(self) -> str:
        """SHA-256 of what the document says, however its file is laid out."""
        data: dict[str, Any] = {name: str(getattr(self, name)) for name in FRONT_MATTER}
        data["blocks"] = [[block.name, block.settings, block.html] for block in self.blocks]
        return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


FRONT_MATTER = {item.name: item for item in fields(Document) if item.name not in {"blocks", "path"}}
REQUIRED = ("id", "title", "address", "description")


def read(text: str, path: Path | None = None) -> Document:
    """The document in the text of a guide file. Raises GuideFileError."""
    try:
        text = text.replace("\r\n", "\n")
        if found := CONTROL.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise GuideFileError(f"the character U+{ord(found[0]):04X} cannot be in a text; delete it", line)
        front, body, first_line = _split(text)
        values = _front_matter(front)
        document = Document(**values, path=path)
        document.blocks = numbered(_blocks(body, first_line))
    except GuideFileError as error:
        error.path = path or "guide file"
        raise
    return document


def numbered(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, each with its place among them."""
    found = list(blocks)
    for number, block in enumerate(found):
        block.number = number
    return found


def read_file(path: Path) -> Document:
    """The document in a file. Raises GuideFileError."""
    try:
        return read(path.read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise GuideFileError("the file is not UTF-8 text", 1, path) from error
    except OSError as error:
        raise GuideFileError(f"the file cannot be read ({error.strerror})", 1, path) from error


def write(document: Document) -> str:
    """The text of the guide file for a document. `read` gives the same document back."""
    front: dict[str, Any] = {}
    for name, item in FRONT_MATTER.items():
        value = getattr(document, name)
        if name in REQUIRED or value != item.default:
            front[name] = value
    header = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    pieces = [f"---\n{header}---\n"]
    previous = None
    for block in document.blocks:
        pieces.append(_write_block(block, after_text=previous == "text"))
        previous = block.name
    return "\n".join(pieces)


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body starts."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise GuideFileError("the file must start with a line “---”, then its front matter")
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    raise GuideFileError("the front matter never ends: expected a second line “---”")


def _front_matter(source: str) -> dict[str, Any]:
    node: Any = None
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise GuideFileError(
            f"the front matter is not YAML: {getattr(error, 'problem', error)}", (mark.line if mark else 0) + 2
        ) from error
    except (ValueError, AttributeError, TypeError) as error:  # such as the date 2026-02-30
        line = next((value.start_mark.line + 2 for _, value in node.value if not _can_be(value)), 2)
        raise GuideFileError(f"a value in the front matter cannot be: {error}", line) from error
    if not isinstance(values, dict):
        raise GuideFileError("expected “key: value” lines in the front matter", 2)
    lines: dict[str, int] = {}
    for node_key, _ in node.value:
        if node_key.value in lines:
            raise GuideFileError(f"“{node_key.value}” stands twice", node_key.start_mark.line + 2)
        lines[node_key.value] = node_key.start_mark.line + 2
    for key, value in values.items():
        if key not in FRONT_MATTER:
            raise GuideFileError(
                f"“{key}” is not a front matter key; expected one of {', '.join(FRONT_MATTER)}", lines.get(str(key), 2)
            )
        if reason := _wrong(key, value):
            raise GuideFileError(f"“{key}” {reason}", lines.get(key, 2))
        if isinstance(value, str):
            values[key] = one_line(value)
    for key in REQUIRED:
        if not values.get(key):
            raise GuideFileError(f"the front matter has no “{key}”", 2)
    if (values["address"] == "/") != (values.get("template") == "home"):
        raise GuideFileError("the address “/” and the template “home” belong together", lines.get("address", 2))
    return values


def _can_be(node: yaml.Node) -> bool:
    try:
        yaml.safe_load(yaml.serialize(node, Dumper=yaml.SafeDumper))
    except (ValueError, AttributeError, TypeError):
        return False
    return True


def _wrong(key: str, value: object) -> str:
    """Why a front matter value cannot be; empty when it can."""
    if key in {"in_menu", "speaks_of_benefit"}:
        return "" if isinstance(value, bool) else "must be true or false"
    if key == "position":
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST_POSITION
        return "" if whole else f"must be a whole number from 0 to {HIGHEST_POSITION}"
    if key == "text_date":
        return "" if type(value) is datetime.date else "must be a day, written as 2026-11-22"
    if not isinstance(value, str):
        return "must be text; put quotation marks around it"
    if CONTROL.search(value):
        return "holds a character that cannot be in a text"
    if len(value) > LONGEST.get(key, len(value)):
        return f"has {len(value)} characters; at most {LONGEST[key]} fit"
    if key == "id" and not ID.match(value):
        return "may hold lower-case letters, digits and hyphens only, such as “right-for-me”"
    if key == "address" and not ADDRESS.match(value):
        return "must be a path such as “/prepare/”, in lower-case letters, digits and hyphens"
    if key == "template" and value not in TEMPLATES:
        return f"must be one of {', '.join(TEMPLATES)}"
    if key == "section" and value and value not in profile().sections:
        return f"must be one of {', '.join(profile().sections)}"
    return ""


def _blocks(body: str, first_line: int) -> Iterator[Block]:
    lines = body.split("\n")
    text: list[str] = []
    text_line = first_line
    index = 0
    while index < len(lines):
        line, number = lines[index], first_line + index
        match = FENCE.match(line)
        if not match:
            if line.startswith(":::"):
                raise GuideFileError("expected the start of a block, such as “:::{answer}”", number)
            text.append(line)
            index += 1
            continue
        yield from _text_block(text, text_line)
        fence = match[1]
        end = next((i for i in range(index + 1, len(lines)) if lines[i].rstrip() == fence), None)
        if end is None:
            raise GuideFileError(f"the block “{match['name']}” never ends: expected a line “{fence}”", number)
        block = _fenced_block(match["name"].strip(), lines[index + 1 : end], number)
        block.source = "\n".join(lines[index:end])
        yield block
        index = end + 1
        text, text_line = [], first_line + index
    yield from _text_block(text, text_line)


def _text_block(lines: list[str], first_line: int) -> Iterator[Block]:
    blank = next((number for number, line in enumerate(lines) if line.strip()), None)
    if blank is not None:
        source, line = "\n".join(lines[blank:]), first_line + blank
        yield Block("text", {}, _to_html(source, line), line, source)


def _fenced_block(name: str, lines: list[str], line: int) -> Block:
    settings: dict[str, str] = {}
    index = 0
    while index < len(lines) and (match := SETTING.match(lines[index])):
        if match["name"] in settings:
            raise GuideFileError(f"the setting “{match['name']}” stands twice", line + 1 + index)
        settings[match["name"]] = (match["value"] or "").strip()
        index += 1
    body = "\n".join(lines[index:])
    kept_as_html = settings.pop("html", "false")
    if kept_as_html not in {"true", "false"}:
        raise GuideFileError("“html” must be true or false", line)
    if kept_as_html == "true":
        return Block(name, settings, _canonical(body, line), line)
    return Block(name, settings, _to_html(body, line + 1 + index), line)


def _canonical(source: str, line: int) -> str:
    try:
        return canonical(source)
    except ValidationError as error:
        raise GuideFileError(error.messages[0], line) from error


def _to_html(source: str, first_line: int) -> str:
    try:
        return markdown.to_html(source)
    except ValidationError as error:
        raise GuideFileError(error.messages[0], first_line) from error
    except markdown.MarkdownError as error:
        raise GuideFileError(error.message, first_line + error.line) from error


def _write_block(block: Block, after_text: bool) -> str:
    source = markdown.from_html(block.html)
    if block.name == "text" and source is not None and not after_text:
        return source + "\n"
    lines = [f":::{{{block.name}}}"]
    lines += [f":{name}: {value}".rstrip() for name, value in block.settings.items()]
    if source is None:
        lines.append(":html: true")
        source = block.html
    if source:
        lines += ["", source] if len(lines) > 1 or source.startswith(":") else [source]
    return "\n".join([*lines, ":::", ""])
