"""Staff images: what may be uploaded, and the sizes that readers get."""

import io
import struct
import warnings
from pathlib import Path
from threading import Lock
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.signals import pre_save
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from easy_thumbnails.exceptions import EasyThumbnailsError
from easy_thumbnails.files import get_thumbnailer
from filer.models import Folder
from filer.models import Image as LibraryImage
from filer.validation import FileValidationError
from PIL import Image, ImageOps

#: Widths in pixels: a phone, a phone with a dense screen or the text column, the column on a dense screen.
RENDITION_WIDTHS = (360, 720, 1440)
#: The room for the clinic's logo, twice as many pixels as a page gives it.
LOGO_SIZE = (480, 96)
SHARED_FOLDER = "Pictures"
MISSING = _("This picture's file is missing or damaged. Upload it again.")
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
#: Names of the formats, so that no server ever takes a picture for something else. The last two are kept as .jpg.
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".jfif", ".jpe"}
#: So many million pixels may a picture have. A decoder holds all of them, some formats several times over: this is at most
#: about half a gigabyte.
MOST_MEGAPIXELS = {"JPEG": 50, "PNG": 25, "WEBP": 25}
#: In each process one picture is decoded at a time: the memory of two would add up.
_decoding = Lock()
#: Modes in which all browsers show what Pillow writes, by format. Others are turned into what stands behind them.
SHOWN_MODES = {
    "JPEG": {"L": "", "RGB": "", "CMYK": "RGB"},
    "PNG": {"1": "", "L": "", "LA": "", "P": "", "RGB": "", "RGBA": ""},
    "WEBP": {"RGB": "", "RGBA": ""},
}
ENDING = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
#: What Pillow calls the JPEG files of many phones, which have a small second picture behind the first.
PHONES = {"MPO": "JPEG"}
PHONE_ADVICE = _(
    "On an iPhone, choose Settings, Camera, Formats, Most Compatible for new photos; to change this one, open it in Photos on a "
    "Mac or in Preview, export it as JPEG, and upload that."
)
#: What belongs to the picture itself.
KEPT = {"icc_profile", "transparency"}
#: How Pillow says that it cannot read a file, or fails at a damaged one.
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError),
    *(TypeError, LookupError, ArithmeticError),
)


def validate_image(file_name: str, file: IO[bytes], owner: object, mime_type: str) -> None:
    """Check an upload and leave in the file what `clean_picture` gives. Called by django-filer before it keeps a file.

    Raises FileValidationError with a sentence for the person who uploads.
    """
    content = clean_picture(file_name, file, mime_type)
    file.seek(0)
    file.truncate()
    file.write(content)
    file.seek(0)
    if isinstance(file, UploadedFile):
        file.size = len(content)


def clean_picture(file_name: str, file: IO[bytes], mime_type: str) -> bytes:
    """The picture in a file, judged by its content, not its name, and written anew.

    Nothing else in the file survives that: where and with what a photo was taken, or a second file before or behind it.
    Raises FileValidationError with a sentence for the person who uploads.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    limit = settings.MAX_IMAGE_BYTES
    if size > limit:
        raise FileValidationError(
            format_lazy(
                _("“{file_name}” is {size} MB. The limit is {limit} MB. Save a smaller copy."),
                file_name=file_name,
                size=f"{size / 1048576:.1f}",
                limit=limit // 1048576,
            )
        )
    try:
        with warnings.catch_warnings():
            # Our own limit below has the clearer message.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with _decoding, Image.open(file, formats=tuple(FORMATS.values())) as image:
                _refuse_unfit(file_name, image, mime_type)
                return _write_anew(image)
    except UNREADABLE as error:
        raise FileValidationError(
            format_lazy(
                _(
                    "“{file_name}” cannot be read as a picture. It may be damaged. Open it on your computer, save it "
                    "again as JPEG or PNG, and upload that."
                ),
                file_name=file_name,
            )
        ) from error


def refuse_other_picture(file_name: str, file: IO[bytes], owner: object, mime_type: str) -> None:
    """Say what to do with a picture in a format that not every browser shows. Always raises FileValidationError."""
    kind = Path(file_name).suffix.removeprefix(".").upper()
    way = (
        PHONE_ADVICE
        if kind in {"HEIC", "HEIF"}
        else _("Open it on your computer, save it as JPEG or PNG, and upload that.")
    )
    raise FileValidationError(
        format_lazy(
            _("“{file_name}” is a {kind} picture, which not every browser shows. {way}"),
            file_name=file_name,
            kind=kind,
            way=way,
        )
    )


def _kind(image: Image.Image) -> str:
    """The format in which a picture is kept."""
    return PHONES.get(image.format or "", image.format or "")


def _refuse_unfit(file_name: str, image: Image.Image, mime_type: str) -> None:
    kind = _kind(image)
    if kind != FORMATS.get(mime_type) or Path(file_name).suffix.lower() not in SUFFIXES:
        raise FileValidationError(
            format_lazy(
                _(
                    "“{file_name}” is a {kind} picture under another name. Rename it so that its name ends with "
                    "{ending}, and try again."
                ),
                file_name=file_name,
                kind=kind,
                ending=ENDING[kind],
            )
        )
    width, height = image.size
    if width * height > MOST_MEGAPIXELS[kind] * 1_000_000:
        raise FileValidationError(
            format_lazy(
                _(
                    "“{file_name}” has {width} × {height} pixels. The limit for {kind} is {most} million in all. "
                    "Save a smaller copy."
                ),
                file_name=file_name,
                width=width,
                height=height,
                kind=kind,
                most=MOST_MEGAPIXELS[kind],
            )
        )
    if image.format not in PHONES and getattr(image, "is_animated", False):
        raise FileValidationError(
            format_lazy(_("“{file_name}” moves. Use a picture that stands still."), file_name=file_name)
        )


def _write_anew(image: Image.Image) -> bytes:
    kind = _kind(image)
    image.load()
    # Turned as the camera was held: the note about that goes with the others.
    ImageOps.exif_transpose(image, in_place=True)
    image.info = {name: value for name, value in image.info.items() if name in KEPT}
    shown = _in_a_mode_that_browsers_show(image, kind)
    # The profile of a picture's colors says nothing about other colors.
    options: dict[str, Any] = {"icc_profile": image.info.get("icc_profile") if shown is image else None}
    if kind != "PNG":
        options["quality"] = "keep" if image.format == "JPEG" and shown is image else 92
    content = io.BytesIO()
    shown.save(content, kind, **options)
    return content.getvalue()


def _in_a_mode_that_browsers_show(image: Image.Image, kind: str) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of gray: `convert` alone would take all but the darkest for white
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = SHOWN_MODES[kind].get(image.mode, "RGB")
    return image.convert(mode) if mode else image


def complete(sender: type, instance: LibraryImage, **kwargs) -> None:
    """Measure a new picture as it is kept: django-filer 3.6.0 does that before the file is written anew. And give one
    without a folder the shared one: django-filer hides the others from everybody but the person who uploaded them.
    """
    if instance._state.adding and instance.file:
        instance.file_data_changed()
    if instance.folder_id is None:
        instance.folder, _ = Folder.objects.get_or_create(name=SHARED_FOLDER, parent=None)


def connect() -> None:
    """Listen to new pictures, and let nobody judge them before `validate_image` does. Called once, when the application
    starts.
    """
    pre_save.connect(complete, sender=LibraryImage, dispatch_uid="guide_new_pictures")
    # django-filer 3.6.0 takes a damaged picture for one of too many pixels, and says so before its validators are asked.
    LibraryImage.clean = lambda picture: None


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
        # No size may be less than a pixel high.
        widths = [width for width in widths if image.height * width >= image.width] or [image.width]
        renditions = []
        for width in widths:
            height = round(image.height * width / image.width)
            with _decoding:
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
        with _decoding:
            thumbnail = get_thumbnailer(image.file).get_thumbnail({"size": LOGO_SIZE, "quality": 90})
    except (OSError, EasyThumbnailsError, ValueError, TypeError) as error:
        raise ValidationError(MISSING) from error
    return {"url": thumbnail.url, "width": thumbnail.width, "height": thumbnail.height}
