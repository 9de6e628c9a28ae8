"""A picture reaches everybody: in words, in a size that suits the screen, and without moving the text."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image as Picture

from content.examples.figure import EXAMPLES, IMAGE
from content.models.figure import Figure
from tests.components.reader import add_picture, read, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_picture_is_said_in_words_or_is_silent():
    add_picture(IMAGE)
    told, _, decoration = read(EXAMPLES, "figure")
    assert told.find("img").get("alt") == "A chair beside a drip stand and a window"
    assert words(told.find("figcaption")) == "One of our rooms."
    assert decoration.find("img").get("alt") == ""
    assert decoration.find("figcaption") is None


def test_a_picture_keeps_its_place_and_comes_in_several_sizes_that_exist():
    add_picture(IMAGE, 900, 600)
    image = read(EXAMPLES, "figure")[0].find("img")
    assert (image.get("width"), image.get("height")) == ("900", "600")
    assert image.get("sizes")
    offered = dict(reversed(part.split()) for part in image.get("srcset").split(", "))
    assert list(offered) == ["360w", "720w", "900w"]
    for width, url in offered.items():
        data = b"".join(Client().get(url).streaming_content)
        assert f"{Picture.open(io.BytesIO(data)).width}w" == width


def test_a_small_picture_is_never_enlarged():
    add_picture(IMAGE, 100, 80)
    image = read(EXAMPLES, "figure")[0].find("img")
    assert (image.get("width"), image.get("height")) == ("100", "80")


@pytest.mark.parametrize(
    ("alt", "decorative", "reason"),
    [
        ("A room", True, "or untick “only decoration”"),
        ("", False, "or tick “only decoration”"),
        ("  ", False, "Write what"),
    ],
)
def test_words_and_decoration_are_one_or_the_other(alt, decorative, reason):
    figure = Figure(image=add_picture(IMAGE), alt=alt, decorative=decorative)
    with pytest.raises(ValidationError, match=reason):
        figure.clean()


@pytest.mark.parametrize(("alt", "decorative"), [("A room", True), ("", False)])
def test_the_database_itself_refuses_a_picture_without_words(alt, decorative):
    figure = Figure(
        image=add_picture(IMAGE), alt=alt, decorative=decorative, language="en", plugin_type="FigurePlugin", position=1
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        figure.save()


def test_a_picture_whose_file_is_gone_gives_a_sentence():
    image = add_picture(IMAGE)
    image.file.delete(save=False)
    with pytest.raises(ValidationError, match="missing or damaged"):
        Figure(image=image, alt="A room").save()
