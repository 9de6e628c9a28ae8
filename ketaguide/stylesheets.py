"""One stylesheet for readers, made of the files in `static/css/`."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

SOURCE = settings.BASE_DIR / "static" / "css"
#: The order of the cascade layers; within one layer the files come in the order of their names.
PARTS = (
    *("layers.css", "reset.css", "tokens.css", "base.css"),
    *("layout/*.css", "components/*.css", "utilities.css", "print.css"),
)
BUNDLE = "css/site.css"


def bundle() -> str:
    """All parts in one text, without comments and indentation."""
    files = [file for part in PARTS for file in sorted(SOURCE.glob(part))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line for line in (line.strip() for line in text.splitlines()) if line) + "\n"


class SiteStylesheetFinder(BaseFinder):
    """Finds `css/site.css` for collectstatic and runserver. It is written anew whenever a part has changed."""

    def __init__(self, app_names=None, *args, **kwargs) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "stylesheet")
        self.storage.prefix = ""  # type: ignore[attr-defined]  # collectstatic asks every storage for it

    def find(self, path, find_all=False, **kwargs):
        if path != BUNDLE:
            return []
        found = str(self._write())
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns):
        if not matches_patterns(BUNDLE, ignore_patterns):
            self._write()
            yield BUNDLE, self.storage

    def _write(self) -> Path:
        target = Path(self.storage.path(BUNDLE))
        text = bundle()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step, so that another process never reads half a file.
            temporary = target.with_suffix(".new")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(target)
        return target
