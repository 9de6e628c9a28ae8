"""Stylesheets that are made of several files: one for readers, and two for staff, in the same colors."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

SOURCE = settings.BASE_DIR / "static"
TOKENS = "css/tokens.css"
SITE = "css/site.css"
#: Begins with the palette, for itself and for the other one of the staff, before which it is loaded.
CMS = "staff/cms.css"
#: Each with its parts in order; the files of a pattern come in the order of their names. For readers it is that of the layers.
BUNDLES = {
    SITE: (
        *("css/layers.css", "css/reset.css", TOKENS, "css/base.css"),
        *("css/layout/*.css", "css/components/*.css", "css/utilities.css", "css/print.css"),
    ),
    CMS: ("staff/cms_*.css",),
    "staff/staff.css": (
        *(
            "staff/admin/colors.css",
            "staff/admin/page.css",
            "staff/admin/header.css",
            "staff/admin/forms_and_lists.css",
        ),
        *(
            "staff/admin/log_in.css",
            "staff/admin/two_steps.css",
            "staff/admin/page_tree.css",
            "staff/admin/start_page.css",
        ),
        *(
            "staff/admin/search.css",
            "staff/admin/record_preview.css",
            "staff/admin/sign_off.css",
            "staff/admin/blocks.css",
        ),
        *("staff/admin/as_others_see_it.css", "staff/admin/handbook.css", "staff/admin/our_clinic.css"),
    ),
}
COLOR = re.compile(r"^\s*--([a-z-]+): (#[0-9a-f]+);$", re.MULTILINE)


def bundle(name: str = SITE) -> str:
    """All parts of a stylesheet in one text, without comments and indentation."""
    files = [file for part in BUNDLES[name] for file in sorted(SOURCE.glob(part))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    text = re.sub(r"/\*.*?\*/", "", f"{palette() if name == CMS else ''}{text}", flags=re.DOTALL)
    return "\n".join(line for line in (line.strip() for line in text.splitlines()) if line) + "\n"


def palette() -> str:
    """The colors of the guide as `--light-…` and `--dark-…`: staff may choose light or dark, readers' devices choose."""
    light, _, dark = (SOURCE / TOKENS).read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    of_light = dict(COLOR.findall(light))
    both = {"light": of_light, "dark": of_light | dict(COLOR.findall(dark))}
    lines = [f"--{side}-{name}: {color};" for side, colors in both.items() for name, color in colors.items()]
    return "\n".join([":root {", *lines, "}", ""])


class StylesheetFinder(BaseFinder):
    """Finds the stylesheets for collectstatic and runserver. Each is written anew whenever a part of it has changed."""

    def __init__(self, app_names=None, *args, **kwargs) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "stylesheet")
        self.storage.prefix = ""  # type: ignore[attr-defined]  # collectstatic asks every storage for it

    def find(self, path, find_all=False, **kwargs):
        if path not in BUNDLES:
            return []
        found = str(self._write(path))
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns):
        for name in BUNDLES:
            if not matches_patterns(name, ignore_patterns):
                self._write(name)
                yield name, self.storage

    def _write(self, name: str) -> Path:
        target = Path(self.storage.path(name))
        text = bundle(name)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step, so that another process never reads half a file.
            temporary = target.with_suffix(".new")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(target)
        return target
