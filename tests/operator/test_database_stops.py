"""While the database is away readers read what was kept, staff are told in plain words and lose no text, and nothing
has to be restarted afterwards."""

import re

import pytest
from lxml import html

from tests.operator.test_ready_pages import PAGE, database_away
from tests.site import Answer, Site
from tests.staff_session import StaffSession, live_version, values_of

pytestmark = pytest.mark.databases

TYPED = 'Ketamine <em>"in"</em> words & numbers'


def told(answer: Answer, heading: str) -> str:
    """The words of a page that tells staff about an outage."""
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    page = html.fromstring(answer.text)
    assert page.findtext(".//h1") == heading
    assert {"tel:988", "sms:988", "tel:911"} <= set(page.xpath("//a/@href"))
    return " ".join(page.text_content().split())


def unsaved(answer: Answer) -> dict[str, str]:
    """The form that the page hands back, ready to be sent again."""
    (form,) = html.fromstring(answer.text).forms
    return values_of(form)


@pytest.fixture
def working_site(new_site) -> Site:
    new_site.start()
    assert new_site.get(PAGE).status == new_site.get("/").status == 200
    return new_site


def test_staff_are_told_in_plain_words_and_send_their_text_again(working_site):
    staff = StaffSession(working_site, "clinician")
    assert staff.log_in().status == 302
    draft = staff.draft_of(live_version(working_site, "what-it-is"))
    address = draft.settings
    filled = staff.form(address) | {
        "title": "Typed without a database",
        "meta_description": TYPED + " that nobody may lose",
    }
    with database_away(working_site):
        for path in ("/admin/", "/admin/gallery/", "/admin/cms/pagecontent/", PAGE):
            assert "wait a minute and try again" in told(staff.get(path), "The guide cannot reach its database")
        failed = staff.post(address, **filled)
        assert "was not saved" in told(failed, "The guide cannot reach its database")
        assert "<em>" not in failed.text
        assert "was not saved" in told(staff.publish(draft), "The guide cannot reach its database")
        assert working_site.get(PAGE).status == 200
        assert working_site.get("/readyz").status == 503
    again = unsaved(failed)
    assert again == filled
    assert staff.post(address, **again).status == 302
    assert staff.form(address)["title"] == "Typed without a database"
    assert staff.form(address)["meta_description"] == filled["meta_description"]


def test_logging_in_without_a_database_is_refused_in_plain_words_and_keeps_the_password_to_itself(working_site):
    staff = StaffSession(working_site, "manager")
    staff.get("/admin/login/")
    with database_away(working_site):
        answer = staff.post("/admin/login/", username="manager", password="a-secret-password", next="/admin/")
        assert "was not saved" in told(answer, "The guide cannot reach its database")
        assert "a-secret-password" not in answer.text
    assert staff.log_in().status == 302


def test_readers_of_pages_that_nobody_kept_are_told_that_they_did_nothing_wrong(working_site):
    with database_away(working_site):
        answer = working_site.get("/cost-and-insurance/")
        assert answer.status == 503
        assert "You did nothing wrong" in answer.text
        assert not re.search("database|disk", answer.text)
        assert answer.headers["Set-Cookie"] is None
    assert working_site.get("/cost-and-insurance/").status == 200
