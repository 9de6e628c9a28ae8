"""On a running site a translation opens and closes for search engines at once, and goes along into exports and backups."""

import json
import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.languages import ES, GLOSSARY, HELP, RISKS, SPANISH, profile_that_compares_nothing, write
from tests.operator.test_export_site import FIELD
from tests.site import Site
from tests.staff.test_staff_screens_have_no_barriers import barriers

ENGLISH_RISKS = "/risks-and-side-effects/"
SIGN = """
from django.contrib.auth import get_user_model as users
from content.signoff.models import Kind, Reviewer
from content.signoff.signatures import sign
from tests.languages import version
person = users().objects.get(username="clinician")
Reviewer.objects.create(account=person, kind=Kind.TRANSLATOR, name="Tina Example", letters="CHI", license_number="1", license_state="CCHI")
sign(version("risks", "es").content, person)
"""
WITHDRAW = """
from content.signoff.models import Signature
from content.signoff.signatures import withdraw
signature = Signature.objects.get()
withdraw(signature, signature.reviewer.account)
"""
TAKE_DOWN = """
from content.staff.accounts import system_user
from tests.languages import version
version("risks", "es").unpublish(system_user())
"""


def in_both(site_template, make: str, *args, **more):
    """A site that offers Spanish, made by this method of the template."""
    chosen = {
        "GUIDE_LANGUAGES": "en,es",
        "DJANGO_SETTINGS_MODULE": "tests.operator.small_languages",
        "TEST_GUIDE_PROFILE": str(profile_that_compares_nothing()),
    }
    return getattr(site_template, make)(*args, **more | chosen)


@pytest.fixture
def speaking(site_template, tmp_path):
    """A running site with three pages in Spanish."""
    site = in_both(site_template, "copy", tmp_path / "data")
    site.manage("load_guide", str(write(tmp_path / "es", ES, GLOSSARY)), "--language", SPANISH.code)
    site.start()
    yield site
    site.stop()


def seen(site: Site) -> tuple[bool, bool, bool]:
    """Whether search engines may list the Spanish page, the English one names it to them, and the sitemap lists it."""
    risks = site.get(RISKS)
    return (
        risks.status == 200 and 'content="noindex"' not in risks.text,
        f'hreflang="es" href="{site.url}{RISKS}"' in site.get(ENGLISH_RISKS).text,
        f"{RISKS}</loc>" in site.get("/sitemap.xml").text,
    )


def soon(site: Site, wanted: tuple[bool, bool, bool]) -> bool:
    """Whether readers see this within a second, and the time that a page takes."""
    until = time.monotonic() + 3
    while (found := seen(site)) != wanted and time.monotonic() < until:
        pass  # each look asks the site
    return found == wanted


@pytest.mark.databases
def test_signing_withdrawing_and_taking_down_show_at_once(speaking):
    assert seen(speaking) == (False, False, False)
    speaking.manage("shell", "-v0", "-c", SIGN)
    assert soon(speaking, (True, True, True))
    speaking.manage("shell", "-v0", "-c", WITHDRAW)
    assert soon(speaking, (False, False, False))
    assert 'lang="es" hreflang="es" dir="ltr">Español' in speaking.get(ENGLISH_RISKS).text
    speaking.manage("shell", "-v0", "-c", TAKE_DOWN)
    assert soon(speaking, (False, False, False))
    assert speaking.get(RISKS).status == 404
    assert "esta página todavía no está aquí" in speaking.get(ENGLISH_RISKS).text


@pytest.mark.browser
def test_everybody_can_use_the_pages_and_keep_them(speaking, visit):
    page = visit(speaking, width=320)
    for address in (RISKS, ENGLISH_RISKS, "/about/", "/es/", "/es/nada/"):
        page.goto(address)
        for width, direction in ((320, "ltr"), (320, "rtl"), (1280, "rtl"), (1280, "ltr")):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("(direction) => { document.documentElement.dir = direction }", direction)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width, direction)
        results = Axe().run(page, options={"resultTypes": ["violations"]}).response
        assert [(item["id"], item["nodes"][0]["target"]) for item in results["violations"]] == [], address
    page.goto("/es/offline/")
    page.locator("#offline-keep").click()
    page.locator("#offline-kept").wait_for()
    speaking.stop()
    page.goto(RISKS)
    assert page.locator(".offline-note").count() == 1 and page.locator("h1").inner_text() == "¿Cuáles son los riesgos?"
    page.goto("/es/nada/")
    assert page.locator("html").get_attribute("lang") == "es" and page.locator("#offline-kept").count() == 1


@pytest.mark.browser
def test_everybody_on_the_staff_can_use_both_languages_side_by_side(speaking, visit):
    """In Spanish, and on a phone, too."""
    desk = visit(speaking, width=390, role="manager")
    both = desk.locator("a[href*='side-by-side']").first.get_attribute("href")
    desk.goto("/admin/your-account/")
    desk.locator("[name=language][value=es]").check()
    desk.locator("form.staff-two-step [type=submit]").click()
    desk.wait_for_load_state("networkidle")
    for address in (both, "/admin/", "/admin/your-account/"):
        desk.goto(address)
        desk.wait_for_load_state("networkidle")
        for width in (390, 1280):
            desk.set_viewport_size({"width": width, "height": 800})
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
            assert barriers(desk) == [], (address, width)
        assert desk.locator("html").get_attribute("lang") == "es"
    assert desk.complaints == desk.foreign == []


def test_an_export_and_a_backup_hold_every_language(speaking, site_template, tmp_path):
    out = tmp_path / "out"
    speaking.manage("export_site", str(out))
    for path in ("/es/", RISKS, HELP, "/es/offline/", ENGLISH_RISKS):
        assert (out / path.strip("/") / "index.html").read_bytes() == FIELD.sub(b"", speaking.get(path).body)
    assert "Esta copia de la guía no tiene servidor" in (out / "es" / "search" / "index.html").read_text()
    assert '<html lang="es"' in (out / "es" / "404.html").read_text()
    assert '<html lang="en"' in (out / "404.html").read_text()
    assert RISKS in json.loads((out / "es" / "offline.json").read_text())["pages"]
    assert 'set $not_found "/es/404.html"' in (out / "nginx.conf").read_text()
    index = re.search(r'data-src="(/es/search-[^"]+)"', speaking.get("/es/search/").text)
    assert index and (out / index[1].strip("/")).is_file()

    archive = tmp_path / "backup.tar.gz"
    speaking.manage("backup", str(archive))
    restored = in_both(site_template, "empty", tmp_path / "second", speaking.port)
    restored.manage("restore", str(archive))
    out = restored.manage("export_guide", str(tmp_path / "files"), "--language", "es").stdout
    assert {path.stem for path in (tmp_path / "files").glob("*.md")} == {page["id"] for page in ES}, out
    assert "disociación" in (tmp_path / "files" / "records" / "glossary.yaml").read_text()
