"""The archive of a backup: a .tar.gz of the database, the media files and, last, a manifest that names every other member
with its SHA-256. The checksums find damage, not forgery: whoever may write a backup may write the site.
"""

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import IO

from ketaguide.operations.backup.files import reason_of

FORMAT = "ketaguide backup"
VERSION = 1
MANIFEST = "manifest.json"
KEY = "secret_key"
MEDIA = "media"
#: The member that holds the database, for each kind of database.
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
#: What reading a damaged or foreign archive raises, all the way down to the compression.
UNREADABLE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)
BLOCK = 1024 * 1024
#: A manifest is read into memory. This is enough for some hundred thousand pictures.
MANIFEST_BYTES = 64 * BLOCK


class BackupError(Exception):
    """A backup or restore that cannot be done. Its text is a sentence for the operator."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of one member of the archive."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `database` is Django's name for the kind; `migrations` are those that had run."""

    made: str
    database: str
    migrations: list[tuple[str, str]]
    members: dict[str, Member]

    def dump(self) -> bytes:
        return json.dumps({"format": FORMAT, "version": VERSION, **asdict(self)}, indent=1).encode()

    @classmethod
    def parse(cls, content: bytes) -> "Manifest":
        """The manifest in these bytes. Raises BackupError where it is of another format, ValueError and the like
        where it is none.
        """
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise BackupError("This file is not a backup of this program.")
        if found["version"] != VERSION:
            raise BackupError(
                f"This backup has the format {found['version']}; this program reads {VERSION}. "
                "Restore it with the version of the program that made it."
            )
        members = {str(name): Member(str(row["sha256"]), int(row["size"])) for name, row in found["members"].items()}
        migrations = [(str(app), str(name)) for app, name in found["migrations"]]
        return cls(str(found["made"]), str(found["database"]), migrations, members)


def read_archive(file: IO[bytes]) -> Manifest:
    """Read a whole archive, checking every name, every checksum and that nothing is missing or added.

    Raises BackupError with the reason. Writes nothing.
    """
    found: dict[str, Member] = {}
    described: bytes | None = None
    try:
        for info, content in read_members(file):
            if info.name == MANIFEST:
                if info.size > MANIFEST_BYTES:
                    raise BackupError("This file is not a backup of this program: its manifest is too large.")
                described = content.read()
                continue
            reader = Hashing(content)
            while reader.read(BLOCK):
                pass
            found[info.name] = Member(reader.digest.hexdigest(), info.size)
    except UNREADABLE as error:
        raise BackupError(f"This file is not a backup, or it is damaged ({reason_of(error)}).") from error
    if described is None:
        raise BackupError("This file is not a whole backup: its manifest is missing.")
    try:
        manifest = Manifest.parse(described)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError("This file is not a backup of this program: its manifest cannot be read.") from error
    if missing := sorted(manifest.members.keys() - found.keys()):
        raise BackupError(f"This backup is damaged: {missing[0]} is missing from it.")
    if added := sorted(found.keys() - manifest.members.keys()):
        raise BackupError(f"This file is not a backup as it was made: {added[0]} was added to it.")
    for name, member in found.items():
        if member != manifest.members[name]:
            raise BackupError(f"This backup is damaged: {name} is not what was backed up.")
    if DATABASE.get(manifest.database) not in found:
        raise BackupError("This backup is damaged: it has no database.")
    return manifest


def read_members(file: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """The members of an archive, one after the other, each with its content, to the last byte of the file.

    Raises BackupError on a member that a backup does not have, and any of UNREADABLE on damage.
    """
    names: set[str] = set()
    file.seek(0)
    with gzip.open(file) as unpacked:
        with tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for info in archive:
                content = archive.extractfile(info) if info.type in {tarfile.REGTYPE, tarfile.AREGTYPE} else None
                if content is None or info.issparse() or not is_member(info.name) or info.name in names:
                    raise BackupError(f"This file is not a backup of this program: it holds “{info.name[:200]}”.")
                names.add(info.name)
                yield info, content
        while block := unpacked.read(BLOCK):  # the checksum of the compression comes at the very end
            if block.strip(b"\0"):
                raise BackupError("This file is not a backup as it was made: something was added to its end.")


def is_member(name: str) -> bool:
    """Whether a backup may have a member of this name: never one that could land outside its folder."""
    if name in {MANIFEST, KEY, *DATABASE.values()}:
        return True
    parts = PurePosixPath(name).parts
    return (
        len(parts) > 1
        and parts[0] == MEDIA
        and "/".join(parts) == name
        and ".." not in parts
        and name.isprintable()
        and "\\" not in name
    )


class Hashing:
    """A file that is only read, and whose bytes are hashed on the way."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.content.read(size)
        self.digest.update(block)
        return block
