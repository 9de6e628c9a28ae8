"""Pictures in a bucket instead of a folder: served by the site, kept apart, backed up, restored and exported."""

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.operator.media_store import MediaStore, media_store
from tests.operator.test_backup_and_restore import SETTING_UP
from tests.site import Site

BUCKET, OTHER = "guide-media", "guide-restored"
PAGE = "/what-is-ketamine-infusion/"


@dataclass
class Kept:
    """A running site with a published picture in a bucket, and the addresses of its sizes."""

    site: Site
    store: MediaStore
    pictures: list[str]


@pytest.fixture(scope="module")
def kept(site_template, tmp_path_factory) -> Iterator[Kept]:
    with media_store() as store:
        url = store.bucket(BUCKET)
        site = site_template.copy(tmp_path_factory.mktemp("bucket") / "data", MEDIA_STORAGE_URL=url)
        site.manage("shell", "-v0", "-c", SETTING_UP)
        store.client.put_object(Bucket=BUCKET, Key="other.jpg", Body=b"not a picture of the guide")
        store.client.put_object(Bucket=BUCKET, Key="filer_private/other.jpg", Body=b"not a picture of the guide")
        site.start()
        yield Kept(site, store, sorted(set(re.findall(r"/media/[^\s\"',]+", site.get(PAGE).text))))
        site.stop()


def test_readers_get_pictures_from_the_site_with_its_headers(kept):
    assert len(kept.pictures) == 3
    for address in kept.pictures:
        answer = kept.site.get(address)
        name = address.removeprefix("/media/")
        assert answer.status == 200
        assert answer.body == kept.store.client.get_object(Bucket=BUCKET, Key=name)["Body"].read()
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert answer.headers["Cache-Control"] == "public, max-age=604800"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not {"Location", "Set-Cookie"} & set(answer.headers)
        again = kept.site.get(address, headers={"If-Modified-Since": answer.headers["Last-Modified"]})
        assert (again.status, again.body) == (304, b"")
    assert not (kept.site.data_dir / "media").exists()
    assert kept.site.get("/readyz").status == 200


@pytest.mark.parametrize(
    "name",
    [
        "other.jpg",
        "filer_private/other.jpg",
        "filer_public/../other.jpg",
        "filer_public/%2e%2e/other.jpg",
        "filer_public//other.jpg",
        "filer_public/",
        "filer_public",
        "filer_public/none.jpg",
        "filer_public/none.jpg%00",
        "filer_public/" + "long" * 200,
        "filer_public/" + "%C3%A9" * 200,
        "../other.jpg",
    ],
)
def test_nothing_else_of_the_bucket_can_be_had(name, kept, site):
    for one in (kept.site, site):
        assert one.get(f"/media/{name}").status == 404


def test_backup_and_restore_take_pictures_along(kept, site_template, tmp_path):
    archive = tmp_path / "guide.tar.gz"
    kept.site.manage("backup", str(archive))
    with tarfile.open(archive) as members:
        assert {f"media/{name}" for name in kept.store.names(BUCKET)} <= set(members.getnames())
    place = site_template.empty(tmp_path / "data", 8000, MEDIA_STORAGE_URL=kept.site.environment["MEDIA_STORAGE_URL"])
    assert "MEDIA_STORAGE_URL is not empty" in place.manage("restore", str(archive), check=False).stderr
    place.environment["MEDIA_STORAGE_URL"] = kept.store.bucket(OTHER)
    place.manage("restore", str(archive))
    assert kept.store.names(OTHER) == kept.store.names(BUCKET)
    for name in kept.store.names(BUCKET):
        ours, theirs = (kept.store.client.get_object(Bucket=bucket, Key=name) for bucket in (BUCKET, OTHER))
        assert ours["Body"].read() == theirs["Body"].read()


def test_exports_take_pictures_along(kept, tmp_path):
    kept.site.manage("export_site", str(tmp_path / "site"))
    for address in kept.pictures:
        assert (tmp_path / "site" / address[1:]).read_bytes() == kept.site.get(address).body
    kept.site.manage("export_guide", str(tmp_path / "guide"))
    (picture,) = (tmp_path / "guide").glob("**/images/*")
    (original,) = (name for name in kept.store.names(BUCKET) if name.startswith("filer_public/"))
    assert picture.read_bytes() == kept.store.client.get_object(Bucket=BUCKET, Key=original)["Body"].read()


def test_the_settings_pass_django_s_checks(kept):
    extra = {"SITE_URL": "https://guide.example.org", "ALLOWED_HOSTS": "guide.example.org"}
    checked = kept.site.manage("check", "--deploy", "--fail-level", "ERROR", **extra)
    assert re.findall(r"\((\w+\.\w+)\)", checked.stderr) == ["ketaguide.W002"], (
        "nothing but that clinic facts are examples"
    )
    assert "No changes" in kept.site.manage("makemigrations", "--check", "--dry-run", **extra).stdout


def test_a_bucket_that_is_not_there_is_named(kept, tmp_path):
    url = kept.site.environment["MEDIA_STORAGE_URL"].replace(BUCKET, "another-bucket")
    refused = kept.site.manage("backup", str(tmp_path / "guide.tar.gz"), check=False, MEDIA_STORAGE_URL=url)
    assert refused.returncode
    assert "the media store refuses" in refused.stderr
    assert "NoSuchBucket" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(Path(tmp_path).iterdir()) == []


def test_while_the_store_is_away_pages_stay_and_the_health_check_says_so(site_template, tmp_path):
    with media_store() as store:
        site = site_template.copy(tmp_path / "data", MEDIA_STORAGE_URL=store.bucket(BUCKET))
        site.manage("shell", "-v0", "-c", SETTING_UP)
        site.start()
    try:
        answer = site.get(PAGE)
        assert answer.status == 200
        picture = site.get(re.findall(r"/media/[^\s\"',]+", answer.text)[0])
        assert picture.status == 503
        assert "tel:988" in picture.text
        assert (site.get("/readyz").status, site.get("/healthz").status) == (503, 200)
        assert "not ready: media: OSError" in site.log.read_text()
        refused = site.manage("backup", str(tmp_path / "guide.tar.gz"), check=False)
        assert "the media store does not answer" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        site.stop()
