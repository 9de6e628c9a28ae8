"""Staff images: what may be uploaded, and the sizes that readers get."""

import warnings
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signals import got_request_exception, request_started
from django.db import DatabaseError
from django.db.models.signals import pre_save
from easy_thumbnails.exceptions import EasyThumbnailsError
from easy_thumbnails.files import get_thumbnailer
from filer.models import File, Folder
from filer.models import Image as LibraryImage
from filer.validation import FileValidationError
from PIL import Image, UnidentifiedImageError

#: Widths in pixels: a phone, a phone with a dense screen or the text column, the column on a dense screen.
RENDITION_WIDTHS = (360, 720, 1440)
#: The room for the clinic's logo, twice as many pixels as a page gives it.
LOGO_SIZE = (480, 96)
SHARED_FOLDER = "Pictures"
MISSING = "This picture's file is missing or damaged. Upload it again."
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
#: Pictures with a new file that this request has begun to save.
_begun: ContextVar[tuple[LibraryImage, ...]] = ContextVar("begun", default=())


def validate_image(file_name: str, file: IO[bytes], owner: object, mime_type: str) -> None:
    """Check an upload by its content, not its name. Called by django-filer before it keeps a file.

    Raises FileValidationError with a sentence for the person who uploads.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    limit = settings.MAX_IMAGE_BYTES
    if size > limit:
        raise FileValidationError(
            f"“{file_name}” is {size / 1_048_576:.1f} MB. The limit is {limit // 1_048_576} MB. Save a smaller copy."
        )
    try:
        with warnings.catch_warnings():
            # Our own limit below has the clearer message.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                kind, (width, height) = image.format, image.size
                if width * height <= settings.MAX_IMAGE_PIXELS:
                    image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FileValidationError(
            f"“{file_name}” cannot be read as a picture. Use a JPEG, PNG or WebP file."
        ) from error
    finally:
        file.seek(0)
    if kind != FORMATS.get(mime_type):
        raise FileValidationError(
            f"“{file_name}” is a {kind} picture under another name. Save it as JPEG, PNG or WebP and try again."
        )
    if width * height > settings.MAX_IMAGE_PIXELS:
        raise FileValidationError(
            f"“{file_name}” has {width} × {height} pixels. "
            f"The limit is {settings.MAX_IMAGE_PIXELS // 1_000_000} million in all. Save a smaller copy."
        )


def put_into_shared_folder(sender: type, instance: LibraryImage, **kwargs) -> None:
    """Give a new picture without a folder the shared one: django-filer 3.6.0 hides the others from everybody but
    the person who uploaded them.
    """
    if instance.folder_id is None:
        instance.folder, _ = Folder.objects.get_or_create(name=SHARED_FOLDER, parent=None)


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
    """Listen to new pictures. Called once, when the application starts."""
    pre_save.connect(put_into_shared_folder, sender=LibraryImage, dispatch_uid="guide_shared_pictures")
    pre_save.connect(_begin, sender=LibraryImage, dispatch_uid="guide_begun_pictures")
    request_started.connect(_forget_begun, dispatch_uid="guide_forget_begun_pictures")
    got_request_exception.connect(_remove_refused, dispatch_uid="guide_refused_pictures")


def picture_name(image: LibraryImage) -> str:
    """The name of a library picture in guide files; unlike its own file name it belongs to no other picture."""
    name = Path(image.original_filename or image.file.name)
    older = LibraryImage.objects.filter(original_filename=image.original_filename, pk__lt=image.pk).exists()
    return f"{name.stem}-{image.pk}{name.suffix}" if older else name.name


def make_renditions(image) -> list[dict]:
    """The sizes of a library image that a page offers, smallest first: url, width and height in pixels.

    Never enlarges. Raises ValidationError when the file is missing or broken.
    """
    try:
        thumbnailer = get_thumbnailer(image.file)
        widths = sorted({width for width in RENDITION_WIDTHS if width < image.width} | {min(image.width, 1440)})
        renditions = []
        for width in widths:
            height = round(image.height * width / image.width)
            thumbnail = thumbnailer.get_thumbnail({"size": (int(width), height), "quality": 82})
            renditions.append({"url": thumbnail.url, "width": thumbnail.width, "height": thumbnail.height})
    except (OSError, EasyThumbnailsError, ValueError, TypeError) as error:
        raise ValidationError(MISSING) from error
    return renditions


def make_logo(image) -> dict:
    """A library image as the top of a page shows it, sharp on dense screens: url, width and height in pixels.

    Never enlarges. Raises ValidationError when the file is missing or broken.
    """
    try:
        thumbnail = get_thumbnailer(image.file).get_thumbnail({"size": LOGO_SIZE, "quality": 90})
    except (OSError, EasyThumbnailsError, ValueError, TypeError) as error:
        raise ValidationError(MISSING) from error
    return {"url": thumbnail.url, "width": thumbnail.width, "height": thumbnail.height}
