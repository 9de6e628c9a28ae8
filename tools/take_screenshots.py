"""Drive the browser for screenshots.py: CHROMIUM ADDRESS EDIT_ADDRESS PASSWORD [NAME ...].

Runs with the Python of .venv.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WIDE, NARROW = (1280, 860), (360, 860)
COLORS = 128
GRAY = (115, 130, 139)


@dataclass(frozen=True)
class Shot:
    """One screen: its name, its address, and in which forms it is taken."""

    name: str
    address: str
    staff: bool = False
    dark: bool = False
    paper: bool = False
    place: str = ""  # scroll to this element first


def shots(edit: str) -> list[Shot]:
    return [
        Shot("home", "/", dark=True),
        Shot("chapter", "/prepare/", dark=True),
        Shot("benefits", "/does-it-work/", dark=True),
        Shot("compare", "/is-it-right-for-me/other-treatments/", dark=True, place="main table"),
        Shot("questions", "/questions/", dark=True),
        Shot("error", "/no-such-page/", dark=True),
        Shot("print", "/risks-and-side-effects/", paper=True),
        Shot("login", "/admin/login/", dark=True),
        Shot("staff-start", "/admin/", staff=True, dark=True),
        Shot("edit-mode", edit, staff=True, dark=True),
        Shot("gallery", "/admin/gallery/", staff=True),
    ]


def main() -> None:
    chromium, address, edit, password, *names = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for shot in shots(edit):
            if names and shot.name not in names:
                continue
            for dark in (False, True) if shot.dark else (False,):
                page = open_page(browser, address, shot, dark, password)
                pictures = [take(page, shot, size) for size in ((794, 1123),) if shot.paper] or [
                    take(page, shot, size) for size in (WIDE, NARROW)
                ]
                page.context.close()
                ending = "-dark" if dark else ""
                save(FOLDER / f"{shot.name}{ending}.png", side_by_side(pictures))
        browser.close()


def open_page(browser: Browser, address: str, shot: Shot, dark: bool, password: str) -> Page:
    context = browser.new_context(base_url=address, color_scheme="dark" if dark else "light", device_scale_factor=1)
    page = context.new_page()
    if shot.staff:
        page.goto("/admin/login/")
        page.fill("#id_username", "admin")
        page.fill("#id_password", password)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")
    if shot.paper:
        page.emulate_media(media="print")
    return page


def take(page: Page, shot: Shot, size: tuple[int, int]) -> Image.Image:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(shot.address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    if shot.place:
        page.locator(shot.place).first.evaluate("element => scrollTo(0, element.getBoundingClientRect().top - 110)")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """The pictures in one row, each with a fine frame, on a clear background."""
    gap = 32
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1) + 2
    row = Image.new("RGB", (width, max(picture.height for picture in pictures) + 2), "white")
    left = 0
    for picture in reversed(pictures):  # the phone first
        row.paste(picture, (left + 1, 1))
        ImageDraw.Draw(row).rectangle((left, 0, left + picture.width + 1, picture.height + 1), outline=GRAY)
        left += picture.width + gap
    return row


def save(path: Path, picture: Image.Image) -> None:
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"  {path.name}  {path.stat().st_size // 1024} KiB", flush=True)


if __name__ == "__main__":
    main()
