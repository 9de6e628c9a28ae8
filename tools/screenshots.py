"""make screenshots: pictures of the guide and of its staff screens, from a fresh site of its own.

They go to docs/screenshots/. `chapter.png` is the picture of the README: a phone beside a desktop window.
`make screenshots ARGS='home print'` takes some of them only.
"""

from __future__ import annotations

import os
import subprocess
import sys

from browser import prepared_browser
from fresh_site import PASSWORD, fresh_site
from project import PYTHON, ROOT, fail, say, stop_on_signals

FOLDER = ROOT / "docs" / "screenshots"
#: A draft of a page, and where it is edited.
DRAFT = """
from cms.models import PageContent
from cms.toolbar.utils import get_object_edit_url
from djangocms_versioning.models import Version
from content.staff.accounts import system_user
version = Version.objects.get_for_content(PageContent.objects.get(page__reverse_id="preparing", language="en")).copy(system_user())
print(get_object_edit_url(version.content, "en"))
"""


def main() -> None:
    os.chdir(ROOT)
    stop_on_signals()
    chromium = prepared_browser("Screenshots need a Chromium.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with fresh_site(DRAFT) as (address, draft):
        say("Taking the pictures ...")
        command = [PYTHON, "tools/take_screenshots.py", chromium, address, draft, PASSWORD, *sys.argv[1:]]
        code = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if code:
        fail("The pictures could not be taken.", code=code)
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    say(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}, {total / 1e6:.1f} MB in all.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("", "Stopped.", code=130)
