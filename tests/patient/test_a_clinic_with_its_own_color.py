"""A reader of a clinic with a color and a logo of its own gets pages as light and as clear as all others."""

import pytest

from tests.patient.test_everybody_can_use_every_page import barriers
from tests.patient.test_pages_are_light import MOST_REQUESTS

pytestmark = pytest.mark.browser
DRESS = """
from content.clinic.models import ClinicFact
from tests.components.reader import add_picture
add_picture("sign.png", 1200, 300)
for key, value in (("logo", "sign.png"), ("brand-color", "{color}")):
    fact = ClinicFact.objects.get(key=key)
    fact.value = value
    fact.full_clean()
    fact.save()
"""
LINK = "getComputedStyle(document.querySelector('main a[href^=\"/\"]:not(.button)')).color"


def test_pages_in_the_clinics_color_are_light_and_have_no_barrier(new_site, visit, tmp_path):
    new_site.start()
    before = new_site.get("/").text
    assert "/brand." not in before
    new_site.manage("shell", "-v0", "-c", DRESS.format(color="#5b3b8c"))
    page = visit(new_site, width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert any("/brand." in url for url in asked)
    assert len(asked) <= MOST_REQUESTS
    assert page.evaluate("document.querySelector('.brand-logo').naturalWidth") == 384
    for address in ("/", "/risks-and-side-effects/"):
        for width, dark in ((1280, False), (320, True)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto(address)
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(LINK) == ("rgb(185, 164, 217)" if dark else "rgb(91, 59, 140)")
    assert page.complaints == []
    new_site.manage("export_site", str(tmp_path / "export"))
    files = [path.name for path in (tmp_path / "export").iterdir()]
    assert any(name.startswith("brand.") and name.endswith(".css") for name in files)
    assert list((tmp_path / "export" / "media").rglob("sign.png*"))
