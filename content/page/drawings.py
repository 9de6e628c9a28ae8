"""Small drawings made of numbers. Each is an SVG in `currentColor`, hidden from screen readers: words stand beside it."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

#: One figure: a head and shoulders, in a cell of CELL units; filled or drawn as a line.
FIGURE = "M{x1} {y1}a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0zM{x2} {y2}v-3.6a4 4 0 0 1 8 0v3.6z"
CELL = (12, 17)
#: The same figure in a second pattern, about as dark: the head filled, the body in three stripes.
HEAD = "M{x1} {y1}a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0z"
STRIPES = "M{x3} {y3}h6M{x2} {y4}h8M{x2} {y5}h8"
#: Extra room after every fifth figure and row, so that the eye can count.
GAP = 4
SIDE = 10
#: Between the lines of a hatched field.
HATCH = 8
DOTS_IN_ROW = 50
#: A drawing is the same for the same numbers, and pages have few of them.
drawn_once = lru_cache(maxsize=256)


@drawn_once
def icon_array(yes: int, *, striped: bool = False) -> SafeString:
    """A grid of 10 by 10 figures of which `yes` (0 to 100) are filled, or `striped`, row by row from the top left.

    Raises ValueError for any other number.
    """
    if not 0 <= yes <= SIDE * SIDE:
        raise ValueError(f"expected 0 to 100 figures, not {yes}")
    filled = "".join(_figure(HEAD if striped else FIGURE, place) for place in range(yes))
    stripes = "".join(_figure(STRIPES, place) for place in range(yes)) if striped else ""
    outlined = "".join(_figure(FIGURE, place) for place in range(yes, SIDE * SIDE))
    width, height = SIDE * CELL[0] + GAP, SIDE * CELL[1] + GAP
    return _svg(
        "icon-array-drawing",
        f"0 0 {width} {height}",
        f'<path fill="currentColor" stroke="currentColor" d="{filled}"/>' * bool(filled),
        f'<path fill="none" stroke="currentColor" stroke-width="1.8" d="{stripes}"/>' * bool(stripes),
        f'<path fill="none" stroke="currentColor" d="{outlined}"/>' * bool(outlined),
    )


def _figure(shape: str, place: int) -> str:
    row, column = divmod(place, SIDE)
    x = column * CELL[0] + GAP * (column >= SIDE // 2)
    y = row * CELL[1] + GAP * (row >= SIDE // 2)
    places = {
        "x1": x + 3.6,
        "y1": y + 3.6,
        "x2": x + 2,
        "y2": y + 15,
        "x3": x + 3,
        "y3": y + 8.8,
        "y4": y + 11.6,
        "y5": y + 14.4,
    }
    return shape.format(**{name: _short(at) for name, at in places.items()})


@drawn_once
def bar(start: float, end: float) -> SafeString:
    """A bar from `start` to `end`, as shares (0 to 1) of the whole line. Raises ValueError where they cannot be."""
    if not 0 <= start < end <= 1:
        raise ValueError(f"expected 0 <= start < end <= 1, not {start} and {end}")
    left, width = round(1000 * start), max(round(1000 * (end - start)), 8)
    return _svg(
        "duration-bar-drawing",
        "0 0 1000 20",
        '<path fill="none" stroke="currentColor" vector-effect="non-scaling-stroke" d="M0 10H1000"/>',
        f'<rect fill="currentColor" x="{left}" y="2" width="{width}" height="16"/>',
        stretch=True,
    )


@drawn_once
def mark(place: float) -> SafeString:
    """A mark at a share (0 to 1) of the whole line. Raises ValueError where it cannot be."""
    if not 0 < place <= 1:
        raise ValueError(f"expected 0 < place <= 1, not {place}")
    return _svg(
        "duration-bar-drawing",
        "0 0 1000 20",
        '<path fill="none" stroke="currentColor" vector-effect="non-scaling-stroke" d="M0 10H1000"/>',
        f'<rect fill="currentColor" x="{min(round(1000 * place), 992)}" y="0" width="8" height="20"/>',
        stretch=True,
    )


@drawn_once
def dots(number: int) -> SafeString:
    """As many dots, in rows of 50. Raises ValueError for none."""
    if number < 1:
        raise ValueError(f"expected at least one dot, not {number}")
    full, rest = divmod(number, DOTS_IN_ROW)
    rows = [DOTS_IN_ROW] * full + [rest] * bool(rest)
    path = "".join(f"M5 {5 + 10 * row}h0" + "m10 0h0" * (length - 1) for row, length in enumerate(rows))
    return _svg(
        "study-sizes-drawing",
        f"0 0 {10 * DOTS_IN_ROW} {10 * len(rows)}",
        f'<path fill="none" stroke="currentColor" stroke-width="7" stroke-linecap="round" d="{path}"/>',
    )


@drawn_once
def no_array() -> SafeString:
    """A hatched field as large as `icon_array`, where there is nobody to draw."""
    width, height = SIDE * CELL[0] + GAP, SIDE * CELL[1] + GAP
    lines = []
    for start in range(HATCH, width + height, HATCH):
        left, right = max(0, start - height), min(start, width)
        lines.append(f"M{left} {start - left}L{right} {start - right}")
    return _svg(
        "icon-array-drawing",
        f"0 0 {width} {height}",
        f'<path fill="none" stroke="currentColor" stroke-width=".6" d="{"".join(lines)}"/>',
        f'<path fill="none" stroke="currentColor" d="M.5 .5H{width - 0.5}V{height - 0.5}H.5Z"/>',
    )


def _svg(css_class: str, view_box: str, *parts: str, stretch: bool = False) -> SafeString:
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    return mark_safe(  # noqa: S308 - made of numbers and fixed words
        f'<svg class="{css_class}" viewBox="{view_box}"{ratio} aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
