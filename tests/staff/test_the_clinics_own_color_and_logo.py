"""A clinic has its own color and logo, and cannot make a page that is hard to read with them."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from content.clinic.brand import brand, check, contrast, nearest
from content.clinic.models import ClinicFact
from tests.components.reader import add_picture
from tests.operator.guide import run
from tests.staff.desk import admin, filled_form

COLOR, LOGO = ClinicFact.BRAND_COLOR, ClinicFact.LOGO
LIGHT_PAPER, DARK_PAPER = "#fbf9f4", "#10191e"
colors = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def change_form(key: str) -> str:
    return admin("clinic_clinicfact_change", ClinicFact.objects.get(key=key).pk)


def send(client: Client, key: str, **changes: object):
    """What the form of a fact answers to these changes."""
    return client.post(change_form(key), filled_form(client, change_form(key), **changes))


def page() -> html.HtmlElement:
    return html.fromstring(Client().get("/").content.decode())


def brand_sheets(root: html.HtmlElement) -> list[str]:
    return [link for link in root.xpath("//link[@rel='stylesheet']/@href") if "brand" in link]


def test_a_color_that_would_be_hard_to_read_is_refused_with_one_that_works(db, client_of):
    answer = send(client_of("Clinician"), COLOR, value="#8bc")
    (said,) = re.findall(r"Links in #8bc would be hard to read. The nearest color that works is (#\w{6})", answer.text)
    assert ClinicFact.objects.get(key=COLOR).value == ""
    assert 'value="#8bc"' in answer.text, "what was typed is lost"
    assert send(client_of("Clinician"), COLOR, value=said).status_code == 302
    assert ClinicFact.objects.get(key=COLOR).value == said


@pytest.mark.parametrize("text", ["blue", "#12345", "#gggggg", "0b5563;}body{display:none", "#0b5563ff", "var(--ink)"])
def test_what_is_no_color_is_refused(db, client_of, text: str):
    assert "Write the color as #" in send(client_of("Manager"), COLOR, value=text).text
    ClinicFact.objects.filter(key=COLOR).update(value=text)  # past every form
    assert brand_sheets(page()) == []


@given(colors)
def test_the_nearest_color_always_works_and_one_that_works_stays(color: str):
    assert check(nearest(color)) == nearest(color)
    assert contrast(nearest(color), LIGHT_PAPER) >= 7
    chosen = brand(nearest(color))
    assert chosen is not None
    assert contrast(chosen.in_dark, DARK_PAPER) >= 7
    assert contrast(chosen.strong, "#ffffff") >= 11
    try:
        assert nearest(check(color)) == color
    except ValidationError:
        assert nearest(color) != color


@pytest.mark.parametrize("color", ["#a4161a", "#f00", "#c0003a"])
def test_red_stays_the_color_of_emergencies(color: str):
    with pytest.raises(ValidationError, match="Red is kept for emergencies"):
        check(color)


def test_contrast_is_the_one_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#0a5a8a", LIGHT_PAPER) == pytest.approx(7.02, abs=0.005)


def test_without_a_color_nothing_is_added_and_with_one_a_sheet_that_browsers_keep(db):
    assert brand_sheets(page()) == []
    ClinicFact.objects.filter(key=COLOR).update(value="#5B3B8C")
    (address,) = brand_sheets(page())
    sheet = Client().get(address)
    assert "--link:#5b3b8c" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.headers["Content-Type"].startswith("text/css")
    ClinicFact.objects.filter(key=COLOR).update(value="#1f5b3a")
    assert brand_sheets(page()) != [address]
    assert Client().get(address).status_code == 404


def test_a_logo_takes_the_place_of_the_name_and_says_it(db, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert not page().xpath("//header//img")
    picture = add_picture("sign.png", 1200, 300)
    assert send(client_of("Clinician"), LOGO, picture=picture.pk).status_code == 302
    (logo,) = page().xpath("//header//a[@href='/']/img")
    assert logo.get("alt") == ClinicFact.objects.get(key="clinic-name").value
    assert (logo.get("width"), logo.get("height")) == ("384", "96")
    assert Client().get(logo.get("src")).status_code == 200
    assert not page().find_class("brand-name")
    assert "Example Clinic" in page().find_class("site-footer-name")[0].text
    send(client_of("Clinician"), LOGO, picture="")
    assert page().find_class("brand-name")


def test_a_logo_cannot_be_deleted_from_the_library(db, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = add_picture("sign.png", 400, 100)
    send(client_of("Clinician"), LOGO, picture=picture.pk)
    client_of("Manager").post(admin("filer_image_delete", picture.pk), {"post": "yes"})
    picture.refresh_from_db()


def test_color_and_logo_leave_with_the_guide_files_and_come_back(db, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = add_picture("sign.png", 400, 100)
    send(client_of("Clinician"), LOGO, picture=picture.pk)
    send(client_of("Clinician"), COLOR, value="#5b3b8c")
    run("export_guide", tmp_path / "out")
    assert (tmp_path / "out" / "images" / "sign.png").is_file()
    ClinicFact.objects.filter(key__in=[LOGO, COLOR]).update(picture=None, value="", rendition=None)
    picture.delete()
    run("load_guide", tmp_path / "out", reset=True)
    assert page().xpath("//header//img")
    assert brand_sheets(page())


def test_a_file_that_names_a_picture_that_is_not_there_loads_nothing(db):
    fact = ClinicFact.objects.get(key=LOGO)
    fact.value = "nowhere.png"
    with pytest.raises(ValidationError, match="There is no picture “nowhere"):
        fact.full_clean()
