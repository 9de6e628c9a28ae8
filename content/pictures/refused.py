"""A picture whose row the database refused leaves no file behind."""

from contextlib import suppress
from contextvars import ContextVar

from django.core.signals import got_request_exception, request_started
from django.db import DatabaseError
from django.db.models.signals import pre_save
from filer.models import File
from filer.models import Image as LibraryImage

#: Pictures with a new file that this request has begun to save.
_begun: ContextVar[tuple[LibraryImage, ...]] = ContextVar("begun", default=())


def _begin(sender: type, instance: LibraryImage, **kwargs) -> None:
    if instance.file and not instance.file._committed:
        _begun.set((*_begun.get(), instance))


def _forget_begun(sender: object, **kwargs) -> None:
    _begun.set(())


def _remove_refused(sender: object, **kwargs) -> None:
    """The file comes before the row: where the database then refuses, nobody would ever find the file again."""
    for image in _begun.get():
        # Where the database cannot even be asked, the row may be there all the same, so the file stays.
        with suppress(OSError, DatabaseError):
            if image.file._committed and not File.objects.filter(file=image.file.name).exists():
                image.file.storage.delete(image.file.name)


def connect() -> None:
    """Listen to new pictures, and to requests that fail. Called once, when the application starts."""
    pre_save.connect(_begin, sender=LibraryImage, dispatch_uid="guide_begun_pictures")
    request_started.connect(_forget_begun, dispatch_uid="guide_forget_begun_pictures")
    got_request_exception.connect(_remove_refused, dispatch_uid="guide_refused_pictures")
