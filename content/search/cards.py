"""The picture that messengers show beside a link: drawn from a few words, the clinic's color and its logo.

A card never names an illness: whoever sends a link has not chosen to say what they or somebody else may have. The words of
the page's title stand on it only if they name none.
"""

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from threading import Lock
from urllib.parse import unquote

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from content.clinic.brand import Brand, shipped_colors
from content.pictures.uploads import UNREADABLE

WIDTH, HEIGHT = SIZE = (1200, 630)
#: Nothing that matters stands nearer to the edge: some messengers cut it off.
MARGIN = 80
BAND = 112
MOST_BYTES = 100_000
FONT = settings.BASE_DIR / "static" / "fonts" / "atkinson-hyperlegible-next.woff2"
REGULAR, BOLD = 400, 700
#: A title is drawn in the largest size in which it takes no more lines than this.
TITLE_SIZES, TITLE_LINES, TITLE_ROOM = (80, 72, 64, 56, 48), 4, 244
LOGO_ROOM = (480, 96)
#: Changes when cards are drawn otherwise, so that messengers fetch them anew.
DRAWING = 1
KEEP_SECONDS = 60 * 60 * 24 * 30
#: A letter that no font has.
NOT_A_LETTER = "\U0010ffff"
#: In each process one card is drawn at a time.
_drawing = Lock()


@dataclass(frozen=True)
class Card:
    """What stands on a card. `logo` is the address of the picture that takes the place of the clinic's name."""

    title: str
    section: str
    guide: str
    clinic: str
    color: str
    strong: str
    logo: str
    right_to_left: bool

    @property
    def digest(self) -> str:
        """Changes with everything that decides what the card looks like."""
        said = json.dumps([DRAWING, asdict(self)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def alt(self) -> str:
        """The card in words."""
        words = [part for part in (self.title, self.section, self.guide, self.clinic) if part]
        return " ".join(part if part[-1] in ".?!" else f"{part}." for part in words)


def colors_of(chosen: Brand | None) -> tuple[str, str]:
    """The clinic's color and its darkest shade; those of the guide where it has none."""
    shipped = shipped_colors()
    return (chosen.color, chosen.strong) if chosen else (shipped["teal"], shipped["teal-strong"])


def can_be_drawn(text: str) -> bool:
    """Whether the guide's font has every letter of a text."""
    return all(_has(letter) for letter in set(text) if not letter.isspace())


def fits(title: str) -> bool:
    """Whether a card has room for the whole of a title."""
    return _title(title)[1] == _wrapped(title, _font(_title(title)[0], BOLD))


def picture(card: Card) -> bytes:
    """The card as a PNG. Drawn once: it is kept in the cache under what stands on it."""
    key = f"card:{card.digest}"
    kept = cache.get(key)
    if kept is None:
        with _drawing:
            kept = draw(card)
        cache.set(key, kept, timeout=KEEP_SECONDS)
    return kept


def draw(card: Card) -> bytes:
    """Draw a card. A logo whose file is gone is left out, and the name stands there instead."""
    shipped = shipped_colors()
    image = Image.new("RGB", SIZE, shipped["paper"])
    # Daylight behind the band, as on the guide's first page; drawn large, because Pillow's edges are hard.
    light = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    ImageDraw.Draw(light).ellipse((1640, 560, 2520, 1440), fill=255)
    image.paste(shipped["daylight"], (0, 0), light.resize(SIZE, Image.Resampling.LANCZOS))
    pen = _Pen(image, card.right_to_left)
    pen.box((0, HEIGHT - BAND, WIDTH, HEIGHT), card.strong)
    logo = _logo(card.logo)
    if logo is not None:
        left = WIDTH - MARGIN - logo.width if card.right_to_left else MARGIN
        image.paste(logo, (left, 64), logo)
    else:
        pen.line(card.clinic, 70, 40, BOLD, shipped["ink"])
    top = 218
    if card.section:
        pen.line(card.section, 196, 36, BOLD, card.color)
        top = 254
    size, lines = _title(card.title)
    for number, line in enumerate(lines):
        pen.line(line, top + round(number * size * 1.12), size, BOLD, shipped["ink"])
    pen.line(card.guide, HEIGHT - BAND + 32, 38, REGULAR, "#ffffff")
    return _packed(image)


class _Pen:
    """Writes lines between the margins of a picture, from the side on which reading begins."""

    def __init__(self, image: Image.Image, right_to_left: bool) -> None:
        self.pen, self.right_to_left = ImageDraw.Draw(image), right_to_left

    def box(self, place: tuple[int, int, int, int], color: str) -> None:
        self.pen.rectangle(place, fill=color)

    def line(self, text: str, top: int, size: int, weight: int, color: str) -> None:
        font = _font(size, weight)
        text = _shortened(text, font)
        place, anchor = ((WIDTH - MARGIN, top), "ra") if self.right_to_left else ((MARGIN, top), "la")
        self.pen.text(place, text, font=font, fill=color, anchor=anchor)


def _title(text: str) -> tuple[int, list[str]]:
    """The size of a title's letters, and its lines."""
    for size in TITLE_SIZES:
        lines = _wrapped(text, _font(size, BOLD))
        if len(lines) <= TITLE_LINES and len(lines) * size * 1.12 <= TITLE_ROOM:
            return size, lines
    last = lines[TITLE_LINES - 1]
    return size, [*lines[: TITLE_LINES - 1], f"{last} …"]


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Lines of whole words. In the order in which they are read, whatever the direction: the drawing of each line turns it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shortened(text: str, font: ImageFont.FreeTypeFont) -> str:
    """The text, or as much of it as fits into one line."""
    short = text
    while short and font.getlength(short) > WIDTH - 2 * MARGIN:
        short = short.removesuffix("…").rstrip()[:-1].rstrip() + "…"
    return short


def _logo(address: str) -> Image.Image | None:
    if not address:
        return None
    try:
        with default_storage.open(unquote(address.removeprefix(settings.MEDIA_URL))) as file, Image.open(file) as image:
            found = image.convert("RGBA")
    except UNREADABLE:
        return None
    found.thumbnail(LOGO_ROOM)
    return found


def _packed(image: Image.Image) -> bytes:
    """As a PNG of few colors: a card has not many, and nothing is gained by more."""
    for colors in (128, 64, 32, 16, 8):
        content = io.BytesIO()
        image.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            content, "PNG", optimize=True
        )
        if content.tell() <= MOST_BYTES:
            break
    return content.getvalue()


@lru_cache(maxsize=32)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(io.BytesIO(_font_file()), size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=1)
def _font_file() -> bytes:
    return FONT.read_bytes()


@lru_cache(maxsize=1024)
def _has(letter: str) -> bool:
    font = _font(40, BOLD)
    return _shape(letter, font) != _shape(NOT_A_LETTER, font)


def _shape(letter: str, font: ImageFont.FreeTypeFont) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
