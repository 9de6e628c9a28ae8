"""A site of an earlier version, with real content and work of staff, keeps every page when this version migrates it.

`older_site/backup.tar.gz` was made with the version of November 22, 2026, before there was `ketaguide.PublicChange`;
`text.tar.xz` is what the same site said then (`manage.py export_guide`). `before_typed_values.tar.gz` is a backup of the
shipped guide from the time when lengths, sizes of studies and levels of evidence were words in labels. None is ever made anew.
"""

import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from tests.site import Site, free_port
from tests.staff_session import StaffSession

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the backup is of an SQLite database")
OLDER = Path(__file__).with_name("older_site")
TYPED_SINCE = re.compile(r"^:::\{(?:study-sizes|duration-bar|evidence-ladder)\}.*?^:::$", re.MULTILINE | re.DOTALL)


def words(folder: Path) -> dict[str, list[str]]:
    """The words of every guide file in a folder, by name, whatever stands between them.

    Without the components whose values were words in labels then.
    """
    return {
        str(path.relative_to(folder)): re.findall(r"\w+", TYPED_SINCE.sub("", path.read_text(encoding="utf-8")))
        for path in folder.rglob("*")
        if path.suffix in {".md", ".yaml"}
    }


@pytest.fixture(scope="module")
def said_then(tmp_path_factory) -> dict[str, list[str]]:
    """What the older site said when the backup was taken."""
    folder = tmp_path_factory.mktemp("then")
    with tarfile.open(OLDER / "text.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return words(folder)


@pytest.fixture(scope="module")
def migrated(site_template, tmp_path_factory) -> Iterator[Site]:
    """The older site, restored and migrated, and running."""
    site = site_template.empty(tmp_path_factory.mktemp("older") / "data", free_port())
    site.manage("restore", str(OLDER / "backup.tar.gz"))
    site.manage("migrate", "--noinput", "-v0")
    shutil.copytree(site_template.folder / "static", site.data_dir / "static")
    site.start()
    yield site
    site.stop()


def test_every_page_says_what_it_said(migrated, said_then, tmp_path):
    migrated.manage("export_guide", str(tmp_path / "now"))
    now = words(tmp_path / "now")
    assert len(said_then) > 40
    assert now.keys() == said_then.keys()
    assert [name for name in now if now[name] != said_then[name]] == []


def test_readers_get_every_page_with_its_picture_and_redirect(migrated):
    addresses = re.findall(r"<loc>https?://[^/]+(/.*?)</loc>", migrated.get("/sitemap.xml").text)
    assert len(addresses) == 37
    for address in addresses:
        answer = migrated.get(address)
        assert answer.status == 200, address
        assert html.fromstring(answer.text).findtext(".//h1"), address
    changed = migrated.get("/what-is-ketamine-infusion/").text
    assert "Written by staff" in changed
    assert "Seaside Clinic" in changed
    picture = re.search(r"/media/[^\s\"',]+", changed)
    assert picture
    assert migrated.get(picture[0]).headers["Content-Type"] == "image/jpeg"
    assert migrated.get("/moved/").headers["Location"] == "/costs/"


def test_the_work_of_staff_goes_on(migrated, said_then, tmp_path):
    clinician = StaffSession(migrated, "clinician")
    assert clinician.log_in().status == 302
    assert "A draft of staff" in clinician.get("/admin/").text
    migrated.manage("prepare")
    migrated.manage("export_guide", str(tmp_path / "now"))
    assert words(tmp_path / "now")["what-it-is.md"] == said_then["what-it-is.md"]
    migrated.manage("export_guide", "--drafts", str(tmp_path / "drafts"))
    assert "title: A draft of staff" in (tmp_path / "drafts" / "benefits.md").read_text(encoding="utf-8")


def test_words_in_labels_became_values_and_what_nobody_edited_still_follows_the_files(site_template, tmp_path):
    site = site_template.empty(tmp_path / "data", free_port())
    site.manage("restore", str(OLDER / "before_typed_values.tar.gz"))
    site.manage("migrate", "--noinput", "-v0")
    site.manage("export_guide", str(tmp_path / "now"))
    ptsd, benefits = (
        (tmp_path / "now" / f"{name}.md").read_text(encoding="utf-8") for name in ("benefits-ptsd", "benefits")
    )
    assert ":people: 2014 = 41; 2021 = 30; 2022 = 158\n\n- **2014:** One infusion" in ptsd
    lengths = "After one infusion = about 1 week; After a course = half 18 days; In clinic records = checked 8 weeks"
    assert f":lengths: {lengths}\n\n- **After one infusion.** The lift" in benefits
    assert "PTSD = against-unclear; Anxiety = unclear;" in benefits
    assert "- **PTSD:** The largest trial found no effect." in benefits
    assert "was edited on the site" not in site.manage("load_guide").stdout
