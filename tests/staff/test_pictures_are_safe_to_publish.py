"""What staff upload: refused with a clear sentence, or made fit for readers."""

import contextlib
import hashlib
import io
import random
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from filer.models import File, Image
from filer.validation import FileValidationError
from lxml import html
from PIL import Image as Pixels
from PIL import ImageDraw, ImageFile, PngImagePlugin

from content.models.figure import Figure
from content.pictures.uploads import ENDING, clean_picture, make_renditions
from tests.staff.desk import add_component, admin, draft, filled_form, placeholder, plugins

ROLES = ("Author", "Clinician", "Manager", "Translator")


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), color: str = "red", **options) -> bytes:
    """A picture file."""
    file = io.BytesIO()
    pixels = Pixels.new("RGB", size, color)
    ImageDraw.Draw(pixels).ellipse((5, 5, size[0] // 2, size[1] // 2), fill="white")
    pixels.save(file, kind, **options)
    return file.getvalue()


def send(client: Client, name: str, content: bytes):
    """Upload a file as the media library does."""
    file = io.BytesIO(content)
    file.name = name
    return client.post(admin("filer-ajax_upload"), {"file": file})


def upload(client: Client, name: str = "picture.jpg", content: bytes | None = None) -> Image:
    """A picture that has been taken into the library."""
    response = send(client, name, content or picture())
    assert response.status_code == 200, response.content
    return Image.objects.get(pk=response.json()["file_id"])


def read(client: Client, address: str) -> bytes:
    """A picture as it is sent to readers."""
    response = client.get(address)
    assert response.headers["Content-Type"].startswith("image/")
    return b"".join(response.streaming_content)


def located_photo(kind: str, size: tuple[int, int] = (800, 600)) -> bytes:
    """A photo as a telephone takes it: with the place in its EXIF data."""
    exif = Pixels.Exif()
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 3.0, 8.0), 3: "W", 4: (118.0, 14.0, 37.0)})
    return picture(kind, size, exif=exif)


def moving(kind: str) -> bytes:
    """A film in a format of pictures."""
    return picture(kind, save_all=True, append_images=[Pixels.new("RGB", (800, 600), "blue")], duration=100)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"
REFUSED = {
    "too many bytes": ("big.jpg", lambda: picture() + b"\0" * settings.MAX_IMAGE_BYTES, "The limit is 10 MB"),
    "too many pixels": ("wide.png", lambda: picture("PNG", (5001, 5001)), "The limit for PNG is 25 million in all"),
    "too many pixels for a photo": (
        "wide.jpg",
        lambda: picture("JPEG", (8001, 6300)),
        "The limit for JPEG is 50 million",
    ),
    "a page under a picture's name": ("page.jpg", lambda: PAGE, "cannot be read as a picture"),
    "a drawing under a picture's name": ("drawing.png", lambda: SVG, "cannot be read as a picture"),
    "half a picture": ("half.png", lambda: picture("PNG")[:-60], "cannot be read as a picture"),
    "an empty file": ("empty.jpg", lambda: b"", "empty"),
    "another kind under the wrong name": (
        "photo.jpg",
        lambda: picture("PNG"),
        "is a PNG picture under another name. Rename it so that its name ends with .png",
    ),
    "a photo of an iPhone": (
        "photo.HEIC",
        lambda: b"\0\0\0\x18ftypheic",
        "is a HEIC picture, which not every browser shows. On an iPhone",
    ),
    "a scan": (
        "scan.tiff",
        lambda: picture("TIFF"),
        "is a TIFF picture, which not every browser shows. Open it on your computer",
    ),
    "a moving PNG": ("film.png", lambda: moving("PNG"), "moves"),
    "a moving WebP": ("film.webp", lambda: moving("WEBP"), "moves"),
    "half a photo": ("half.jpg", lambda: picture()[:-60], "cannot be read as a picture"),
    "a moving picture": ("film.gif", lambda: picture("GIF"), "is a GIF picture, which not every browser shows"),
    "a drawing": ("drawing.svg", lambda: SVG, "SVG upload denied"),
    "a page": ("page.html", lambda: PAGE, "HTML upload denied"),
    "a document": ("letter.pdf", lambda: b"%PDF-1.7", "PDF upload denied"),
    "a file without a kind": ("letter", lambda: b"words", "denied"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_unfit_file_is_refused_with_a_sentence_that_says_why(client_of, name: str) -> None:
    file_name, content, reason = REFUSED[name]
    response = send(client_of("Author"), file_name, content())
    assert response.status_code == 400
    assert reason in response.json()["error"]
    assert not File.objects.filter(original_filename=file_name).exists()


#: Every mode of Pillow in which it writes a picture of one of the formats.
MODES = [("JPEG", mode) for mode in ("L", "RGB", "CMYK")]
MODES += [("PNG", mode) for mode in ("1", "L", "LA", "I;16", "P", "RGB", "RGBA")]
MODES += [("WEBP", mode) for mode in ("L", "LA", "P", "RGB", "RGBA")]


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_light_and_dark_stay_what_they_are_in_every_mode_and_size(client_of, client, kind: str, mode: str) -> None:
    """Left half dark, right half light, whatever way a program writes that down."""
    if mode.startswith("I"):
        pixels = Pixels.new(mode, (400, 300), 60 * 257)
        pixels.paste(190 * 257, (200, 0, 400, 300))
    else:
        gray = Pixels.new("RGB", (400, 300), (60, 60, 60))
        gray.paste((190, 190, 190), (200, 0, 400, 300))
        pixels = gray.convert(mode, dither=Pixels.Dither.NONE) if mode != "P" else gray.quantize(4)
    file = io.BytesIO()
    pixels.save(file, kind)
    image = upload(client_of("Author"), f"a{ENDING[kind]}", file.getvalue())
    dark, light = (0, 255) if mode == "1" else (60, 190)
    for address in (image.url, make_renditions(image)[0]["url"]):
        sent = Pixels.open(io.BytesIO(read(client, address)))
        at = [sent.convert("L").getpixel((sent.width * part // 8, sent.height // 2)) for part in (1, 7)]
        assert abs(at[0] - dark) < 6 and abs(at[1] - light) < 6, at


def test_a_very_flat_picture_is_shown_as_it_is(client_of) -> None:
    file = io.BytesIO()
    Pixels.new("RGB", (3000, 2), "red").save(file, "JPEG")
    renditions = make_renditions(upload(client_of("Author"), content=file.getvalue()))
    assert [(each["width"], each["height"]) for each in renditions] == [(3000, 2)]


@pytest.mark.parametrize("name", ["photo.jfif", "PHOTO.JPE"])
def test_a_photo_with_a_rare_ending_is_kept_under_the_usual_one(client_of, name: str) -> None:
    assert upload(client_of("Author"), name).file.name.endswith(".jpg")


def test_one_picture_is_decoded_at_a_time(monkeypatch) -> None:
    """The memory of eight would add up: they wait for each other, and each is bounded by its format."""
    at_work, most = [], []
    load = ImageFile.ImageFile.load

    def watched(self):
        at_work.append(self)
        most.append(len(at_work))
        try:
            return load(self)
        finally:
            at_work.remove(self)

    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: clean_picture("a.png", io.BytesIO(picture("PNG")), "image/png"), range(16)))
    assert max(most) == 1


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_the_place_where_a_photo_was_taken_does_not_reach_readers(client_of, client, kind: str, name: str) -> None:
    source = located_photo(kind)
    assert Pixels.open(io.BytesIO(source)).getexif().get_ifd(0x8825)
    image = upload(client_of("Author"), name, source)
    renditions = make_renditions(image)
    for address in (image.url, *(each["url"] for each in renditions)):
        sent = read(client, address)
        assert not dict(Pixels.open(io.BytesIO(sent)).getexif())
        assert b"Telephone" not in sent


@pytest.mark.parametrize("size", [(100, 80), (360, 200), (361, 200), (1439, 10), (1440, 900), (3000, 2000), (10, 900)])
def test_no_size_that_readers_get_is_larger_than_the_original(client_of, size: tuple[int, int]) -> None:
    renditions = make_renditions(upload(client_of("Author"), content=picture(size=size)))
    widths = [each["width"] for each in renditions]
    assert widths == sorted(set(widths))
    assert max(widths) == min(size[0], 1440)
    assert all(each["width"] <= size[0] and each["height"] <= size[1] for each in renditions)


@pytest.mark.parametrize("role", ROLES)
def test_the_file_behind_a_picture_cannot_be_exchanged(client_of, client, role: str) -> None:
    # Published pages show it: who may not publish must not change them through the library.
    image = upload(client_of(role))
    before = read(client, image.url)
    address = admin("filer_image_change", image.pk)
    other = io.BytesIO(picture(color="blue"))
    other.name = "other.jpg"
    response = client_of(role).post(address, filled_form(client_of(role), address, name="Renamed") | {"file": other})
    assert response.status_code == 302
    image.refresh_from_db()
    assert image.name == "Renamed"
    assert read(client, image.url) == before


def test_a_picture_on_a_page_cannot_be_deleted_from_the_library(client_of) -> None:
    manager = client_of("Manager")
    image = upload(manager)
    add_component(draft("words"), "FigurePlugin", image=image, alt="A red field", body="")
    manager.post(admin("filer_image_delete", image.pk), {"post": "yes"})
    assert Image.objects.filter(pk=image.pk).exists()


def add_figure(client: Client, version, **values):
    """Send the form of a new figure."""
    where = {"placeholder_id": placeholder(version).pk, "plugin_type": "FigurePlugin", "plugin_language": "en"}
    address = admin("cms_placeholder_add_plugin", **where, plugin_position=1)
    return client.post(address, {"size": "large", "body": "", "json": "null"} | values)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"alt": ""}, "Write what the picture shows"),
        ({"alt": "   "}, "Write what the picture shows"),
        ({"alt": "A red field", "decorative": "on"}, "Leave this empty"),
    ],
)
def test_a_picture_needs_words_or_has_to_be_called_decoration(client_of, values: dict, reason: str) -> None:
    author, version = client_of("Author"), draft("words")
    response = add_figure(author, version, image=upload(author).pk, **values)
    assert reason in response.content.decode()
    assert not plugins(version, "FigurePlugin")


@pytest.mark.parametrize("values", [{"alt": "A red field"}, {"decorative": "on"}])
def test_a_picture_with_words_or_for_decoration_is_taken(client_of, values: dict) -> None:
    author, version = client_of("Author"), draft("words")
    add_figure(author, version, image=upload(author).pk, **values)
    (figure,) = plugins(version, "FigurePlugin")
    assert [each["width"] for each in figure.renditions] == [360, 720, 800]


@pytest.mark.parametrize("values", [{"alt": "", "decorative": False}, {"alt": "A red field", "decorative": True}])
def test_code_cannot_add_a_picture_without_words_either(client_of, values: dict) -> None:
    image, version = upload(client_of("Author")), draft("words")
    with pytest.raises(IntegrityError), transaction.atomic():
        add_component(version, "FigurePlugin", image=image, body="", **values)
    assert not Figure.objects.filter(placeholder=placeholder(version)).exists()


def test_a_picture_whose_file_is_gone_is_refused_with_a_sentence(client_of) -> None:
    image = upload(client_of("Author"))
    image.file.storage.delete(image.file.name)
    with pytest.raises(ValidationError, match="missing or damaged"):
        make_renditions(image)


def test_a_browser_takes_a_picture_for_nothing_but_a_picture(client_of, client) -> None:
    response = client.get(upload(client_of("Author")).url)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "address",
    [
        "/media/filer_public/../../secret_key",
        "/media/filer_public/..%2f..%2fsecret_key",
        "/media/filer_public/%2e%2e/%2e%2e/secret_key",
        "/media/filer_public//../../secret_key",
        "/media/filer_public/./.././../secret_key",
        "/media/../secret_key",
        "/media/secret_key",
        "/media/filer_public/",
        "/media/filer_public/%00",
        "/media/filer_public/..\\..\\secret_key",
    ],
)
def test_no_address_leads_out_of_the_pictures(db, client, address: str) -> None:
    assert (settings.DATA_DIR / "secret_key").exists()
    response = client.get(address)
    assert response.status_code == 404
    assert settings.SECRET_KEY.encode() not in response.content


def test_a_picture_that_an_author_uploads_can_be_used_by_everybody(client_of):
    uploaded = upload(client_of("Author"), "room.png", picture("PNG"))
    listing = client_of("Clinician").get(admin("filer-directory_listing", uploaded.folder_id))
    assert "room.png" in listing.content.decode()


def test_upload_at_the_top_of_the_library_leads_to_where_the_picture_then_is(client_of):
    author = client_of("Author")
    top = html.fromstring(author.get(admin("filer-directory_listing-root")).content.decode())
    (upload_link,) = [link for link in top.find_class("navigator-button") if "unfiled" in (link.get("href") or "")]
    assert author.get(upload_link.get("href")).status_code == 200, "the first picture is uploaded there"
    uploaded = upload(author, "room.png", picture("PNG"))
    shown = author.get(upload_link.get("href") + "?_pick=file", follow=True)
    assert shown.redirect_chain[-1][0].startswith(admin("filer-directory_listing", uploaded.folder_id))
    assert "_pick=file" in shown.redirect_chain[-1][0]
    assert "room.png" in shown.content.decode()


PAYLOAD = b"<script>alert(1)</script>"


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("page.html", PAYLOAD)
    return file.getvalue()


def with_comment(kind: str) -> bytes:
    """A picture with the payload where each format keeps notes."""
    if kind == "JPEG":
        return picture("JPEG", comment=PAYLOAD)
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", PAYLOAD.decode())
        return picture("PNG", pnginfo=notes)
    return picture("WEBP", xmp=PAYLOAD)


TWO_THINGS = {
    "an archive behind it": lambda kind: picture(kind) + archive(),
    "a page behind it": lambda kind: picture(kind) + PAYLOAD,
    "a program behind it": lambda kind: picture(kind) + b"<?php system('id'); ?>" + PAYLOAD,
    "a page in its notes": with_comment,
}


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
@pytest.mark.parametrize("what", TWO_THINGS)
def test_of_a_file_that_is_two_things_only_the_picture_is_kept(client_of, client, what: str, kind: str, name: str):
    sent = TWO_THINGS[what](kind)
    assert PAYLOAD in sent or zipfile.is_zipfile(io.BytesIO(sent))
    image = upload(client_of("Author"), name, sent)
    kept = read(client, image.url)
    assert PAYLOAD not in kept
    assert b"<?php" not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert Pixels.open(io.BytesIO(kept)).size == (800, 600)
    assert image.size == len(kept)
    assert image.sha1 == hashlib.sha1(kept, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_photo_taken_on_its_side_stands_upright(client_of, client, kind: str, name: str) -> None:
    exif = Pixels.Exif()
    exif[0x0112] = 6  # the camera was turned to the left
    image = upload(client_of("Author"), name, picture(kind, exif=exif))
    kept = Pixels.open(io.BytesIO(read(client, image.url)))
    assert kept.size == (image.width, image.height) == (600, 800)
    assert [each["height"] for each in make_renditions(image)] == [480, 800]


def test_a_photo_with_a_second_one_in_it_is_taken_as_one(client_of, client) -> None:
    file = io.BytesIO()
    Pixels.new("RGB", (80, 60), "red").save(
        file, "MPO", save_all=True, append_images=[Pixels.new("RGB", (80, 60), "blue")]
    )
    kept = read(client, upload(client_of("Author"), content=file.getvalue()).url)
    opened = Pixels.open(io.BytesIO(kept))
    assert (opened.format, opened.size) == ("JPEG", (80, 60))
    assert opened.getpixel((40, 30))[0] > 200


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_a_picture_or_refused(kind: str) -> None:
    mime_type = f"image/{kind.lower()}"
    whole, numbers = located_photo(kind, (40, 30)), random.Random(7)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(numbers.choice((1, 2, 9))):
            damaged[numbers.randrange(len(damaged))] = numbers.randrange(256)
        damaged = damaged[: numbers.choice((len(damaged), numbers.randrange(len(damaged))))]
        with contextlib.suppress(FileValidationError):
            kept = clean_picture(f"a.{kind.lower()}", io.BytesIO(damaged), mime_type)
            assert Pixels.open(io.BytesIO(kept)).format == kind


@pytest.mark.parametrize(
    "name",
    [
        *("../../../secret_key.jpg", "..\\..\\a.jpg", "/etc/passwd.jpg", "a\x00.html.jpg", "page.html.jpg", ".jpg.jpg"),
        *("\u202egnp.jpg", "日本語.jpg", "é" * 300 + ".jpg", "a b';\"<script>.jpg", "a.php.jpg", "A.JPG", "con.jpg"),
    ],
)
def test_a_strange_name_leads_nowhere_else(client_of, client, name: str) -> None:
    image = upload(client_of("Author"), name)
    assert re.fullmatch(r"filer_public/\w\w/\w\w/[\w-]{36}/[a-z0-9_-]+\.jpg", image.file.name)
    assert Pixels.open(io.BytesIO(read(client, image.url))).format == "JPEG"
    assert make_renditions(image)
    listing = client_of("Author").get(admin("filer-directory_listing", image.folder_id)).content.decode()
    assert "<script>.jpg" not in listing


@pytest.mark.parametrize("name", ["a.jpg.gz", "a.jpg.bz2", "a.jpg.html", "a.html", "a.svg", "a.php", "a"])
def test_a_picture_under_a_name_of_something_else_is_refused(client_of, name: str) -> None:
    assert send(client_of("Author"), name, picture()).status_code == 400
    assert not File.objects.exists()


def test_nothing_but_a_picture_is_sent_from_the_library_s_folder(client, db) -> None:
    for name in ("page.html", "drawing.svg", "script.js", "a.jpg.gz", "none"):
        kept = default_storage.save(f"filer_public/{name}", ContentFile(PAYLOAD))
        try:
            assert client.get(f"/media/{kept}").status_code == 404
        finally:
            default_storage.delete(kept)


def test_the_raw_way_in_is_no_way_around(client_of) -> None:
    address = admin("filer-ajax_upload") + "?qqfile="
    ways = {"page.jpg": PAYLOAD, "drawing.svg": SVG, "page.html": picture()}
    for name, content in ways.items():
        response = client_of("Author").post(
            address + name,
            content,
            content_type="application/octet-stream",
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert response.status_code == 400
    assert not File.objects.exists()


def test_a_picture_cannot_come_in_through_the_form_of_the_library(client_of) -> None:
    manager = client_of("Manager")
    for model in ("image", "file"):
        file = io.BytesIO(PAYLOAD)
        file.name = "page.html"
        manager.post(admin(f"filer_{model}_add"), {"file": file, "original_filename": "page.html", "name": "x"})
    assert not any(each.file for each in File.objects.all())
