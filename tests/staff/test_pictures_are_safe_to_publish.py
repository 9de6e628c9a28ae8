"""What staff upload: refused with a clear sentence, or made fit for readers."""

import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from filer.models import File, Image
from PIL import Image as Pixels
from PIL import ImageDraw

from content.images import make_renditions
from content.models import Figure
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


def located_photo(kind: str) -> bytes:
    """A photo as a telephone takes it: with the place in its EXIF data."""
    exif = Pixels.Exif()
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 3.0, 8.0), 3: "W", 4: (118.0, 14.0, 37.0)})
    return picture(kind, exif=exif)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"
REFUSED = {
    "too many bytes": ("big.jpg", lambda: picture() + b"\0" * settings.MAX_IMAGE_BYTES, "The limit is 10 MB"),
    "too many pixels": ("wide.png", lambda: picture("PNG", (8001, 5001)), "exceeds limit of 40 million pixels"),
    "a page under a picture's name": ("page.jpg", lambda: PAGE, "format not recognized"),
    "a drawing under a picture's name": ("drawing.png", lambda: SVG, "format not recognized"),
    "half a picture": ("half.png", lambda: picture("PNG")[:-60], "cannot be read as a picture"),
    "an empty file": ("empty.jpg", lambda: b"", "empty"),
    "another kind under the wrong name": ("photo.jpg", lambda: picture("PNG"), "is a PNG picture under another name"),
    "a moving picture": ("film.gif", lambda: picture("GIF"), "GIF upload denied"),
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


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_the_place_where_a_photo_was_taken_does_not_reach_readers(client_of, client, kind: str, name: str) -> None:
    source = located_photo(kind)
    assert Pixels.open(io.BytesIO(source)).getexif().get_ifd(0x8825)
    image = upload(client_of("Author"), name, source)
    renditions = make_renditions(image)
    for address in (image.url, *(each["url"] for each in renditions)):
        sent = b"".join(client.get(address).streaming_content)
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
    before = b"".join(client.get(image.url).streaming_content)
    address = admin("filer_image_change", image.pk)
    other = io.BytesIO(picture(color="blue"))
    other.name = "other.jpg"
    response = client_of(role).post(address, filled_form(client_of(role), address, name="Renamed") | {"file": other})
    assert response.status_code == 302
    image.refresh_from_db()
    assert image.name == "Renamed"
    assert b"".join(client.get(image.url).streaming_content) == before


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
