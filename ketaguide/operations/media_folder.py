"""Uploaded pictures in a folder, which is what a site on one machine has."""

from contextlib import suppress

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class FolderStorage(FileSystemStorage):
    """A folder in which a file is whole or not there: Django leaves what it had written when the disk was full."""

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]  # django-stubs leaves it out
        except OSError:
            # Nobody else has a file of this name: Django found it free, and makes no file that is there already.
            with suppress(OSError):
                self.delete(name)
            raise
