"""Where pictures are kept. django-filer reads this before its own models are there, so it imports none."""

from pathlib import Path

from django.utils.text import slugify
from filer.utils.generate_filename import randomized

LONGEST_STEM = 80
#: Endings of JPEG that servers do not know.
USUAL_SUFFIX = {".jfif": ".jpg", ".jpe": ".jpg"}


def stored_name(instance: object, file_name: str) -> str:
    """The path of a new picture. django-filer's own (3.6.0) drops letters that are not Latin, and the end of a long name,
    and with either what says that the file is a picture.
    """
    name = Path(file_name)
    suffix = USUAL_SUFFIX.get(name.suffix.lower(), name.suffix.lower())
    return randomized(instance, (slugify(name.stem)[:LONGEST_STEM] or "picture") + suffix)
