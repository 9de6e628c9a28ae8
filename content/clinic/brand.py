"""The clinic's own color on readers' pages: whether it can be read, the nearest one that can, and its style sheet.

The contrast is that of WCAG 2.2, against the grounds of `static/css/tokens.css` on which links and buttons stand.
Staff choose the color of the light theme; the one of the dark theme is the same, made lighter.
"""

import colorsys
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
#: Links stand in the text itself, whose contrast is AAA; on bands and in boxes AA is enough.
IN_TEXT, IN_BOXES = 7.0, 4.5
TEXT_GROUNDS = ("paper", "surface")
BOX_GROUNDS = ("band", "daylight", "caution-tint", "emergency-tint", "do-tint")
#: What stands behind white letters in the light theme, or is pointed at: as strong as the one that ships.
STRONG = 11.0
#: Hues on both sides of pure red, on a circle from 0 to 1, and from which saturation on they look red.
RED_SIDE, RED_SATURATION = 0.06, 0.35
CALM_SATURATION = 0.6
STEPS = 512


@dataclass(frozen=True)
class Brand:
    """A color that passed, as `#rrggbb`, and what follows from it."""

    color: str

    @cached_property
    def strong(self) -> str:
        """The darkest shade: behind the crisis line, and under the pointer."""
        return _shifted(self.color, -1, lambda color: contrast(color, "#ffffff") >= STRONG)

    @cached_property
    def in_dark(self) -> str:
        """The same color for the dark theme, where a strong one would glare."""
        hue, lightness, saturation = _hls(self.color)
        calm = _hex(hue, lightness, min(saturation, CALM_SATURATION))
        return _shifted(calm, 1, lambda color: _can_be_read(color, _tokens()[1]))

    @cached_property
    def stylesheet(self) -> str:
        """The tokens that the color replaces. Printing on paper stays black: its layer comes later."""
        paper = _tokens()[1]["paper"]
        strong_in_dark = _shifted(self.in_dark, 1, lambda color: contrast(color, paper) >= STRONG)
        light = f"--link:{self.color};--teal:{self.color};--teal-strong:{self.strong};--crisis:{self.strong}"
        dark = f"--link:{self.in_dark};--teal:{self.in_dark};--teal-strong:{strong_in_dark};--on-teal:{paper}"
        return f"@layer tokens{{:root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}}}\n"

    @cached_property
    def digest(self) -> str:
        """Changes with the style sheet, so that browsers may keep it for good."""
        return hashlib.sha256(self.stylesheet.encode()).hexdigest()[:12]

    @property
    def address(self) -> str:
        return reverse("brand_stylesheet", kwargs={"digest": self.digest})


@lru_cache(maxsize=16)
def brand(text: str) -> Brand | None:
    """The brand for a color as staff wrote it; None for no color and for one that `check` refuses."""
    try:
        return Brand(check(text)) if text else None
    except ValidationError:
        return None


def check(text: str) -> str:
    """The color as `#rrggbb`. Raises ValidationError, with the nearest color that works, for one that does not."""
    if not HEX.fullmatch(text):
        raise ValidationError(_("Write the color as # and six letters or digits, such as #0b5563."))
    digits = text.removeprefix("#").lower()
    color = "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    if _is_red(color):
        raise ValidationError(
            format_lazy(
                _("Red is kept for emergencies. The nearest color that works is {color}."), color=nearest(color)
            )
        )
    if not _can_be_read(color, _tokens()[0]):
        raise ValidationError(
            format_lazy(
                _("Links in {text} would be hard to read. The nearest color that works is {color}."),
                text=text,
                color=nearest(color),
            )
        )
    return color


def nearest(color: str) -> str:
    """The color itself if it works; else with its lightness changed, and a red one first turned away from red."""
    if _is_red(color):
        hue, lightness, saturation = _hls(color)
        edge = RED_SIDE if hue < 0.5 else 1 - RED_SIDE
        color = _hex(edge + (0.005 if hue < 0.5 else -0.005), lightness, saturation)
    return _shifted(color, -1, lambda shade: not _is_red(shade) and _can_be_read(shade, _tokens()[0]))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors `#rrggbb`, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _can_be_read(color: str, grounds: dict[str, str]) -> bool:
    return all(contrast(color, grounds[name]) >= IN_TEXT for name in TEXT_GROUNDS) and all(
        contrast(color, grounds[name]) >= IN_BOXES for name in BOX_GROUNDS
    )


def _shifted(color: str, direction: int, works: Callable[[str], bool]) -> str:
    """The first that works on the way from a color to black (-1) or to white (1)."""
    hue, lightness, saturation = _hls(color)
    candidates = (_hex(hue, lightness + direction * step / STEPS, saturation) for step in range(STEPS + 1))
    return next(shade for shade in (color, *candidates) if works(shade))


def _is_red(color: str) -> bool:
    hue, _, saturation = _hls(color)
    return min(hue, 1 - hue) < RED_SIDE and saturation >= RED_SATURATION


def _luminance(color: str) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(color: str) -> list[float]:
    return [value / 255 for value in bytes.fromhex(color[1:])]


def _hls(color: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*_rgb(color))


def _hex(hue: float, lightness: float, saturation: float) -> str:
    rgb = colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation)
    return "#" + bytes(round(255 * value) for value in rgb).hex()


def shipped_colors() -> dict[str, str]:
    """The colors of the light theme as the guide ships, by name."""
    return _tokens()[0]


@cache
def _tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colors of tokens.css by name, in the light and in the dark theme."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light, _, dark = text.partition("prefers-color-scheme: dark")
    found = [
        {
            name: "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
            for name, digits in re.findall(r"--([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3});", part)
        }
        for part in (light, dark)
    ]
    return found[0], found[0] | found[1]
